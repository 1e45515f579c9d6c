import { patch } from '../../world/draft'
import { refusal } from '../errors'
import type { Handler } from '../request'
import { encodeJson, endStream, sinkOf, startStream, watchConn } from '../respond'
import { isRunning, refuse, statusOf, withContainer } from './lookup'

/**
 * `POST /containers/{name}/wait`: the answer begins at once and ends when the condition is met.
 * @models moby daemon/wait.go, server/router/container postContainersWait
 * @fidelity full
 */
export const wait: Handler = (d, req) => {
  const condition = req.query['condition'] || 'not-running'
  if (!['not-running', 'next-exit', 'removed'].includes(condition))
    return refuse(d, req, refusal(400, `invalid condition: "${condition}"`))
  withContainer(d, req, (container) => {
    startStream(d, req, { 'Content-Type': 'application/json' })
    const sink = sinkOf(req)
    const runs = isRunning(container) || statusOf(container) === 'restarting'
    if (condition === 'not-running' && !runs) return endStream(d, sink, encodeJson({ StatusCode: container.exitCode }))
    const key = String(d.state.nextWatch)
    patch(d, {
      nextWatch: d.state.nextWatch + 1,
      watches: { ...d.state.watches, [key]: { kind: 'wait', about: container.id, sink, data: { condition } } },
    })
    watchConn(d, sink.conn, { handler: 'watch/left', peer: sink.to, data: { key } })
  })
}
