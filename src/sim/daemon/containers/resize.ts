import { methods } from '../../runtime/face'
import { notRunning, refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { respond } from '../respond'
import { containerEvent } from '../system/events'
import { work } from '../work'
import { isRunning, refuse, withContainer } from './lookup'

/** `POST /containers/{name}/resize`. @models moby daemon/resize.go @fidelity full */
export const resize: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const [rows, cols] = [Number(req.query['h']), Number(req.query['w'])]
    if (!Number.isInteger(rows) || !Number.isInteger(cols))
      return refuse(d, req, refusal(400, 'invalid resize height or width'))
    if (!isRunning(container)) return refuse(d, req, notRunning(container.id))
    work(d, [{ rpc: methods.resizePty, args: { id: container.id, rows, cols }, optional: true }], {
      then: 'containers.resize/done',
      data: {},
    })
    containerEvent(d, container, 'resize', { height: String(rows), width: String(cols) })
    respond(d, req, 200, {}, '')
  })

export const resizeContinuations: Continuations = { 'containers.resize/done': () => undefined }
