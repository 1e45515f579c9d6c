import type { Bytes } from '../../base/bytes'
import { nodeOf, type Address } from '../wire/address'
import type { Errno } from '../wire/errno'
import type { ConnId, ConnPayload, StreamData } from '../wire/http'
import type { ConnSend, Pid } from '../wire/sys'
import { unlisten } from './net/net'
import type { Conn, Ofd, OpenFile, SocketEnd } from './state'
import { emit, fail, setFile, tell, update, without, type Work } from './work'

/** Stream sockets (socket(7)): connections, their two ends, what lies unread at each. Opening one is in connect.ts. */
type Side = 'client' | 'server'

const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

const end = (address: Address): SocketEnd => ({ address, inbox: [], closed: false })

export function newConn(
  w: Work,
  client: Address,
  server: Address,
  about: Pick<Conn, 'to' | 'local' | 'remote' | 'state'>,
): Conn {
  const id = `c${w.state.nextConn}`
  const conn: Conn = { id, client: end(client), server: end(server), ...about }
  update(w, { sockets: { ...w.state.sockets, [id]: conn }, nextConn: w.state.nextConn + 1 })
  return conn
}

export const setConn = (w: Work, id: ConnId, change: Partial<Conn>): void => {
  const before = w.state.sockets[id]
  if (before !== undefined) update(w, { sockets: { ...w.state.sockets, [id]: { ...before, ...change } } })
}

export function setEnd(w: Work, id: ConnId, side: Side, change: Partial<SocketEnd>): void {
  const conn = w.state.sockets[id]
  if (conn !== undefined) setConn(w, id, { [side]: { ...conn[side], ...change } })
}

/** A payload has come in for one end of a connection. */
export function deliver(w: Work, payload: ConnPayload, from: Address, to: Address): void {
  const conn = w.state.sockets[payload.conn]
  if (conn === undefined) return
  const side = receiving(conn, from, to)
  setEnd(w, conn.id, side, { inbox: [...conn[side].inbox, payload] })
  if (payload.kind === 'conn.closed') setEnd(w, conn.id, other(side), { closed: true })
  w.stirred = true
  collect(w, conn.id)
}

/** Which end a message from `from` to `to` is for. */
const receiving = (conn: Conn, from: Address, to: Address): Side => {
  if (conn.client.address === to && conn.server.address === to)
    return conn.client.address === from ? 'server' : 'client'
  if (conn.client.address === from || nodeOf(conn.client.address) === from) return 'server'
  return conn.server.address === from ? 'client' : conn.client.address === to ? 'client' : 'server'
}

export function sendOn(w: Work, pid: Pid, conn: ConnId, side: Side, payload: ConnSend): void {
  const found = w.state.sockets[conn]
  if (found === undefined || found[side].closed) return fail('EPIPE')
  // A server may speak before the client's kernel has heard that the connection is open.
  if (found.state !== 'open' && !(side === 'server' && found.state === 'connecting')) return fail('ENOTCONN')
  tell(w, pid, found[other(side)].address, { ...payload, conn } as ConnPayload)
}

export const writeSocketBytes = (w: Work, pid: Pid, conn: ConnId, side: Side, data: Bytes): void =>
  sendOn(w, pid, conn, side, { kind: 'stream', channel: 'raw', data, end: false } satisfies Omit<StreamData, 'conn'>)

/** The next payload, taken out; undefined when there is none. A `conn.closed` stays so that every further read sees it. */
export function take(w: Work, id: ConnId, side: Side): ConnPayload | undefined {
  const inbox = w.state.sockets[id]?.[side].inbox
  const first = inbox?.[0]
  if (inbox === undefined || first === undefined || first.kind === 'conn.closed') return first
  setEnd(w, id, side, { inbox: inbox.slice(1) })
  return first
}

/** The socket as a byte stream: what read(2) gives. HTTP payloads are not bytes; a program that wants those uses `receive`. */
export function socketBytes(w: Work, id: ConnId, side: Side): Bytes | undefined {
  const payload = take(w, id, side)
  if (payload === undefined) return w.state.sockets[id] === undefined ? '' : undefined
  if (payload.kind === 'conn.closed') return ''
  return payload.kind === 'stream' ? payload.data : fail('EINVAL')
}

export const socketReadable = (w: Work, id: ConnId, side: Side): boolean => {
  const conn = w.state.sockets[id]
  return conn === undefined || conn[side].inbox.length > 0
}

/** One end was closed for good: the other is told once. */
export function closeSocket(w: Work, pid: Pid, id: ConnId, side: Side): void {
  const conn = w.state.sockets[id]
  if (conn === undefined) return
  const far = conn[other(side)]
  if (!conn[side].closed && !far.closed && conn.state === 'open')
    tell(w, pid, far.address, { kind: 'conn.closed', conn: id, reset: false })
  setEnd(w, id, side, { closed: true, inbox: [] })
  if (conn.state !== 'open') setConn(w, id, { state: 'closed' })
  collect(w, id)
}

/** Forgets a connection that nobody can use any more. An end held by a node has no descriptor to close. */
function collect(w: Work, id: ConnId): void {
  const conn = w.state.sockets[id]
  if (conn === undefined) return
  const gone = (e: SocketEnd) => e.closed || nodeOf(e.address) !== 'host'
  if (gone(conn.client) && gone(conn.server)) update(w, { sockets: without(w.state.sockets, id) })
}

/** The last descriptor of a listening socket is gone. A unix socket's name stays in the filesystem, where nobody answers any more. */
export function closeListener(w: Work, ofd: Ofd, file: Extract<OpenFile, { kind: 'listener' }>): void {
  if (file.socket !== undefined) update(w, { unix: without(w.state.unix, file.socket) })
  else update(w, { net: unlisten(w.state.net, { pid: file.owner, fd: ofd }) })
  for (const conn of Object.values(w.state.sockets)) if (conn.listener === ofd) refuse(w, conn.id, 'ECONNRESET')
}

/** The connection did not come about: its client finds out. */
export function refuse(w: Work, id: ConnId, errno: Errno): void {
  const conn = w.state.sockets[id]
  if (conn === undefined) return
  setConn(w, id, { state: errno })
  if (conn.asked !== undefined) {
    emit(w, { to: conn.asked.by, payload: { kind: 'sysret', call: conn.asked.call, name: 'connect', errno } })
    update(w, { sockets: without(w.state.sockets, id) })
  }
  w.stirred = true
}

/** accept(2): the oldest connection of a listener's backlog becomes a socket of the caller. */
export function takeBacklog(w: Work, ofd: Ofd): ConnId | undefined {
  const file = w.state.files[ofd]
  if (file?.kind !== 'listener') return fail('EINVAL')
  const [first, ...backlog] = file.backlog
  if (first === undefined) return undefined
  setFile(w, ofd, { backlog } as never)
  const conn = w.state.sockets[first]
  if (conn !== undefined) {
    const { listener: _accepted, ...rest } = conn
    update(w, { sockets: { ...w.state.sockets, [first]: rest } })
  }
  return first
}
