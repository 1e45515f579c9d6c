import { SysError } from '../../wire/errno'
import type { Fd, Pid, Sys } from '../../wire/sys'
import { adoptClient, beginConnect, beginPing, socketId } from '../connect'
import { beginResolve } from '../resolve'
import { cred } from '../cred'
import { addFile, attachFd } from '../files'
import { mksocket } from '../fs/vfs'
import { listen as listenOn } from '../net/net'
import { sendOn, setEnd, take, takeBacklog } from '../sockets'
import { addressOf, ofdOf, openFile, proc, update, type Work } from '../work'
import type { Slice } from './slice'

type NetworkCalls = Pick<
  Sys,
  'connect' | 'connection' | 'peer' | 'listen' | 'accept' | 'send' | 'receive' | 'ping' | 'resolve'
>

/** Sockets as a program sees them. */
export const networkCalls = (at: Slice): NetworkCalls => ({
  connect: (to) => {
    const conn = beginConnect(at.w, { pid: at.pid, address: addressOf(at.pid) }, to)
    const ofd = addFile(at.w, { kind: 'socket', conn: conn.id, side: 'client', readable: true, writable: true })
    adoptClient(at.w, conn, ofd)
    return attachFd(at.w, at.pid, ofd)
  },
  connection: (fd) => at.w.state.sockets[socketOf(at.w, at.pid, fd).conn]?.state ?? 'closed',
  peer: (fd) => {
    const { conn: id, side } = socketOf(at.w, at.pid, fd)
    const conn = at.w.state.sockets[id]
    if (conn === undefined) throw new SysError('ENOTCONN')
    return side === 'client' ? { local: conn.local, remote: conn.remote } : { local: conn.remote, remote: conn.local }
  },
  listen: (where) => listen(at.w, at.pid, where),
  accept: (fd) => {
    const conn = takeBacklog(at.w, ofdOf(at.w, at.pid, fd))
    if (conn === undefined) return undefined
    const ofd = addFile(at.w, { kind: 'socket', conn, side: 'server', readable: true, writable: true })
    setEnd(at.w, conn, 'server', { ofd, address: addressOf(at.pid) })
    return attachFd(at.w, at.pid, ofd)
  },
  send: (fd, payload) => {
    const { conn, side } = socketOf(at.w, at.pid, fd)
    sendOn(at.w, at.pid, conn, side, payload)
  },
  receive: (fd) => {
    const { conn, side } = socketOf(at.w, at.pid, fd)
    if (at.w.state.sockets[conn] === undefined) return { kind: 'conn.closed', conn, reset: false }
    return take(at.w, conn, side)
  },
  ping: (host, seq, ttl) => beginPing(at.w, at.pid, host, seq, ttl),
  resolve: (name) => beginResolve(at.w, at.pid, name),
})

function socketOf(w: Work, pid: Pid, fd: Fd) {
  const file = openFile(w, pid, fd)
  if (file.kind !== 'socket') throw new SysError('ENOTCONN')
  return file
}

function listen(w: Work, pid: Pid, at: string): Fd {
  const ofd = w.state.nextOfd
  let socket: string | undefined
  if (at.startsWith('unix:')) {
    update(w, { fs: mksocket(w.state.fs, cred(w, pid), at.slice(5)) })
    socket = socketId(w, cred(w, pid), at.slice(5))
    update(w, { unix: { ...w.state.unix, [socket]: addressOf(pid) } })
  } else {
    const colon = at.lastIndexOf(':')
    const address = at.slice(4, colon).replace(/^\[?::\]?$/, '0.0.0.0')
    const port = Number(at.slice(colon + 1))
    const privileged =
      proc(w, pid).ns['net'] === w.state.net.hostNs && !proc(w, pid).caps.includes('CAP_NET_BIND_SERVICE')
    // Docker sets net.ipv4.ip_unprivileged_port_start to 0 in a container's network namespace.
    if (port < 1024 && privileged) throw new SysError('EACCES')
    const net = listenOn(w.state.net, proc(w, pid).ns['net'] ?? 0, 'tcp', address, port, { pid, fd: ofd })
    update(w, { net })
  }
  return attachFd(
    w,
    pid,
    addFile(w, {
      kind: 'listener',
      at,
      owner: pid,
      backlog: [],
      readable: true,
      writable: false,
      ...(socket !== undefined && { socket }),
    }),
  )
}
