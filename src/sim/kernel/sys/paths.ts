import type { Sys } from '../../wire/sys'
import { cred } from '../cred'
import type { Cred, FsState } from '../fs/types'
import * as vfs from '../fs/vfs'
import { chargeCache } from '../memory/charge'
import { proc, setProc, update } from '../work'
import type { Slice } from './slice'

type PathCalls = Pick<
  Sys,
  | 'stat' | 'lstat' | 'readdir' | 'readlink' | 'realpath' | 'access' | 'mkdir' | 'rmdir' | 'unlink' | 'rename' | 'symlink' | 'link' | 'mkfifo'
  | 'mknod' | 'chmod' | 'chown' | 'utimes' | 'truncate' | 'chdir' | 'mounts' | 'statfs'
>

/** Calls on paths, handed to the filesystems with the caller's credentials. */
export function pathCalls(at: Slice): PathCalls {
  const ask = <A extends readonly unknown[], R>(call: (fs: FsState, who: Cred, ...args: A) => R) => (...args: A): R =>
    call(at.w.state.fs, cred(at.w, at.pid), ...args)
  const change = <A extends readonly unknown[]>(call: (fs: FsState, who: Cred, ...args: A) => FsState) => (...args: A): void =>
    update(at.w, { fs: call(at.w.state.fs, cred(at.w, at.pid), ...args) })
  return {
    stat: ask(vfs.stat),
    lstat: ask(vfs.lstat),
    readdir: ask(vfs.readdir),
    readlink: ask(vfs.readlink),
    realpath: ask(vfs.realpath),
    access: ask(vfs.access),
    mkdir: change(vfs.mkdir),
    rmdir: change(vfs.rmdir),
    unlink: change(vfs.unlink),
    rename: change(vfs.rename),
    symlink: change(vfs.symlink),
    link: change(vfs.link),
    mkfifo: change(vfs.mkfifo),
    mknod: change(vfs.mknod),
    chmod: change(vfs.chmod),
    chown: change(vfs.chown),
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
