import type { ConnPayload, HttpRequest } from '../wire/http'
import type { Address } from '../wire/address'
import type { RpcCall, RpcStream } from '../wire/rpc'
import type { Timer } from '../wire/payload'
import type { Behaviour } from '../world/behaviour'
import { draft, finished, reply, taken } from '../world/draft'
import { callHandlers, connHandlers, continuations, streamHandlers } from './continuations'
import type { Answer } from './request'
import { route } from './router'
import { routes } from './routes'
import type { Daemon, DockerdState } from './state'

export { newDockerd } from './state'

/**
 * The Docker daemon: Engine API to its clients, gRPC to containerd, the distribution API to registries, system calls for the rest.
 * @models moby cmd/dockerd, daemon
 * @fidelity part: no swarm, no plugins, no live restore
 */
export const dockerd: Behaviour<DockerdState> = (state, message, from, now) => {
  if (state === undefined) return [undefined, []]
  const d = draft(state, message, now)
  deliver(d, from)
  return finished(d)
}

function deliver(d: Daemon, from: Address): void {
  const payload = d.message.payload
  switch (payload.kind) {
    case 'http.request':
      return route(d, payload, from, routes)
    case 'http.response':
    case 'http.chunk':
    case 'stream':
    case 'conn.closed':
      return heard(d, payload, from)
    case 'rpc.reply':
    case 'sysret':
      return goOn(d, payload)
    case 'rpc.stream':
      return streamed(d, payload)
    case 'rpc.call':
      return called(d, payload, from)
    case 'timer':
      return rang(d, payload)
  }
}

function heard(d: Daemon, payload: Exclude<ConnPayload, HttpRequest>, from: Address): void {
  const conn = d.state.conns[payload.conn]
  if (conn !== undefined) connHandlers[conn.handler]?.(d, conn.data as never, payload, from)
}

function goOn(d: Daemon, answer: NonNullable<Answer>): void {
  const then = taken(d, answer)
  if (then !== undefined) continuations[then.then]?.(d, then.data as never, answer as never)
}

function streamed(d: Daemon, payload: RpcStream): void {
  const then = d.state.calls[payload.call]
  if (then !== undefined) streamHandlers[then.then]?.(d, then.data as never, payload)
}

function called(d: Daemon, call: RpcCall, from: Address): void {
  const handler = callHandlers[call.method]
  if (handler !== undefined) return handler(d, call, from)
  reply(d, from, call.call, call.method, { error: { code: 'Unimplemented', message: `unknown method ${call.method}` } })
}

/** A timer's name is that of its continuation. */
const rang = (d: Daemon, timer: Timer): void => continuations[timer.name]?.(d, timer.data as never, undefined as never)
