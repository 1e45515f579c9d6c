import { killBadSignal, killNotRunning } from '../errors'
import type { Continuations, Handler } from '../request'
import { noContent } from '../respond'
import { signalNumbers } from '../../wire/signal'
import { containerEvent } from '../system/events'
import { cancelRestart, sendSignal } from './kill-and-wait'
import { change, isRunning, refuse, statusOf, withContainer } from './lookup'
import { signalOf } from './signals'

/** `POST /containers/{name}/kill`. @models moby daemon/kill.go @fidelity full */
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
    if (restarting) cancelRestart(d, container, { then: 'containers.kill/sent', data: {} })
    else sendSignal(d, container.id, signal)
    containerEvent(d, container, 'kill', { signal: String(signalNumbers[signal]) })
    noContent(d, req, { delay: 20_000 })
  })

export const killContinuations: Continuations = { 'containers.kill/sent': () => undefined }
