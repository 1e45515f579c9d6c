import type { Then } from '../../world/draft'
import { signalNumbers } from '../../wire/signal'
import type { Continuations, Handler } from '../request'
import { noContent, notModified, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import type { Container } from './container'
import { cancelRestart, sendSignal, whenEnded } from './kill-and-wait'
import { change, isRunning, refuse, statusOf, withContainer } from './lookup'
import { signalOf } from './signals'
import { badSignal } from '../errors'
import { later } from './waiters'

/**
 * `POST /containers/{name}/stop`: the stop signal, a while, then SIGKILL.
 * @models moby daemon/stop.go
 * @fidelity full
 */
export const stop: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const signal = req.query['signal']
    if (signal && signalOf(signal) === undefined) return refuse(d, req, badSignal(signal))
    if (!isRunning(container) && statusOf(container) !== 'restarting') return notModified(d, req)
    stopContainer(
      d,
      container,
      secondsOf(req.query['t']),
      { then: 'containers.stop/answer', data: { sink: sinkOf(req), id: container.id } },
      signal,
    )
  })

export const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : Number(text)

export function stopContainer(
  d: Daemon,
  container: Container,
  seconds: number | undefined,
  then: Then,
  signal?: string,
): void {
  const { id, config } = container
  change(d, id, { stoppedByHand: true })
  if (statusOf(container) === 'restarting') return cancelRestart(d, container, then)
  if (!isRunning(container)) return later(d, then, {})
  const patience = seconds ?? config.StopTimeout ?? 10
  const chosen = signalOf(signal || config.StopSignal || 'SIGTERM') ?? 'SIGTERM'
  whenEnded(d, id, { then: 'containers.stop/ended', data: { id, then } })
  containerEvent(d, container, 'kill', { signal: String(signalNumbers[chosen]) })
  sendSignal(d, id, chosen)
  if (patience >= 0) {
    d.effects.push({
      to: 'dockerd',
      delay: Math.max(1, patience * 1_000_000),
      key: stopKey(id),
      payload: { kind: 'timer', name: 'containers.stop/late', data: { id } },
    })
  }
}

export const stopKey = (id: string): string => `stop-${id}`

/** It did not listen. */
function late(d: Daemon, { id }: { id: string }): void {
  const container = d.state.containers[id]
  if (container === undefined || !isRunning(container)) return
  containerEvent(d, container, 'kill', { signal: '9' })
  sendSignal(d, id, 'SIGKILL')
}

function ended(d: Daemon, { id, then }: { id: string; then: Then }): void {
  d.effects.push({ cancel: stopKey(id) })
  const container = d.state.containers[id]
  if (container !== undefined) containerEvent(d, container, 'stop')
  later(d, then, {})
}

const answer = (d: Daemon, { sink }: { sink: Sink }): void => noContent(d, sink, { depth: 1 })

export const stopContinuations: Continuations = {
  'containers.stop/late': late,
  'containers.stop/ended': ended,
  'containers.stop/answer': answer,
}
