import { methods } from '../../runtime/face'
import { patch, type Then } from '../../world/draft'
import { isRefusal, noSuchContainer, removalInProgress, removeRunning, type Refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { noContent, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent, emit } from '../system/events'
import { work, type Act } from '../work'
import type { Container } from './container'
import { later, tell } from './waiters'
import { findContainer, isRunning, live, refuse, statusOf } from './lookup'
import { containerDir } from './paths'
import { killAndWait } from './kill-and-wait'

/**
 * `DELETE /containers/{name}`.
 * @models moby daemon/delete.go
 * @fidelity part: no links
 */
export interface RemoveOptions {
  readonly force?: boolean
  readonly volumes?: boolean
}

export const remove: Handler = (d, req) => {
  const options = { force: truthy(req.query['force']), volumes: truthy(req.query['v']) }
  const found = findContainer(d.state, req.params['name'] ?? '')
  if (isRefusal(found)) return refuse(d, req, found)
  const wrong = mayRemove(found, options)
  if (wrong !== undefined) return refuse(d, req, wrong)
  const then = { then: 'containers.remove/answer', data: { sink: sinkOf(req) } }
  if (!isRunning(found) && statusOf(found) !== 'restarting') return removeContainer(d, found.id, options, then)
  killAndWait(d, found, { then: 'containers.remove/killed', data: { id: found.id, options, then } })
}

export const truthy = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false', 'no', 'none'].includes(value.toLowerCase())

function mayRemove(container: Container, { force }: RemoveOptions): Refusal | undefined {
  const status = statusOf(container)
  if (status === 'removing') return removalInProgress(container.id)
  if (!force && ['running', 'paused', 'restarting'].includes(status)) return removeRunning(container.name, status)
  return undefined
}

export function removeContainer(d: Daemon, id: string, options: RemoveOptions, then: Then): void {
  const container = d.state.containers[id]
  if (container === undefined || statusOf(container) === 'removing')
    return later(d, then, { refused: noSuchContainer(id) })
  live(d, id, { type: 'remove' })
  const acts: readonly Act[] = [
    { rpc: methods.removeSnapshot, args: { key: id }, optional: true, delay: 2_000 },
    { rpc: methods.removeSnapshot, args: { key: `${id}-init` }, optional: true },
    { sys: { name: 'removetree', path: containerDir(id) }, optional: true },
    ...(options.volumes
      ? anonymousOf(d, container).map(
          (name) => ({ sys: { name: 'removetree', path: `/var/lib/docker/volumes/${name}` }, optional: true }) as const,
        )
      : []),
  ]
  work(d, acts, { then: 'containers.remove/removed', data: { container: { id }, options, then } })
}

/** Its anonymous volumes that no other container has. */
function anonymousOf(d: Daemon, container: Container): readonly string[] {
  const others = Object.values(d.state.containers).filter(({ id }) => id !== container.id)
  return container.mounts.flatMap(({ name }) => {
    const volume = name === undefined ? undefined : d.state.volumes[name]
    const shared = others.some(({ mounts }) => mounts.some((mount) => mount.name === name))
    return volume?.anonymous && !shared ? [volume.name] : []
  })
}

interface Removing {
  readonly container: { readonly id: string }
  readonly options: RemoveOptions
  readonly then: Then
}

function removed(d: Daemon, { container: { id }, options, then }: Removing): void {
  const container = d.state.containers[id]
  if (container === undefined) return later(d, then, {})
  const gone = options.volumes ? anonymousOf(d, container) : []
  const { [id]: _gone, ...containers } = d.state.containers
  const volumes = Object.fromEntries(Object.entries(d.state.volumes).filter(([name]) => !gone.includes(name)))
  const execs = Object.fromEntries(Object.entries(d.state.execs).filter(([, exec]) => exec.container !== id))
  patch(d, { containers, volumes, execs })
  containerEvent(d, container, 'destroy')
  for (const name of gone) emit(d, 'volume', 'destroy', name, { driver: 'local' })
  tell(d, id, container.exitCode, ['removed', 'not-running', 'next-exit'])
  later(d, then, {})
}

function killed(d: Daemon, { id, options, then }: { id: string; options: RemoveOptions; then: Then }): void {
  removeContainer(d, id, options, then)
}

function answer(d: Daemon, { sink }: { sink: Sink }, { refused }: { refused?: Refusal }): void {
  if (refused !== undefined && refused.status !== 404) refuse(d, sink, refused)
  else noContent(d, sink)
}

export const removeContinuations: Continuations = {
  'containers.remove/removed': removed,
  'containers.remove/killed': killed,
  'containers.remove/answer': answer,
  'containers.remove/quiet': () => undefined,
}
