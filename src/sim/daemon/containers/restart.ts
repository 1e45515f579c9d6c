import { cannotRestart, refusal, type Refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { noContent, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { refuse, withContainer } from './lookup'
import { startContainer } from './start'
import { secondsOf, stopContainer } from './stop'

/** `POST /containers/{name}/restart`. @models moby daemon/restart.go @fidelity full */
export const restart: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const data = { id: container.id, ref: req.params['name'] ?? '', sink: sinkOf(req) }
    stopContainer(
      d,
      container,
      secondsOf(req.query['t']),
      { then: 'containers.restart/stopped', data },
      req.query['signal'],
    )
  })

interface Restarting {
  readonly id: string
  readonly ref: string
  readonly sink: Sink
}

const stopped = (d: Daemon, data: Restarting): void =>
  startContainer(d, data.id, { then: 'containers.restart/started', data })

function started(d: Daemon, { id, ref, sink }: Restarting, { refused }: { refused?: Refusal }): void {
  if (refused !== undefined) return refuse(d, sink, refusal(refused.status, cannotRestart(ref, refused.message)))
  const container = d.state.containers[id]
  if (container !== undefined) containerEvent(d, container, 'restart')
  noContent(d, sink, { depth: 1 })
}

export const restartContinuations: Continuations = {
  'containers.restart/stopped': stopped,
  'containers.restart/started': started,
}
