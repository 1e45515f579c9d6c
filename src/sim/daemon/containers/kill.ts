import { killBadSignal, killNotRunning } from '../errors'
import type { Continuations, Handler } from '../request'
import { noContent, sinkOf } from '../respond'
import type { Sink } from '../state'
import { signalNumbers } from '../../wire/signal'
import { containerEvent } from '../system/events'
import { cancelRestart, sendSignal, whenEnded } from './kill-and-wait'
import { change, isRunning, refuse, statusOf, withContainer } from './lookup'
import { signalOf } from './signals'
import { later } from './waiters'

/** `POST /containers/{name}/kill`: SIGKILL is answered when the container is gone, any other signal when it is sent. @models moby daemon/kill.go @fidelity full */
export const kill: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const ref = req.params['name'] ?? ''
    const text = req.query['signal'] || 'SIGKILL'
    const signal = signalOf(text)
    if (signal === undefined) return refuse(d, req, killBadSignal(ref, text))
    const restarting = statusOf(container) === 'restarting'
    if (!isRunning(container) && !restarting) return refuse(d, req, killNotRunning(ref, container.id))
    const stopping = [container.config.StopSignal || 'SIGTERM', 'SIGKILL'].some((name) => signalOf(name) === signal)
    if (stopping) change(d, container.id, { stoppedByHand: true })
    const answer = { then: 'containers.kill/answer', data: { sink: sinkOf(req) } }
    containerEvent(d, container, 'kill', { signal: String(signalNumbers[signal]) })
    if (restarting) return cancelRestart(d, container, answer)
    if (signal === 'SIGKILL') whenEnded(d, container.id, answer)
    else later(d, answer, {}, 20_000)
    sendSignal(d, container.id, signal)
  })

export const killContinuations: Continuations = {
  'containers.kill/sent': () => undefined,
  'containers.kill/answer': (d, { sink }: { sink: Sink }) => noContent(d, sink),
}
