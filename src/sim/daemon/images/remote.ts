import type { Bytes } from '../../../base/bytes'
import type { Address } from '../../wire/address'
import type { ConnId, ConnPayload, Headers, HttpRequest, HttpResponse } from '../../wire/http'
import { send, type Then } from '../../world/draft'
import type { Depth, Micros } from '../../world/message'
import { closeConn, watchConn } from '../respond'
import type { Daemon } from '../state'

/**
 * dockerd as a client of a registry: requests on a connection, and what goes on when their answers come.
 * @models moby distribution/registry.go, distribution/registry/client
 * @fidelity part: one connection carries many exchanges at once, as HTTP/2 does
 */
export interface Remote {
  readonly conn: ConnId
  readonly peer: Address
  readonly scheme: 'http' | 'https'
  /** What the Host header says: `registry-1.docker.io`, `localhost:5000`. */
  readonly host: string
  /** The Authorization header that this registry wants, once it is known. */
  readonly authorization?: string
}

/** An exchange without a whole answer yet. `progress` names what hears of each part of a body. */
interface Waiting extends Then {
  readonly progress?: string
  readonly head?: HttpResponse
  readonly body: Bytes
}

interface RemoteConn {
  readonly next: number
  readonly waiting: Readonly<Record<number, Waiting>>
}

export const remoteHandler = 'images.remote'

export const watchRemote = (d: Daemon, remote: Remote): void =>
  watchConn(d, remote.conn, {
    handler: remoteHandler,
    peer: remote.peer,
    data: { next: 1, waiting: {} } satisfies RemoteConn,
  })

export const hangUp = (d: Daemon, remote: Remote): void => {
  if (d.state.conns[remote.conn] !== undefined) closeConn(d, remote.conn)
}

export interface Ask {
  readonly method: HttpRequest['method']
  readonly path: string
  readonly headers?: Headers
  readonly body?: Bytes
  readonly delay?: Micros
  readonly depth?: Depth
  readonly progress?: string
}

const userAgent =
  'docker/28.5.2 go/go1.24.9 git-commit/89c5e8f kernel/6.8.0-79-generic os/linux arch/amd64 UpstreamClient(Docker-Client/28.2.2 \\(linux\\))'

/** Sends a request; `then` runs with the whole answer, or with undefined when the connection is lost. */
export function ask(d: Daemon, remote: Remote, what: Ask, then: Then): void {
  const conn = d.state.conns[remote.conn]
  if (conn === undefined) return
  const data = conn.data as RemoteConn
  const waiting: Waiting = { ...then, body: '', ...(what.progress !== undefined && { progress: what.progress }) }
  watchConn(d, remote.conn, {
    ...conn,
    data: { next: data.next + 1, waiting: { ...data.waiting, [data.next]: waiting } },
  })
  send(d, {
    to: remote.peer,
    ...(what.delay !== undefined && { delay: what.delay }),
    ...(what.depth !== undefined && { depth: what.depth }),
    payload: {
      kind: 'http.request',
      conn: remote.conn,
      exchange: data.next,
      method: what.method,
      path: what.path,
      headers: { Host: remote.host, 'User-Agent': userAgent, ...authorized(remote), ...what.headers },
      body: what.body ?? '',
    },
  })
}

const authorized = ({ authorization }: Remote): Headers =>
  authorization === undefined ? {} : { Authorization: authorization }

export type Run = (d: Daemon, then: Then, answer: unknown) => void

/** What a registry says: whole answers go on at once, parts are gathered. */
export const heardRemote =
  (run: Run) =>
  (d: Daemon, data: RemoteConn, payload: Exclude<ConnPayload, HttpRequest>): void => {
    if (payload.kind === 'conn.closed') return lost(d, payload.conn, data, run)
    if (payload.kind === 'stream') return
    const waiting = data.waiting[payload.exchange]
    if (waiting === undefined) return
    if (payload.kind === 'http.response' && payload.more)
      return keep(d, payload.conn, data, payload.exchange, { ...waiting, head: payload, body: payload.body })
    if (payload.kind === 'http.response') return done(d, payload.conn, data, payload.exchange, waiting, payload, run)
    const body = waiting.body + payload.data
    if (waiting.progress !== undefined) run(d, { then: waiting.progress, data: waiting.data }, body.length)
    const now = (d.state.conns[payload.conn]?.data as RemoteConn | undefined) ?? data
    if (!payload.last) return keep(d, payload.conn, now, payload.exchange, { ...waiting, body })
    done(d, payload.conn, now, payload.exchange, waiting, { ...waiting.head!, body, more: false }, run)
  }

function keep(d: Daemon, conn: ConnId, data: RemoteConn, exchange: number, waiting: Waiting): void {
  const known = d.state.conns[conn]
  if (known !== undefined)
    watchConn(d, conn, { ...known, data: { ...data, waiting: { ...data.waiting, [exchange]: waiting } } })
}

function done(
  d: Daemon,
  conn: ConnId,
  data: RemoteConn,
  exchange: number,
  then: Then,
  answer: HttpResponse,
  run: Run,
): void {
  const { [exchange]: _answered, ...waiting } = data.waiting
  const known = d.state.conns[conn]
  if (known !== undefined) watchConn(d, conn, { ...known, data: { ...data, waiting } })
  run(d, { then: then.then, data: then.data }, answer)
}

function lost(d: Daemon, conn: ConnId, data: RemoteConn, run: Run): void {
  const { [conn]: _gone, ...conns } = d.state.conns
  d.state = { ...d.state, conns }
  for (const { then, data: about } of Object.values(data.waiting)) run(d, { then, data: about }, undefined)
}
