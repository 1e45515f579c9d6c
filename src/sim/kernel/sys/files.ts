import { SysError } from '../../wire/errno'
import type { Bytes } from '../../../base/bytes'
import type { Fd, OpenFlags, Pid, Stat, Sys } from '../../wire/sys'
import { cred } from '../cred'
import { addFile, attachFd, closeFd, readFd, writeFd } from '../files'
import { open, readFile, stat, writeFile } from '../fs/vfs'
import type { Handle } from '../fs/types'
import { chargeCache } from '../memory/charge'
import { descriptorAt, reopened, statFd } from '../open-fds'
import { newPipe } from '../pipes'
import { fail, ofdOf, openFile, proc, setFile, update, type Work } from '../work'
import type { Slice } from './slice'

type FileCalls = Pick<
  Sys,
  | 'open'
  | 'close'
  | 'read'
  | 'write'
  | 'readFile'
  | 'writeFile'
  | 'lseek'
  | 'dup'
  | 'dup2'
  | 'pipe'
  | 'fds'
  | 'isatty'
  | 'fstat'
>

/** Calls on descriptors: open(2), read(2), write(2), pipe(2), dup(2). */
export const fileCalls = (at: Slice): FileCalls => ({
  open: (path, flags, mode) => openPath(at.w, at.pid, path, flags, mode),
  close: (fd) => closeFd(at.w, at.pid, fd),
  read: (fd, max = 65_536) => readFd(at.w, at.pid, fd, max),
  write: (fd, data) => writeFd(at.w, at.pid, fd, data),
  readFile: (path) => readWhole(at.w, at.pid, path),
  writeFile: (path, data, mode) => writeWhole(at.w, at.pid, path, data, mode),
  lseek: (fd, offset) => setFile(at.w, ofdOf(at.w, at.pid, fd), { offset } as never),
  dup: (fd) => attachFd(at.w, at.pid, ofdOf(at.w, at.pid, fd)),
  dup2: (from, to) => {
    if (from !== to) attachFd(at.w, at.pid, ofdOf(at.w, at.pid, from), to)
  },
  pipe: () => makePipe(at.w, at.pid),
  fds: () => Object.keys(proc(at.w, at.pid).fds).map(Number),
  isatty: (fd) => proc(at.w, at.pid).fds[fd] !== undefined && openFile(at.w, at.pid, fd).kind === 'tty',
  fstat: (fd) => statFd(at.w, at.pid, fd),
})

function openPath(w: Work, pid: Pid, path: string, flags: OpenFlags, mode?: number): Fd {
  const known = descriptorAt(w, pid, path)
  if (known !== undefined) return attachFd(w, pid, reopened(w, known, rightsOf(flags)))
  const [fs, handle] = open(w.state.fs, cred(w, pid), path, flags, mode)
  update(w, { fs })
  if (flags.directory && handle.kind !== 'dir') fail('ENOTDIR', path)
  return attachFd(w, pid, openHandle(w, pid, handle, flags, path))
}

function openHandle(w: Work, pid: Pid, handle: Handle, flags: OpenFlags, path: string): number {
  const rights = rightsOf(flags)
  if (handle.kind === 'socket') return fail('ENXIO', path)
  if (handle.kind === 'dev') return openDevice(w, pid, handle, rights, path)
  if (handle.kind === 'fifo') return openFifo(w, handle.id, rights)
  return addFile(w, { ...rights, kind: 'file', handle, offset: 0, path, ...(flags.append && { append: true }) })
}

type Rights = { readonly readable: boolean; readonly writable: boolean }

const rightsOf = (flags: OpenFlags): Rights => ({
  readable: flags.read === true,
  writable: flags.write === true || flags.append === true,
})

function openDevice(w: Work, pid: Pid, dev: Extract<Handle, { kind: 'dev' }>, rights: Rights, path: string): number {
  const number = `${dev.major}:${dev.minor}`
  const plain = { '1:3': 'null', '1:5': 'zero', '1:7': 'full', '1:8': 'random', '1:9': 'random' } as const
  const kind = plain[number as keyof typeof plain]
  if (kind !== undefined) return addFile(w, { ...rights, kind: 'null', dev: kind })
  const tty =
    number === '5:0' || number === '5:1'
      ? proc(w, pid).tty
      : dev.major === 136
        ? slaveOf(w, pid, `pts/${dev.minor}`)
        : undefined
  if (tty !== undefined && w.state.ttys[tty] !== undefined) return addFile(w, { ...rights, kind: 'tty', tty })
  return fail('ENXIO', path)
}

/** The terminal of that name in the devpts that the process sees: the host's are named so, a container's are those of its processes. */
function slaveOf(w: Work, pid: Pid, path: string): string | undefined {
  const mntns = proc(w, pid).ns['mnt']
  const shared = Object.values(w.state.procs).find(
    (p) => p.ns['mnt'] === mntns && p.tty !== undefined && (w.state.ttys[p.tty]?.path ?? p.tty) === path,
  )
  return shared?.tty
}

/** A FIFO is a pipe that has a name. Departs from fifo(7): opening does not wait for the other side. */
function openFifo(w: Work, id: string, rights: Rights): number {
  const name = `fifo:${id}`
  if (w.state.pipes[name] === undefined) newPipe(w, name)
  return addFile(w, { ...rights, kind: 'pipe', pipe: name, end: rights.readable ? 'read' : 'write' })
}

function readWhole(w: Work, pid: Pid, path: string): Bytes {
  if (descriptorAt(w, pid, path) !== undefined) return readOpened(w, pid, path)
  return readFile(w.state.fs, cred(w, pid), path)
}

function readOpened(w: Work, pid: Pid, path: string): Bytes {
  const fd = openPath(w, pid, path, { read: true })
  const data = readFd(w, pid, fd, 1 << 26) ?? ''
  closeFd(w, pid, fd)
  return data
}

function writeWhole(w: Work, pid: Pid, path: string, data: Bytes, mode?: number): void {
  const kind = kindOf(w, pid, path)
  if (kind === undefined || kind === 'file') {
    update(w, { fs: writeFile(w.state.fs, cred(w, pid), path, data, mode) })
    return chargeCache(w, pid, data.length)
  }
  const fd = openPath(w, pid, path, { write: true, create: true, truncate: true }, mode)
  writeFd(w, pid, fd, data)
  closeFd(w, pid, fd)
}

function kindOf(w: Work, pid: Pid, path: string): Stat['kind'] | undefined {
  if (descriptorAt(w, pid, path) !== undefined) return 'char'
  try {
    return stat(w.state.fs, cred(w, pid), path).kind
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

function makePipe(w: Work, pid: Pid): readonly [Fd, Fd] {
  const pipe = newPipe(w)
  const read = attachFd(w, pid, addFile(w, { kind: 'pipe', pipe, end: 'read', readable: true, writable: false }))
  const write = attachFd(w, pid, addFile(w, { kind: 'pipe', pipe, end: 'write', readable: false, writable: true }))
  return [read, write]
}
