import {
  buildCalls,
  buildConns,
  buildContinuations,
  buildRoutes,
  buildStreams,
} from '../../../src/sim/daemon/build/routes'
import {
  imageCalls,
  imageConns,
  imageContinuations,
  imageRoutes,
  imageStreams,
} from '../../../src/sim/daemon/images/routes'
import { route } from '../../../src/sim/daemon/router'
import type { DockerdState } from '../../../src/sim/daemon/state'
import type { Behaviour } from '../../../src/sim/world/behaviour'
import { draft, finished, taken } from '../../../src/sim/world/draft'

const routes = [...imageRoutes, ...buildRoutes]
const continuations: Record<string, any> = { ...imageContinuations, ...buildContinuations }
const conns: Record<string, any> = { ...imageConns, ...buildConns }
const calls: Record<string, any> = { ...imageCalls, ...buildCalls }
const streams: Record<string, any> = { ...imageStreams, ...buildStreams }

/** The image rooms of dockerd alone: what they need of the rest is the router and the tables. */
export const imageDaemon: Behaviour<DockerdState> = (state, message, from, now) => {
  const d = draft(state!, message, now)
  const payload = message.payload
  if (payload.kind === 'http.request') route(d, payload, from, routes)
  else if (payload.kind === 'rpc.reply' || payload.kind === 'sysret') {
    const then = taken(d, payload)
    if (then !== undefined) continuations[then.then](d, then.data, payload)
  } else if (payload.kind === 'timer') continuations[payload.name](d, payload.data)
  else if (payload.kind === 'rpc.call') calls[payload.method]?.(d, payload, from)
  else if (payload.kind === 'rpc.stream') {
    const then = d.state.calls[payload.call]
    if (then !== undefined) streams[then.then]?.(d, then.data, payload)
  } else if ('conn' in payload) {
    const conn = d.state.conns[payload.conn]
    if (conn !== undefined) conns[conn.handler]?.(d, conn.data, payload, from)
  }
  return finished(d)
}
