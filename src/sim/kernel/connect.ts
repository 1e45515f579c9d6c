import { SysError, type Errno } from '../wire/errno'
import type { Packet } from '../wire/packet'
import type { Pid } from '../wire/sys'
import { nodeOf, type Address } from '../wire/address'
import { rootCred } from './cred'
import type { Cred } from './fs/types'
import { access, open, realpath } from './fs/vfs'
import { connect as walk, expires, ping as walkPing } from './net/net'
import { answered, asksDocker, lookup, query } from './resolve'
import { newConn, refuse, setConn, setEnd } from './sockets'
import type { Conn } from './state'
import { addressOf, emit, proc, setFile, setProc, type Work } from './work'

/** connect(2): names, the way through the host's network, and the SYN that opens a connection or is refused. */
export interface Caller {
  readonly pid: Pid
  /** Who speaks on the connection: the process, or the node that plays it. */
  readonly address: Address
}

/** Begins a connection to `unix:PATH` or `tcp:HOST:PORT`; what became of it shows in the connection's state. */
export function beginConnect(w: Work, caller: Caller, to: string): Conn {
  return to.startsWith('unix:') ? connectUnix(w, caller, to) : connectTcp(w, caller, to)
}

function connectUnix(w: Work, caller: Caller, to: string): Conn {
  const about = { to, local: '', remote: to, state: 'connecting' as const }
  try {
    const path = realpath(w.state.fs, rootCred(w, caller.pid), to.slice(5))
    const who = { ...rootCred(w, caller.pid), ...unixIdentity(w, caller.pid) }
    if (!access(w.state.fs, who, path, 'w')) return failed(w, caller, about, 'EACCES')
    const id = socketId(w, who, path)
    const owner = w.state.unix[id]
    if (owner === undefined) return failed(w, caller, about, 'ECONNREFUSED')
    if (nodeOf(owner) !== 'host') return newConn(w, caller.address, owner, { ...about, state: 'open' })
    return joined(w, caller, about, owner, id)
  } catch (error) {
    if (error instanceof SysError) return failed(w, caller, about, error.errno)
    throw error
  }
}

/** A process listens: the connection is there as soon as it lies in the backlog (linux net/unix/af_unix.c, unix_stream_connect). */
function joined(w: Work, caller: Caller, about: About, owner: Address, id: string): Conn {
  const found = Object.entries(w.state.files).find(([, file]) => file.kind === 'listener' && file.socket === id)
  if (found?.[1].kind !== 'listener') return failed(w, caller, about, 'ECONNREFUSED')
  const [ofd, file] = [Number(found[0]), found[1]]
  const conn = newConn(w, caller.address, owner, { ...about, state: 'open' })
  setConn(w, conn.id, { listener: ofd })
  setFile(w, ofd, { backlog: [...file.backlog, conn.id] } as never)
  w.stirred = true
  return conn
}

/** Which socket a path leads to: the same through every bind mount of it (a container's /var/run/docker.sock). */
export function socketId(w: Work, who: Cred, path: string): string {
  const [, handle] = open(w.state.fs, who, path, { read: true })
  return handle.kind === 'socket' ? handle.id : ''
}

const unixIdentity = (w: Work, pid: Pid) => {
  const { uid, gid, groups, caps } = proc(w, pid)
  return { uid, gid, groups, caps }
}

type About = Pick<Conn, 'to' | 'local' | 'remote' | 'state'>

function failed(w: Work, caller: Caller, about: About, errno: Errno): Conn {
  return newConn(w, caller.address, 'host', { ...about, state: errno })
}

function target(to: string): readonly [host: string, port: number] {
  const colon = to.lastIndexOf(':')
  return [to.slice(4, colon).replace(/^\[|\]$/g, ''), Number(to.slice(colon + 1))]
}

function connectTcp(w: Work, caller: Caller, to: string): Conn {
  const [host, port] = target(to)
  const about = { to, local: '', remote: `${host}:${port}`, state: 'connecting' as const }
  if (asksDocker(w, caller.pid, host)) {
    const conn = newConn(w, caller.address, 'host', about)
    query(w, caller.pid, host, conn.id)
    return conn
  }
  const address = lookup(w, caller.pid, host)[0]
  return address === undefined ? failed(w, caller, about, 'ENONAME') : dial(w, caller, about, address, port)
}

/** The name server has answered a connect(2) that waited for it: the process dials on, on the same socket. */
function named(w: Work, conn: Conn, addresses: readonly string[]): void {
  const [host, port] = target(conn.to)
  const [address] = answered(w, host, addresses)
  if (address === undefined) return refuse(w, conn.id, 'ENONAME')
  const pid = Number(conn.client.address.split('/')[1])
  if (w.state.procs[pid] !== undefined) dial(w, { pid, address: conn.client.address }, conn, address, port, conn.id)
}

/** A socket that is new, or one that has waited for its name. */
function socket(w: Work, caller: Caller, server: Address, about: About, known: string | undefined): Conn {
  if (known === undefined) return newConn(w, caller.address, server, about)
  const { local, remote } = about
  setConn(w, known, { local, remote })
  setEnd(w, known, 'server', { address: server })
  return w.state.sockets[known]!
}

function dial(w: Work, caller: Caller, about: About, address: string, port: number, known?: string): Conn {
  const netns = proc(w, caller.pid).ns['net'] ?? 0
  const way = walk(w.state.net, netns, 'tcp', address, port, 32_768 + ((w.state.nextConn * 7) % 28_000))
  if (way.kind === 'error') {
    const conn = socket(w, caller, 'host', { ...about, remote: `${address}:${port}` }, known)
    rejected(w, caller, conn, way.errno, way.path)
    return conn
  }
  const server = way.kind === 'listener' ? addressOf(way.owner.pid) : way.node
  const conn = socket(w, caller, server, { ...about, local: way.source, remote: `${address}:${port}` }, known)
  if (way.kind === 'listener') setConn(w, conn.id, { listener: way.owner.fd })
  const payload: Packet = {
    kind: 'packet',
    conn: conn.id,
    proto: 'tcp',
    src: way.source,
    dst: way.dest,
    what: 'SYN',
    path: way.path,
  }
  emit(w, { from: addressOf(caller.pid), to: server, payload })
  return conn
}

/** Nobody there: an RST or an ICMP error comes back after the time it takes. */
function rejected(w: Work, caller: Caller, conn: Conn, errno: Errno, path: readonly string[]): void {
  const what = errno === 'ECONNREFUSED' ? 'RST' : `unreachable: ${errno}`
  const delay = errno === 'EHOSTUNREACH' ? 3_000_000 : errno === 'ETIMEDOUT' ? 130_000_000 : 100
  const payload: Packet = { kind: 'packet', conn: conn.id, proto: 'tcp', src: conn.remote, dst: conn.local, what, path }
  emit(w, { to: addressOf(caller.pid), payload, delay, key: `syn:${conn.id}` })
  setConn(w, conn.id, { rejection: errno })
}

/** A packet has arrived in this kernel. */
export function packetArrived(w: Work, packet: Packet): void {
  const conn = packet.conn === undefined ? undefined : w.state.sockets[packet.conn]
  if (conn === undefined || conn.state !== 'connecting') return
  if (packet.answer !== undefined) return named(w, conn, packet.answer)
  if (packet.what === 'SYN') return synArrived(w, conn, packet)
  if (packet.what === 'SYN-ACK') return established(w, conn)
  refuse(w, conn.id, conn.rejection ?? 'ECONNREFUSED')
}

function synArrived(w: Work, conn: Conn, packet: Packet): void {
  const file = conn.listener === undefined ? undefined : w.state.files[conn.listener]
  const back = { from: conn.server.address, to: callerAddress(conn) }
  const answer = { ...packet, src: packet.dst, dst: packet.src }
  if (file?.kind !== 'listener' || conn.listener === undefined)
    return emit(w, { ...back, payload: { ...answer, what: 'RST' }, delay: 50 })
  setFile(w, conn.listener, { backlog: [...file.backlog, conn.id] } as never)
  emit(w, { ...back, payload: { ...answer, what: 'SYN-ACK' }, delay: 50 })
  w.stirred = true
}

/** Answers to a handshake come to this kernel even where the caller is a node that only has a pid here. */
const callerAddress = (conn: Conn): Address => (nodeOf(conn.client.address) === 'host' ? conn.client.address : 'host')

function established(w: Work, conn: Conn): void {
  setConn(w, conn.id, { state: 'open' })
  w.stirred = true
  if (conn.asked === undefined) return
  const value = { conn: conn.id, peer: conn.server.address, remote: conn.remote }
  emit(w, { to: conn.asked.by, payload: { kind: 'sysret', call: conn.asked.call, name: 'connect', value } })
}

/** Marks the socket that a descriptor of the caller stands for as the conn's client end. */
export const adoptClient = (w: Work, conn: Conn, ofd: number): void => setEnd(w, conn.id, 'client', { ofd })

/** ICMP echo: the answer comes back as a wake, after the time the way takes. With `ttl` a router on the way may send it back. */
export function beginPing(w: Work, pid: Pid, host: string, seq: number, ttl = 64): void {
  const address = lookup(w, pid, host)[0]
  const netns = proc(w, pid).ns['net'] ?? 0
  const router = address === undefined ? undefined : expires(w.state.net, netns, address, ttl)
  if (router !== undefined) return timeExceeded(w, pid, router, seq, ttl)
  const way = address === undefined ? undefined : walkPing(w.state.net, netns, address)
  const src = address ?? host
  const packet = (what: string): Packet => ({
    kind: 'packet',
    proto: 'icmp',
    src,
    dst: '',
    what,
    path: way?.path ?? [],
  })
  if (way?.kind === 'lost' && way.errno === undefined) return
  const micros = way?.kind === 'pong' ? way.micros : 1_000
  emit(w, { to: addressOf(pid), payload: packet('echo reply'), delay: micros, key: `pong:${pid}:${seq}` })
  const error: Errno | undefined = way === undefined ? 'ENONAME' : way.kind === 'lost' ? way.errno : undefined
  const pong = { on: 'pong' as const, seq, from: address ?? host, ttl: way?.kind === 'pong' ? way.ttl : 0, micros }
  setProc(w, pid, { onTheWay: [...(proc(w, pid).onTheWay ?? []), { ...pong, ...(error && { error }) }] })
}

/** ICMP time exceeded, which a socket reads as EHOSTUNREACH (linux net/ipv4/icmp.c, icmp_err_convert). */
function timeExceeded(w: Work, pid: Pid, router: string, seq: number, ttl: number): void {
  if (router === '*') return
  const payload: Packet = { kind: 'packet', proto: 'icmp', src: router, dst: '', what: 'time exceeded', path: [] }
  const micros = 40 + 20 * ttl
  emit(w, { to: addressOf(pid), payload, delay: micros, key: `pong:${pid}:${seq}` })
  const pong = { on: 'pong' as const, seq, from: router, ttl: 64, micros, error: 'EHOSTUNREACH' as const }
  setProc(w, pid, { onTheWay: [...(proc(w, pid).onTheWay ?? []), pong] })
}

/** The first answer on its way has come in. */
export function answerArrived(w: Work, pid: Pid, packet: Packet): void {
  const p = w.state.procs[pid]
  if (p === undefined) return
  const kind = packet.proto === 'udp' ? 'resolved' : 'pong'
  const answer = p.onTheWay?.find((a) => a.on === kind && (a.on !== 'resolved' || packet.what === `A ${a.name}`))
  if (answer === undefined) return
  const said =
    answer.on === 'resolved' && packet.answer !== undefined
      ? { ...answer, addresses: answered(w, answer.name, packet.answer) }
      : answer
  setProc(w, pid, { answers: [...p.answers, said], onTheWay: (p.onTheWay ?? []).filter((a) => a !== answer) })
  w.stirred = true
}
