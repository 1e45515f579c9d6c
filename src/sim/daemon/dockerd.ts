import type { ConnPayload, HttpRequest } from '../wire/http'
import type { Address } from '../wire/address'
import type { RpcCall, RpcStream } from '../wire/rpc'
import type { Timer } from '../wire/payload'
import type { PipeData } from '../wire/tty'
import type { Behaviour } from '../world/behaviour'
import { draft, finished, patch, reply, taken, type Then } from '../world/draft'
import { callHandlers, connHandlers, continuations, streamHandlers } from './continuations'
import type { Answer } from './request'
import { route } from './router'
import { routes } from './routes'
import type { Conn, Daemon, DockerdState } from './state'
import { workOn, type Worked, type Working } from './work'
import { boot, isBooted } from './boot'
import { streamEnded } from './containers/exec-end'
import { heardEvent } from './containers/exit'
import { heardOutput } from './containers/stdio'
import { gone, signalled } from './shutdown'
import { startUp } from './startup'
import { answerName } from './networks/resolver'

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
  if (d.state.down !== undefined) return asleep(d, from, d.state.down)
  if (!isBooted(d)) boot(d)
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
    case 'signal':
      return signalled(d, payload)
    case 'exit':
      return payload.pid === d.state.pid ? gone(d) : undefined
    case 'event':
      return heardEvent(d, payload)
    case 'packet':
      return answerName(d, payload, from)
    case 'pipe':
      return heardPipe(d, payload)
    case 'tty.output':
      return heardOutput(d, payload.tty, payload.data)
  }
}

function heardPipe(d: Daemon, { pipe, data, end }: PipeData): void {
  heardOutput(d, pipe, data)
  const [, id, channel] = /^(.*)-(stdout|stderr)$/.exec(pipe) ?? []
  if (end && id !== undefined && channel !== undefined) streamEnded(d, id, channel)
}

/** There is no process. Pipes and containerd keep for a while what they have for it. */
function asleep(d: Daemon, from: Address, missed: NonNullable<DockerdState['down']>): void {
  const { payload } = d.message
  if (payload.kind === 'exec') return startUp(d, payload)
  if (payload.kind === 'event' || payload.kind === 'pipe' || payload.kind === 'tty.output')
    patch(d, { down: [...missed, { from, payload }].slice(-256) })
}

function heard(d: Daemon, payload: Exclude<ConnPayload, HttpRequest>, from: Address): void {
  const conn = ownConn(payload.conn) ?? d.state.conns[payload.conn]
  if (conn !== undefined) connHandlers[conn.handler]?.(d, conn.data as never, payload, from)
}

/** `self:HANDLER:DATA`: dockerd asked itself, and the name says how it goes on. */
function ownConn(name: string): Pick<Conn, 'handler' | 'data'> | undefined {
  const [, handler, data] = /^self:([^:]+):(.*)$/.exec(name) ?? []
  return handler === undefined ? undefined : { handler, data: JSON.parse(data!) as unknown }
}

function goOn(d: Daemon, answer: NonNullable<Answer>): void {
  const then = taken(d, answer)
  if (then?.then === 'work/next') return worked(d, then.data as Working, answer)
  if (then !== undefined) continuations[then.then]?.(d, then.data as never, answer as never)
}

/** An answer that belongs to a piece of work; what waited for the whole runs when it was the last. */
function worked(d: Daemon, working: Working, answer: NonNullable<Answer>): void {
  const whole = workOn(d, working, answer)
  if (whole !== undefined) continuations[working.then.then]?.(d, working.then.data as never, whole as never)
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

/** A timer's name is that of its continuation; `work/done` carries the one that waited for the work. */
function rang(d: Daemon, timer: Timer): void {
  if (timer.name !== 'work/done') return continuations[timer.name]?.(d, timer.data as never, undefined as never)
  const { then, worked } = timer.data as unknown as { then: Then; worked: Worked }
  continuations[then.then]?.(d, then.data as never, worked as never)
}
