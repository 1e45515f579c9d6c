import { text, utf8, type Bytes } from '../../base/bytes'
import { apiVersion, serverHeader } from '../api/version'
import type { ConnId, Headers, StreamData } from '../wire/http'
import { send, patch } from '../world/draft'
import type { Depth, Micros } from '../world/message'
import type { Request } from './request'
import type { Conn, Daemon, Sink } from './state'

/**
 * How dockerd answers on a connection: whole answers, streams of chunks, and connections that stop being HTTP (hijacks).
 * @models moby api/server/httputils, daemon/server/middleware/version.go
 * @fidelity part: the Date header is left out
 */
export const sinkOf = (req: Request): Sink => ({ to: req.from, conn: req.http.conn, exchange: req.http.exchange })

const isSink = (where: Request | Sink): where is Sink => 'to' in where
const sink = (where: Request | Sink): Sink => (isSink(where) ? where : sinkOf(where))

export const serverHeaders: Headers = {
  'Api-Version': apiVersion,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: serverHeader,
}

interface Extra {
  readonly headers?: Headers
  readonly delay?: Micros
  readonly depth?: Depth
}

/** JSON as Go's encoder writes it: HTML-safe, with a line feed at its end. */
export const encodeJson = (value: unknown): Bytes =>
  utf8(
    JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')) +
      '\n',
  )

export function respond(
  d: Daemon,
  where: Request | Sink,
  status: number,
  headers: Headers,
  body: Bytes,
  extra: Extra = {},
): void {
  const { to, conn, exchange } = sink(where)
  send(d, {
    to,
    ...(extra.delay !== undefined && { delay: extra.delay }),
    ...(extra.depth !== undefined && { depth: extra.depth }),
    payload: {
      kind: 'http.response',
      conn,
      exchange,
      status,
      headers: { ...serverHeaders, ...headers, ...extra.headers },
      body,
      more: false,
    },
  })
}

export function json(d: Daemon, where: Request | Sink, status: number, body: unknown, extra?: Extra): void {
  const bytes = encodeJson(body)
  respond(
    d,
    where,
    status,
    { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) },
    bytes,
    extra,
  )
}

/** moby's error body. */
export const error = (d: Daemon, where: Request | Sink, status: number, message: string, extra?: Extra): void =>
  json(d, where, status, { message }, extra)

export const noContent = (d: Daemon, where: Request | Sink, extra?: Extra): void =>
  respond(d, where, 204, {}, '', extra)
export const notModified = (d: Daemon, where: Request | Sink, extra?: Extra): void =>
  respond(d, where, 304, {}, '', extra)

/** Begins an answer whose body comes in chunks. */
export function startStream(d: Daemon, where: Request | Sink, headers: Headers, status = 200): void {
  const { to, conn, exchange } = sink(where)
  send(d, {
    to,
    payload: {
      kind: 'http.response',
      conn,
      exchange,
      status,
      body: '',
      more: true,
      headers: { ...serverHeaders, ...headers, 'Transfer-Encoding': 'chunked' },
    },
  })
}

export function chunk(d: Daemon, where: Sink, data: Bytes, extra: Extra = {}): void {
  send(d, {
    to: where.to,
    ...extra,
    payload: { kind: 'http.chunk', conn: where.conn, exchange: where.exchange, data, last: false },
  })
}

export const jsonLine = (d: Daemon, where: Sink, value: unknown): void => chunk(d, where, encodeJson(value))

export function endStream(d: Daemon, where: Sink, data: Bytes = ''): void {
  send(d, {
    to: where.to,
    payload: { kind: 'http.chunk', conn: where.conn, exchange: where.exchange, data, last: true },
  })
}

/**
 * The connection stops being HTTP. A client that asked `Connection: Upgrade` gets 101, an older one 200 with a raw body.
 * From here on both sides send `stream` payloads; what the client says goes to `handler` of the connection table.
 */
export function hijack(
  d: Daemon,
  req: Request,
  contentType: string,
  handler: string,
  data: unknown,
  headers: Headers = {},
): void {
  const upgrade = req.http.headers['Upgrade']
  const { to, conn, exchange } = sinkOf(req)
  const [status, more] = upgrade === undefined ? [200, {}] : [101, { Connection: 'Upgrade', Upgrade: upgrade }]
  send(d, {
    to,
    payload: {
      kind: 'http.response',
      conn,
      exchange,
      status,
      headers: { 'Content-Type': contentType, ...more, ...headers },
      body: '',
      more: true,
    },
  })
  watchConn(d, conn, { handler, peer: to, data })
}

export function stream(
  d: Daemon,
  to: string,
  conn: ConnId,
  channel: StreamData['channel'],
  data: Bytes,
  end = false,
): void {
  send(d, { to, payload: { kind: 'stream', conn, channel, data, end } })
}

/** Our side hangs up. */
export function closeConn(d: Daemon, conn: ConnId, to?: string): void {
  const peer = to ?? d.state.conns[conn]?.peer
  unwatchConn(d, conn)
  if (peer !== undefined) send(d, { to: peer, payload: { kind: 'conn.closed', conn, reset: false } })
}

export const watchConn = (d: Daemon, conn: ConnId, as: Conn): void =>
  patch(d, { conns: { ...d.state.conns, [conn]: as } })

export function unwatchConn(d: Daemon, conn: ConnId): void {
  const { [conn]: gone, ...conns } = d.state.conns
  if (gone !== undefined) patch(d, { conns })
}

/** The request's body as JSON; undefined when it is not. */
export function bodyOf(req: Request): unknown {
  try {
    return JSON.parse(text(req.http.body))
  } catch {
    return undefined
  }
}
