import { methods } from '../../runtime/face'
import { alreadyPaused, isRestarting, notPaused, notRunning, refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { noContent, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { work, type Worked } from '../work'
import { stopHealth, watchHealth } from './health'
import { live, refuse, statusOf, withContainer } from './lookup'

/** `POST /containers/{name}/pause` and `/unpause`: the cgroup freezer. @models moby daemon/pause.go, unpause.go @fidelity full */
export const pause: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const status = statusOf(container)
    if (status === 'paused') return refuse(d, req, alreadyPaused(container.id))
    if (status === 'restarting') return refuse(d, req, isRestarting(container.id))
    if (status !== 'running') return refuse(d, req, notRunning(container.id))
    work(d, [{ rpc: methods.pause, args: { id: container.id } }], {
      then: 'containers.pause/done',
      data: { id: container.id, sink: sinkOf(req), to: 'pause' },
    })
  })

export const unpause: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    if (statusOf(container) !== 'paused') return refuse(d, req, notPaused(container.id))
    work(d, [{ rpc: methods.resume, args: { id: container.id } }], {
      then: 'containers.pause/done',
      data: { id: container.id, sink: sinkOf(req), to: 'unpause' },
    })
  })

function done(d: Daemon, { id, sink, to }: { id: string; sink: Sink; to: 'pause' | 'unpause' }, worked: Worked): void {
  const container = d.state.containers[id]
  if (worked.failed !== undefined || container === undefined)
    return refuse(d, sink, refusal(500, `Cannot ${to} container ${id}: ${worked.failed?.message}`))
  live(d, id, { type: to })
  if (to === 'pause') stopHealth(d, id, false)
  else watchHealth(d, id)
  containerEvent(d, container, to)
  noContent(d, sink)
}

export const pauseContinuations: Continuations = { 'containers.pause/done': done }
