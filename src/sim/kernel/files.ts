import { drawBytes } from '../../base/random'
import type { Bytes } from '../../base/bytes'
import type { Fd, Pid } from '../wire/sys'
import { readAt, writeAt } from './fs/vfs'
import { chargeCache } from './memory/charge'
import { closePipeEnd, isBroken, pushPipe, readPipe, setAside, setPipe } from './pipes'
import { closeListener, closeSocket, socketBytes, writeSocketBytes } from './sockets'
import { seconds } from './cred'
import type { Ofd, OpenFile } from './state'
import { fail, ofdOf, openFile, proc, setFile, setProc, update, without, type Work } from './work'
import { readVirtual, writeVirtual } from './procfs/virtual'
import { ttyHolds, ttyRead, ttyWrite, writeRefused } from './tty'

/** Open file descriptions and the descriptors that point to them (open(2), dup(2), close(2)). */
type NewFile = OpenFile extends infer F ? (F extends OpenFile ? Omit<F, 'refs'> : never) : never

export function addFile(w: Work, file: NewFile): Ofd {
  const ofd = w.state.nextOfd
  update(w, { files: { ...w.state.files, [ofd]: { ...file, refs: 0 } as OpenFile }, nextOfd: ofd + 1 })
  if (file.kind === 'pipe') countEnd(w, file.pipe, file.end, 1)
  return ofd
}

function countEnd(w: Work, id: string, end: 'read' | 'write', by: number): void {
  const pipe = w.state.pipes[id]
  if (pipe === undefined) return
  setPipe(w, id, end === 'read' ? { readers: pipe.readers + by } : { writers: pipe.writers + by })
}

const hold = (w: Work, ofd: Ofd): void => setFile(w, ofd, { refs: (w.state.files[ofd]?.refs ?? 0) + 1 })

/** The lowest descriptor that is free, from `least` up. */
function lowest(fds: Readonly<Record<string, Ofd>>, least = 0): Fd {
  let fd = least
  while (fds[fd] !== undefined) fd++
  return fd
}

export function attachFd(w: Work, pid: Pid, ofd: Ofd, at?: Fd): Fd {
  const fd = at ?? lowest(proc(w, pid).fds)
  if (proc(w, pid).fds[fd] !== undefined) closeFd(w, pid, fd)
  hold(w, ofd)
  setProc(w, pid, { fds: { ...proc(w, pid).fds, [fd]: ofd } })
  return fd
}

export function closeFd(w: Work, pid: Pid, fd: Fd): void {
  const ofd = ofdOf(w, pid, fd)
  setProc(w, pid, { fds: without(proc(w, pid).fds, fd) })
  release(w, pid, ofd)
}

export function release(w: Work, pid: Pid, ofd: Ofd): void {
  const file = w.state.files[ofd]
  if (file === undefined) return
  if (file.refs > 1) return setFile(w, ofd, { refs: file.refs - 1 })
  update(w, { files: without(w.state.files, ofd) })
  if (file.kind === 'pipe') closePipeEnd(w, pid, file.pipe, file.end)
  if (file.kind === 'socket') closeSocket(w, pid, file.conn, file.side)
  if (file.kind === 'listener') closeListener(w, ofd, file)
}

/** All descriptors of a process that a child inherits. */
export function inherit(w: Work, fds: Readonly<Record<string, Ofd>>): void {
  for (const ofd of Object.values(fds)) hold(w, ofd)
}

export function readFd(w: Work, pid: Pid, fd: Fd, max: number): Bytes | undefined {
  const file = openFile(w, pid, fd)
  if (!file.readable) fail('EBADF')
  if (file.kind === 'pipe') return readPipe(w, pid, file.pipe, max)
  if (file.kind === 'tty') return ttyRead(w, pid, file.tty, max)
  if (file.kind === 'socket') return socketBytes(w, file.conn, file.side)
  if (file.kind === 'null') return isEndless(file.dev) && isHeld(w, pid) ? undefined : readDevice(w, file.dev, max)
  if (file.kind !== 'file') return fail('EINVAL')
  const { handle } = file
  if (handle.kind === 'dir') return fail('EISDIR')
  const data =
    handle.kind === 'virtual'
      ? readVirtual(w, pid, handle).slice(file.offset, file.offset + max)
      : readAt(w.state.fs, handle, file.offset, max)
  if (data !== '') setFile(w, ofdOf(w, pid, fd), { offset: file.offset + data.length })
  return data
}

const isEndless = (dev: string): boolean => dev === 'zero' || dev === 'random' || dev === 'full'

/** A slice goes on to its end though a write is held back: what has no end must not go on being copied meanwhile. */
const isHeld = (w: Work, pid: Pid): boolean => proc(w, pid).outbox.length > 0

/** One string, however often it is read. */
const zeros = '\0'.repeat(65_536)

function readDevice(w: Work, dev: 'null' | 'zero' | 'random' | 'full', max: number): Bytes {
  if (dev === 'null') return ''
  if (dev !== 'random') return zeros.slice(0, max)
  const [bytes, rng] = drawBytes(w.state.rng, Math.min(max, 4096))
  update(w, { rng })
  return bytes
}

export function writeFd(w: Work, pid: Pid, fd: Fd, data: Bytes): void {
  const file = openFile(w, pid, fd)
  if (!file.writable) fail('EBADF')
  if (file.kind === 'pipe') return writePipe(w, pid, ofdOf(w, pid, fd), file.pipe, data)
  if (file.kind === 'tty') return writeTty(w, pid, ofdOf(w, pid, fd), file.tty, data)
  if (file.kind === 'socket') return writeSocketBytes(w, pid, file.conn, file.side, data)
  if (file.kind === 'null') return file.dev === 'full' ? fail('ENOSPC') : undefined
  if (file.kind !== 'file') return fail('EINVAL')
  if (file.handle.kind === 'virtual') return writeVirtual(w, pid, file.handle, data)
  const [fs, offset] = writeAt(w.state.fs, file.handle, file.offset, data, file.append === true, seconds(w.now))
  update(w, { fs })
  chargeCache(w, pid, data.length)
  setFile(w, ofdOf(w, pid, fd), { offset })
}

function writePipe(w: Work, pid: Pid, ofd: Ofd, pipe: string, data: Bytes): void {
  if (isBroken(w, pipe)) {
    if (proc(w, pid).handlers.SIGPIPE !== 'ignore') setProc(w, pid, { brokenPipe: true })
    return fail('EPIPE')
  }
  const waiting = proc(w, pid).outbox.some((part) => part.ofd === ofd)
  const sent = waiting ? 0 : pushPipe(w, pid, pipe, data)
  if (sent < data.length) setAside(w, pid, ofd, data.slice(sent))
}

function writeTty(w: Work, pid: Pid, ofd: Ofd, tty: string, data: Bytes): void {
  const waiting = proc(w, pid).outbox.some((part) => part.ofd === ofd)
  if (!waiting && !ttyHolds(w, pid, tty)) return ttyWrite(w, pid, tty, data)
  setAside(w, pid, ofd, data)
  writeRefused(w, pid, tty)
}

/** Tries again to write what full pipes did not take; true when nothing is left. */
export function drainOutbox(w: Work, pid: Pid): boolean {
  const left = proc(w, pid).outbox.flatMap(({ ofd, data }) => {
    const file = w.state.files[ofd]
    if (file?.kind === 'tty' && ttyHolds(w, pid, file.tty)) return [{ ofd, data }]
    if (file?.kind === 'tty') ttyWrite(w, pid, file.tty, data)
    if (file?.kind !== 'pipe' || isBroken(w, file.pipe)) return []
    const sent = pushPipe(w, pid, file.pipe, data)
    return sent < data.length ? [{ ofd, data: data.slice(sent) }] : []
  })
  setProc(w, pid, { outbox: left })
  return left.length === 0
}
