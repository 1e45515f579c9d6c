import { methods, type DiffCopyArgs } from '../../builder/face'
import type { Address } from '../../wire/address'
import type { ConnPayload, HttpRequest } from '../../wire/http'
import type { RpcCall } from '../../wire/rpc'
import { reply } from '../../world/draft'
import type { CallHandlers, ConnHandlers, Request } from '../request'
import { hijack, unwatchConn, watchConn } from '../respond'
import type { Daemon } from '../state'
import { readFrame, say } from './frames'

/**
 * `POST /session`: the other direction of a build. BuildKit asks the client for its files; the client answers on this connection.
 * @models buildkit session/manager.go, moby daemon/server/router/session
 * @fidelity part: a session is found by who opened it
 */
interface Session {
  readonly next: number
  /** Calls that the client has not answered yet: who asked. */
  readonly waiting: Readonly<Record<number, Asker>>
}

interface Asker {
  readonly to: Address
  readonly call: number
  readonly method: string
}

const handler = 'build.session'

export const session = (d: Daemon, req: Request): void =>
  hijack(d, req, 'application/vnd.docker.raw-stream', handler, { next: 1, waiting: {} } satisfies Session)

/** BuildKit wants files of the client that speaks on connection `conn`: asked on that client's session. */
function diffCopy(d: Daemon, call: RpcCall, from: Address): void {
  const args = call.args as unknown as DiffCopyArgs
  const conn = sessionOf(d, args.conn)
  if (conn === undefined) return refuse(d, { to: from, call: call.call, method: call.method })
  const known = d.state.conns[conn]!
  const data = known.data as Session
  const waiting = { ...data.waiting, [data.next]: { to: from, call: call.call, method: call.method } }
  watchConn(d, conn, { ...known, data: { next: data.next + 1, waiting } satisfies Session })
  const { conn: _ours, ...rest } = args
  say(d, conn, { call: data.next, method: call.method, args: rest as never })
}

const refuse = (d: Daemon, { to, call, method }: Asker): void =>
  reply(d, to, call, method, { error: { code: 'Unavailable', message: 'no active sessions' } })

/** The newest session of the process that opened the control connection. */
function sessionOf(d: Daemon, control: string): string | undefined {
  const peer = d.state.conns[control]?.peer
  const ofPeer = (conn: string) => d.state.conns[conn]!.handler === handler && d.state.conns[conn]!.peer === peer
  return Object.keys(d.state.conns).filter(ofPeer).at(-1)
}

function heard(d: Daemon, data: Session, payload: Exclude<ConnPayload, HttpRequest>): void {
  if (payload.kind === 'conn.closed') return gone(d, payload.conn, data)
  if (payload.kind !== 'stream' || payload.data === '') return
  const frame = readFrame(payload.data)
  const asker = frame === undefined ? undefined : data.waiting[frame.call]
  if (frame === undefined || asker === undefined) return
  const { [frame.call]: _answered, ...waiting } = data.waiting
  watchConn(d, payload.conn, { ...d.state.conns[payload.conn]!, data: { ...data, waiting } })
  reply(
    d,
    asker.to,
    asker.call,
    asker.method,
    frame.error === undefined ? { result: frame.result ?? null } : { error: frame.error },
  )
}

function gone(d: Daemon, conn: string, { waiting }: Session): void {
  unwatchConn(d, conn)
  for (const asker of Object.values(waiting)) refuse(d, asker)
}

export const sessionConns: ConnHandlers = { [handler]: heard }
export const sessionCalls: CallHandlers = { [methods.diffCopy]: diffCopy }
