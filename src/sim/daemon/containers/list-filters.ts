import { findImage } from '../images/lookup'
import type { DockerdState } from '../state'
import { labelled } from '../system/events'
import { isRefusal } from '../errors'
import type { Container } from './container'
import { findContainer, statusOf } from './lookup'

/** `docker ps --filter`. @models moby daemon/list.go foldFilter, includeContainerInList @fidelity part: no isolation */
type Filters = Readonly<Record<string, readonly string[]>>

const known: readonly string[] = [
  'ancestor',
  'before',
  'exited',
  'id',
  'isolation',
  'label',
  'name',
  'status',
  'health',
  'since',
  'volume',
  'network',
  'is-task',
  'publish',
  'expose',
]

export function unknownFilter(filters: Filters): string | undefined {
  const bad = Object.keys(filters).find((key) => !known.includes(key))
  if (bad !== undefined) return `invalid filter '${bad}'`
  const status = (filters['status'] ?? []).find((value) => !states.includes(value))
  if (status !== undefined)
    return `invalid filter 'status=${status}': invalid value for state (${status}): must be one of ${states.join(', ')}`
  const exited = (filters['exited'] ?? []).find((value) => !/^-?\d+$/.test(value))
  return exited === undefined ? undefined : `strconv.Atoi: parsing "${exited}": invalid syntax`
}

const states: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']

export function filtered(state: DockerdState, container: Container, filters: Filters): boolean {
  const any = (key: string, test: (value: string) => boolean) =>
    (filters[key] ?? []).length === 0 || filters[key]!.some(test)
  const all = (key: string, test: (value: string) => boolean) => (filters[key] ?? []).every(test)
  return (
    any('id', (value) => container.id.startsWith(value) || matches(container.id, value)) &&
    any('name', (value) => matches(container.name, value) || matches(`/${container.name}`, value)) &&
    all('label', (value) => labelled(container.config.Labels ?? {}, value)) &&
    any('status', (value) => statusOf(container) === value) &&
    any('health', (value) => healthOf(container) === value) &&
    any('exited', (value) => statusOf(container) === 'exited' && container.exitCode === Number(value)) &&
    any('ancestor', (value) => isAncestor(state, value, container)) &&
    any('network', (value) => onNetwork(state, container, value)) &&
    any('volume', (value) =>
      container.mounts.some(({ name, target, source }) => [name, target, source].includes(value)),
    ) &&
    any('publish', (value) => container.ports.some(({ host, proto }) => portFits(value, host, proto))) &&
    any('expose', (value) =>
      Object.keys(container.config.ExposedPorts ?? {}).some((name) =>
        portFits(value, parseInt(name, 10), name.split('/')[1] ?? 'tcp'),
      ),
    ) &&
    any('before', (value) => isOlder(state, container, value)) &&
    any('since', (value) => isNewer(state, container, value))
  )
}

const healthOf = ({ health }: Container): string => (health === undefined ? 'none' : (health.life.value as string))

function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return text.includes(pattern)
  }
}

/** The image itself, or one whose layers it is built on. */
function isAncestor(state: DockerdState, ref: string, container: Container): boolean {
  const image = findImage(state, ref)
  if (image === undefined) return false
  if (image.id === container.imageId) return true
  const own = state.images[container.imageId]?.layers.map(({ chainId }) => chainId) ?? []
  const top = image.layers.at(-1)?.chainId
  return top !== undefined && own.includes(top) && own.at(-1) !== top
}

const onNetwork = (state: DockerdState, container: Container, ref: string): boolean =>
  Object.keys(container.endpoints).some(
    (name) =>
      name === ref ||
      Object.values(state.networks).some((network) => network.name === name && network.id.startsWith(ref)),
  )

function portFits(wanted: string, port: number, proto: string): boolean {
  const [range, type = 'tcp'] = wanted.split('/')
  const [from, to = from] = range!.split('-').map(Number)
  return type === proto && port >= from! && port <= to!
}

const created = (state: DockerdState, ref: string): number | undefined => {
  const found = findContainer(state, ref)
  return isRefusal(found) ? undefined : found.created
}
const isOlder = (state: DockerdState, container: Container, ref: string): boolean =>
  container.created < (created(state, ref) ?? 0)
const isNewer = (state: DockerdState, container: Container, ref: string): boolean =>
  container.created > (created(state, ref) ?? Infinity)
