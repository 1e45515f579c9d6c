import type { SignalDelivery } from '../wire/syscall'
import { patch, send } from '../world/draft'
import { isRunning, statusOf, change } from './containers/lookup'
import { restartKey } from './containers/kill-and-wait'
import { stopContainer, stopKey } from './containers/stop'
import { later } from './containers/waiters'
import { say } from './journal'
import { reload } from './reload'
import type { Continuations } from './request'
import type { Daemon } from './state'

/**
 * SIGTERM: all containers are stopped, each with its own signal and patience and all at once; then the daemon exits.
 *
 * @models moby cmd/dockerd/trap, daemon/daemon.go Shutdown, shutdownContainer
 * @fidelity part: what /var/lib/docker keeps from run to run, the node keeps; builds and pulls under way are forgotten
 */
export function signalled(d: Daemon, { signal }: SignalDelivery): void {
  if (signal === 'SIGHUP') return reload(d)
  if ((signal !== 'SIGTERM' && signal !== 'SIGINT') || d.state.stopping !== undefined) return
  say(d, 'info', `Processing signal '${signal === 'SIGTERM' ? 'terminated' : 'interrupt'}'`)
  stopAll(d, 'shutdown/one')
  if (Object.keys(d.state.stopping ?? {}).length === 0) leave(d)
}

/** Stops what runs; `then` runs for each, with whether a person had stopped it before (nobody has now). */
export function stopAll(d: Daemon, then: string): void {
  const alive = Object.values(d.state.containers).filter((one) => isRunning(one) || statusOf(one) === 'restarting')
  patch(d, { stopping: Object.fromEntries(alive.map(({ id, stoppedByHand }) => [id, stoppedByHand])) })
  for (const container of alive) stopContainer(d, container, undefined, { then, data: { id: container.id } })
}

/** One of them has ended; the answer is whether it was the last. */
export function stoppedOne(d: Daemon, { id }: { id: string }): boolean {
  const { [id]: byHand = false, ...stopping } = d.state.stopping ?? {}
  change(d, id, { stoppedByHand: byHand })
  patch(d, { stopping })
  return Object.keys(stopping).length === 0
}

/** Containers of `--rm` are waited for as well. */
function leave(d: Daemon): void {
  const removing = Object.values(d.state.containers).some((one) => statusOf(one) === 'removing')
  if (!removing) return exit(d, 0)
  later(d, { then: 'shutdown/leave', data: {} }, {}, 1_000)
}

/** The process ends; what only its memory held is gone. */
export function exit(d: Daemon, status: number): void {
  if (status === 0) say(d, 'info', 'Daemon shutdown complete')
  const op = { name: 'exit_group', status } as const
  send(d, { to: 'host', payload: { kind: 'syscall', call: 0, pid: d.state.pid, op } })
  gone(d)
}

export function gone(d: Daemon): void {
  const { stopping: _stopping, ...state } = d.state
  for (const { id } of Object.values(state.containers))
    d.effects.push({ cancel: restartKey(id) }, { cancel: stopKey(id) })
  d.state = { ...state, down: [], conns: {}, calls: {}, watches: {}, execs: {}, names: {} }
}

export const shutdownContinuations: Continuations = {
  'shutdown/one': (d, data: { id: string }) => (stoppedOne(d, data) ? leave(d) : undefined),
  'shutdown/leave': leave,
}
