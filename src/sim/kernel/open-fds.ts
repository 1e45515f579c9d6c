import { SysError } from '../wire/errno'
import type { Pid, Stat } from '../wire/sys'
import { cred } from './cred'
import { addFile } from './files'
import { fstat, lstat, readlink } from './fs/vfs'
import { pipeInode } from './pipes'
import { mayLook } from './procfs/access'
import type { Ofd } from './state'
import { byNumber, fail, ofdOf, proc, type Work } from './work'

/**
 * /dev/stdin, /dev/fd/N and /proc/PID/fd/N: names that lead to a descriptor, whatever that is.
 * @models linux fs/proc/fd.c
 * @fidelity part: known by their names, so proc must be mounted at /proc; opening an own file shares its offset
 */
const named: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }
const numbered = /^\/(?:dev|proc\/(self|\d+))\/fd\/(\d+)$/

function direct(w: Work, pid: Pid, path: string): { readonly of: Pid; readonly ofd: Ofd } | undefined {
  const [match, who = 'self', number] = numbered.exec(path) ?? []
  const fd = match === undefined ? named[path] : Number(number)
  if (fd === undefined) return undefined
  const of = who === 'self' ? proc(w, pid) : inSpace(w, pid, Number(who))
  const ofd = of?.fds[fd]
  return of === undefined || ofd === undefined ? undefined : { of: of.pid, ofd }
}

const inSpace = (w: Work, pid: Pid, number: Pid) => {
  const space = proc(w, pid).ns['pid'] ?? 0
  return byNumber(w, space, number)
}

/** The same where a symlink in an image leads there (nginx's log files do). */
function found(w: Work, pid: Pid, path: string): ReturnType<typeof direct> {
  try {
    let at = path
    for (let hops = 0; hops < 8; hops++) {
      const here = direct(w, pid, at)
      if (here !== undefined) return here
      if (lstat(w.state.fs, cred(w, pid), at).kind !== 'symlink') return undefined
      const target = readlink(w.state.fs, cred(w, pid), at)
      at = target.startsWith('/') ? target : `${at.slice(0, at.lastIndexOf('/') + 1)}${target}`
    }
    return undefined
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

/**
 * The open file that a path leads to; undefined where it leads elsewhere. A regular file of another process is one of those: it has a path
 * of its own, and reading it must not move that process's offset.
 */
export function descriptorAt(w: Work, pid: Pid, path: string): Ofd | undefined {
  const at = found(w, pid, path)
  if (at === undefined || at.of === pid) return at?.ofd
  if (w.state.files[at.ofd]?.kind === 'file') return undefined
  return mayLook(w, proc(w, pid), proc(w, at.of)) ? at.ofd : fail('EACCES', path)
}

/** A pipe may be opened by the other end too, which is how one writes to a container's standard input from within. */
export function reopened(w: Work, ofd: Ofd, rights: { readonly readable: boolean; readonly writable: boolean }): Ofd {
  const file = w.state.files[ofd]
  if (file?.kind === 'socket' || file?.kind === 'listener') return fail('ENXIO')
  if (file?.kind !== 'pipe' || (rights.writable ? file.writable : file.readable)) return ofd
  return addFile(w, { ...rights, kind: 'pipe', pipe: file.pipe, end: rights.readable ? 'read' : 'write' })
}

export const statFd = (w: Work, pid: Pid, fd: number): Stat => statOpen(w, pid, ofdOf(w, pid, fd))

const kinds = { pipe: 'fifo', socket: 'socket', listener: 'socket', file: 'file', tty: 'char', null: 'char' } as const

export function statOpen(w: Work, pid: Pid, ofd: Ofd): Stat {
  const file = w.state.files[ofd]
  if (file === undefined) return fail('EBADF')
  if (file.kind === 'file' && file.handle.kind !== 'virtual') return fstat(w.state.fs, file.handle)
  const { uid, gid } = file.kind === 'pipe' ? proc(w, pid) : { uid: 0, gid: 0 }
  const mtime = Math.floor(w.now / 1e6)
  return {
    kind: kinds[file.kind],
    ino: file.kind === 'pipe' ? pipeInode(w, file.pipe) : ofd,
    dev: 0,
    mode: 0o600,
    nlink: 1,
    uid,
    gid,
    size: 0,
    mtime,
  }
}
