import { methods } from '../../runtime/face'
import { patch, type Then } from '../../world/draft'
import type { Daemon } from '../state'
import { containerEvent } from '../system/events'
import { work } from '../work'
import type { Container } from './container'
import { change, isRunning, live, statusOf } from './lookup'
import { later } from './waiters'

/** Runs `then` once that container's run is over. */
export function whenEnded(d: Daemon, id: string, then: Then): void {
  const key = String(d.state.nextWatch)
  patch(d, {
    nextWatch: d.state.nextWatch + 1,
    watches: { ...d.state.watches, [key]: { kind: 'ended', about: id, then } },
  })
}

/** SIGKILL, then wait for the end; a container that waits to be restarted just does not come back. */
export function killAndWait(d: Daemon, container: Container, then: Then): void {
  change(d, container.id, { stoppedByHand: true })
  if (statusOf(container) === 'restarting') return cancelRestart(d, container, then)
  if (!isRunning(container)) return later(d, then, {})
  whenEnded(d, container.id, then)
  containerEvent(d, container, 'kill', { signal: '9' })
  sendSignal(d, container.id, 'SIGKILL')
}

export function cancelRestart(d: Daemon, container: Container, then: Then): void {
  d.effects.push({ cancel: restartKey(container.id) })
  live(d, container.id, { type: 'stop' })
  later(d, then, {})
}

export const restartKey = (id: string): string => `restart-${id}`

/** To init; nobody waits for the answer. A frozen cgroup is thawed first where the signal is to have an effect. */
export function sendSignal(d: Daemon, id: string, signal: string): void {
  const paused =
    d.state.containers[id] !== undefined && statusOf(d.state.containers[id]) === 'paused' && signal === 'SIGKILL'
  const thaw = paused ? [{ rpc: methods.resume, args: { id }, optional: true }] : []
  work(d, [...thaw, { rpc: methods.killTask, args: { id, signal }, optional: true, depth: 1 }], {
    then: 'containers.kill/sent',
    data: {},
  })
}
