import type { Pid, Stat, Sys } from '../../wire/sys'
import { cred } from '../cred'
import type { Cred, FsState } from '../fs/types'
import * as vfs from '../fs/vfs'
import { chargeCache } from '../memory/charge'
import { descriptorAt, statOpen } from '../open-fds'
import { SysError } from '../../wire/errno'
import { isInitialUserNs, kernelId, shownId } from '../userns'
import { proc, setProc, update, type Work } from '../work'
import type { Slice } from './slice'

type PathCalls = Pick<
  Sys,
  | 'stat'
  | 'lstat'
  | 'readdir'
  | 'readlink'
  | 'realpath'
  | 'access'
  | 'mkdir'
  | 'rmdir'
  | 'unlink'
  | 'rename'
  | 'symlink'
  | 'link'
  | 'mkfifo'
  | 'mknod'
  | 'chmod'
  | 'chown'
  | 'utimes'
  | 'truncate'
  | 'chdir'
  | 'mounts'
  | 'statfs'
>

/** Calls on paths, handed to the filesystems with the caller's credentials. */
export function pathCalls(at: Slice): PathCalls {
  const ask =
    <A extends readonly unknown[], R>(call: (fs: FsState, who: Cred, ...args: A) => R) =>
    (...args: A): R =>
      call(at.w.state.fs, cred(at.w, at.pid), ...args)
  const change =
    <A extends readonly unknown[]>(call: (fs: FsState, who: Cred, ...args: A) => FsState) =>
    (...args: A): void =>
      update(at.w, { fs: call(at.w.state.fs, cred(at.w, at.pid), ...args) })
  return {
    stat: (path) => shownStat(at.w, at.pid, statPath(at.w, at.pid, path)),
    lstat: (path) => shownStat(at.w, at.pid, vfs.lstat(at.w.state.fs, cred(at.w, at.pid), path)),
    readdir: ask(vfs.readdir),
    readlink: ask(vfs.readlink),
    realpath: ask(vfs.realpath),
    access: (path, mode) =>
      isFile(at.w, at.pid, path) ? vfs.access(at.w.state.fs, cred(at.w, at.pid), path, mode) : mode !== 'x',
    mkdir: change(vfs.mkdir),
    rmdir: change(vfs.rmdir),
    unlink: change(vfs.unlink),
    rename: change(vfs.rename),
    symlink: change(vfs.symlink),
    link: change(vfs.link),
    mkfifo: change(vfs.mkfifo),
    mknod: change(vfs.mknod),
    chmod: change(vfs.chmod),
    chown: (path, uid, gid, follow) => {
      const { ns } = proc(at.w, at.pid)
      const known = (which: 'uids' | 'gids', id: number) =>
        id === -1 ? -1 : (kernelId(at.w, ns['user'], which, id) ?? unknownId())
      const owner = [known('uids', uid), known('gids', gid)] as const
      update(at.w, { fs: vfs.chown(at.w.state.fs, cred(at.w, at.pid), path, ...owner, follow) })
    },
    utimes: change(vfs.utimes),
    truncate: (path, size) => {
      const before = vfs.stat(at.w.state.fs, cred(at.w, at.pid), path).size
      change(vfs.truncate)(path, size)
      chargeCache(at.w, at.pid, size - before)
    },
    chdir: (path) => setProc(at.w, at.pid, { cwd: vfs.chdirTo(at.w.state.fs, cred(at.w, at.pid), path) }),
    mounts: () => vfs.mountsOf(at.w.state.fs, proc(at.w, at.pid).ns['mnt'] ?? 0),
    statfs: ask(vfs.statfs),
  }
}

function statPath(w: Work, pid: Pid, path: string): Stat {
  const ofd = descriptorAt(w, pid, path)
  return ofd === undefined ? vfs.stat(w.state.fs, cred(w, pid), path) : statOpen(w, pid, ofd)
}

/** Not a pipe, a terminal or a socket by its name in /proc: those are their holder's to read and write. */
function isFile(w: Work, pid: Pid, path: string): boolean {
  const ofd = path.includes('/fd/') || path.startsWith('/dev/std') ? descriptorAt(w, pid, path) : undefined
  return ofd === undefined || w.state.files[ofd]?.kind === 'file'
}

const unknownId = (): never => {
  throw new SysError('EINVAL')
}

/** Owners as the caller's user namespace numbers them. */
export function shownStat(w: Work, pid: Pid, stat: Stat): Stat {
  const user = proc(w, pid).ns['user']
  if (isInitialUserNs(w, user)) return stat
  return { ...stat, uid: shownId(w, user, 'uids', stat.uid), gid: shownId(w, user, 'gids', stat.gid) }
}
