import { utf8 } from '../../base/bytes'
import { rfc3339NanoFixed } from '../../base/time'
import type { SignalDelivery } from '../wire/syscall'
import { patch, send } from '../world/draft'
import { isRunning, statusOf, change } from './containers/lookup'
import { restartKey } from './containers/kill-and-wait'
import { stopContainer } from './containers/stop'
import type { Continuations } from './request'
import type { Daemon } from './state'

/**
 * SIGTERM: all containers are stopped, each with its own signal and patience and all at once; then the daemon exits.
 *
 * @models moby cmd/dockerd/trap, daemon/daemon.go Shutdown, shutdownContainer
 * @fidelity part: what /var/lib/docker keeps from run to run, the node keeps; builds and pulls under way are forgotten
 */
export function signalled(d: Daemon, { signal }: SignalDelivery): void {
  if ((signal !== 'SIGTERM' && signal !== 'SIGINT') || d.state.stopping !== undefined) return
  say(d, 'info', `Processing signal '${signal === 'SIGTERM' ? 'terminated' : 'interrupt'}'`)
  stopAll(d, 'shutdown/one')
  if (Object.keys(d.state.stopping ?? {}).length === 0) exit(d, 0)
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

/** The process ends; what only its memory held is gone. */
export function exit(d: Daemon, status: number): void {
  if (status === 0) say(d, 'info', 'Daemon shutdown complete')
  const op = { name: 'exit_group', status } as const
  send(d, { to: 'host', payload: { kind: 'syscall', call: 0, pid: d.state.pid, op } })
  gone(d)
}

export function gone(d: Daemon): void {
  const { stopping: _stopping, ...state } = d.state
  for (const { id } of Object.values(state.containers)) d.effects.push({ cancel: restartKey(id) })
  d.state = { ...state, down: [], conns: {}, calls: {}, watches: {}, execs: {}, names: {} }
}

/** A line of the log on standard error, which the service manager reads. */
export const say = (d: Daemon, level: string, words: string): void => {
  const stamp = rfc3339NanoFixed(d.now)
  const data = utf8(`time="${stamp}" level=${level} msg=${JSON.stringify(words)}\n`)
  send(d, { to: 'systemd', depth: 3, payload: { kind: 'pipe', pipe: 'dockerd-stderr', data, end: false } })
}

export const shutdownContinuations: Continuations = {
  'shutdown/one': (d, data: { id: string }) => (stoppedOne(d, data) ? exit(d, 0) : undefined),
}
