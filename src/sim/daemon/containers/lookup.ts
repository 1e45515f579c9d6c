import type { EventFrom } from 'xstate'
import { patch } from '../../world/draft'
import { lived } from '../../world/life'
import { ambiguousPrefix, isRefusal, noSuchContainer, type Refusal } from '../errors'
import type { Request } from '../request'
import { error } from '../respond'
import type { Daemon, DockerdState } from '../state'
import type { Container } from './container'
import { containerMachine } from './container.machine'

/** By whole id, by name, by a prefix of an id that only one has. @models moby daemon/container.go GetContainer @fidelity full */
export function findContainer(state: DockerdState, ref: string): Container | Refusal {
  const all = Object.values(state.containers)
  const exact = state.containers[ref] ?? all.find(({ name }) => name === ref.replace(/^\//, ''))
  if (exact !== undefined) return exact
  const found = ref === '' ? [] : all.filter(({ id }) => id.startsWith(ref))
  if (found.length > 1) return ambiguousPrefix(ref)
  return found[0] ?? noSuchContainer(ref)
}

/** Looks the `{name}` of a route up; answers the request itself where there is none. */
export function withContainer(d: Daemon, req: Request, then: (container: Container) => void): void {
  const found = findContainer(d.state, req.params['name'] ?? '')
  if (isRefusal(found)) refuse(d, req, found)
  else then(found)
}

export const refuse = (d: Daemon, where: Parameters<typeof error>[1], { status, message }: Refusal): void =>
  error(d, where, status, message)

export function change(d: Daemon, id: string, to: Partial<Container>): void {
  const found = d.state.containers[id]
  if (found !== undefined) patch(d, { containers: { ...d.state.containers, [id]: { ...found, ...to } } })
}

/** An event in the container's life. */
export function live(
  d: Daemon,
  id: string,
  event: EventFrom<typeof containerMachine>,
  to: Partial<Container> = {},
): void {
  const found = d.state.containers[id]
  if (found === undefined) return
  const life = lived(containerMachine, found.life as never, event)
  change(d, id, { ...to, life: { machine: 'container', ...life } })
}

export const statusOf = (container: Container): string => container.life.value as string
export const isRunning = (container: Container): boolean => ['running', 'paused'].includes(statusOf(container))
