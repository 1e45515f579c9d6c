import { methods, type SolveArgs, type StatusUpdate } from '../../builder/face'
import type { ConnPayload, HttpRequest } from '../../wire/http'
import type { RpcReply, RpcStream } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import type { ConnHandlers, Continuations, Request, StreamHandlers } from '../request'
import { hijack, unwatchConn, watchConn } from '../respond'
import type { Daemon } from '../state'
import { readFrame, say } from './frames'
import { beginBuild, endBuild, showBuild } from './operation'

/**
 * `POST /grpc`: the client speaks to BuildKit's Control service through dockerd, which passes each call on and each answer back.
 * @models moby daemon/server/router/grpc
 * @fidelity part: no flow control
 */
interface Control {
  /** Builds that this connection began: Ctrl-C ends them. */
  readonly refs: readonly string[]
}

const handler = 'build.control'

export const grpc = (d: Daemon, req: Request): void =>
  hijack(d, req, 'application/grpc', handler, { refs: [] } satisfies Control)

function heard(d: Daemon, data: Control, payload: Exclude<ConnPayload, HttpRequest>): void {
  if (payload.kind === 'conn.closed') return gone(d, payload.conn, data)
  if (payload.kind !== 'stream' || payload.data === '') return
  const frame = readFrame(payload.data)
  if (frame?.method === undefined) return
  const { conn } = payload
  const args = { ...frame.args, conn }
  const ref = String(frame.args?.['ref'] ?? '')
  if (frame.method === methods.solve) begun(d, conn, data, ref, frame.args as unknown as SolveArgs)
  const then = { then: 'build/answered', data: { conn, call: frame.call, ref } satisfies Passed }
  rpc(d, 'buildkit', frame.method, args, then, frame.method === methods.solve ? { depth: 1 } : {})
}

interface Passed {
  readonly conn: string
  readonly call: number
  readonly ref: string
}

function begun(d: Daemon, conn: string, data: Control, ref: string, args: SolveArgs): void {
  watchConn(d, conn, { ...d.state.conns[conn]!, data: { refs: [...data.refs, ref] } satisfies Control })
  beginBuild(d, ref, args.exporterAttrs?.['name'] ?? '')
}

function gone(d: Daemon, conn: string, { refs }: Control): void {
  unwatchConn(d, conn)
  for (const ref of refs) {
    rpc(d, 'buildkit', methods.cancel, { ref }, { then: 'images.ignored', data: ref })
    endBuild(d, ref, 'cancelled')
  }
}

export const controlContinuations: Continuations = {
  'build/answered': (d: Daemon, { conn, call, ref }: Passed, answer: RpcReply) => {
    if (answer.method === methods.solve) ended(d, conn, ref, answer.error === undefined)
    const { result, error } = answer
    say(d, conn, { call, ...(result !== undefined && { result }), ...(error !== undefined && { error }) })
  },
}

function ended(d: Daemon, conn: string, ref: string, well: boolean): void {
  const known = d.state.conns[conn]
  if (known === undefined) return
  const refs = (known.data as Control).refs.filter((other) => other !== ref)
  watchConn(d, conn, { ...known, data: { refs } satisfies Control })
  endBuild(d, ref, well ? 'complete' : 'failed')
}

export const controlStreams: StreamHandlers = {
  'build/answered': (d: Daemon, { conn, call, ref }: Passed, { data }: RpcStream) => {
    showBuild(d, ref, data as unknown as StatusUpdate)
    say(d, conn, { call, stream: data })
  },
}

export const controlConns: ConnHandlers = { [handler]: heard }
