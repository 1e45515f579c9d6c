import { pidOf, nodeOf, kindOf } from '../trace/types'
import type {
  Address,
  ContainerView,
  DockerdView,
  HostView,
  ProcessView,
  RegistryView,
  TerminalView,
  World,
} from '../trace/types'

/** Everything the picture may know of one world. A part that is not there yet shows as nothing. */
export interface Seen {
  readonly host: HostView
  readonly dockerd: DockerdView
  readonly hub: RegistryView
  readonly terminal: TerminalView
  /** All terminals that are open, by the number in their name. */
  readonly terminals: Readonly<Record<string, TerminalView>>
  /** Registries in containers, by host pid of their process. */
  readonly registries: Readonly<Record<string, RegistryView>>
  /** Nodes that exist: a shim or runc is drawn only while it lives. */
  readonly parts: readonly string[]
}

const noHost: HostView = { hostname: 'host', procs: {}, links: {}, natRules: [] }
const noDocker: DockerdView = { containers: {}, images: {}, references: {}, volumes: {}, networks: {}, operations: {} }
const noHub: RegistryView = { host: 'docker.io', repositories: {} }
const noTerminal: TerminalView = {
  rows: 24,
  cols: 80,
  blocks: [],
  mode: 'prompt',
  prompt: '$ ',
  cwd: '/',
  tty: 'pts/0',
  primary: '',
  unfinished: [],
}

const known = <T extends object>(state: unknown, nothing: T): T => ({ ...nothing, ...(state as T | undefined) })

export const see = (world: World, registries: Seen['registries'] = {}): Seen => ({
  registries,
  host: known(world.nodes['host'], noHost),
  dockerd: known(world.nodes['dockerd'], noDocker),
  hub: known(world.nodes['hub'], noHub),
  terminal: known(world.nodes['terminal:1'], noTerminal),
  terminals: terminalsOf(world),
  parts: Object.keys(world.nodes),
})

const terminalsOf = (world: World): Seen['terminals'] =>
  Object.fromEntries(
    Object.entries(world.nodes).flatMap(([name, state]) =>
      kindOf(name) === 'terminal' ? [[name.slice('terminal:'.length), known(state, noTerminal)]] : [],
    ),
  )

/** The container whose processes this one belongs to: by pid namespace, or by cgroup where that is the host's. */
export function containerOf(seen: Seen, process: ProcessView): ContainerView | undefined {
  const hostPidNs = seen.host.procs['1']?.ns['pid']
  return Object.values(seen.dockerd.containers).find((container) => {
    const init = seen.host.procs[container.pid]
    if (process.cgroup.includes(container.id)) return true
    return init !== undefined && init.ns['pid'] !== hostPidNs && init.ns['pid'] === process.ns['pid']
  })
}

export const processOf = (seen: Seen, address: Address): ProcessView | undefined => {
  const pid = pidOf(address)
  if (pid !== undefined) return seen.host.procs[pid]
  return Object.values(seen.host.procs).find((process) => process.address === nodeOf(address))
}

/** `shim:abc` belongs to the container whose ID is, or begins with, `abc`; an exec's `abc:def` too. */
export const ownedBy = (seen: Seen, address: Address): ContainerView | undefined => {
  const owner = nodeOf(address).slice(kindOf(address).length + 1)
  return Object.values(seen.dockerd.containers).find(
    ({ id }) => id === owner || (owner.length >= 12 && id.startsWith(owner)) || owner.startsWith(id),
  )
}

/** State names of nested machines joined: `running` of `{alive: 'running'}`. */
export const stateName = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value !== null && typeof value === 'object'
      ? Object.entries(value)
          .map(([key, inner]) => (typeof inner === 'string' ? inner : `${key}.${stateName(inner)}`))
          .join(' ')
      : ''
