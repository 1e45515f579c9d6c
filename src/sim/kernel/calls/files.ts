import { rootCred } from '../cred'
import * as vfs from '../fs/vfs'
import { update, type Work } from '../work'
import type { Pid } from '../../wire/sys'
import { SysError } from '../../wire/errno'
import { writeCgroup } from '../procfs/virtual'
import { writeProc } from '../procfs/write'
import { parentOf } from '../paths'
import type { Ops } from './table'

/** Files as a daemon running as root asks for them. */
export const fileOps: Ops<
  | 'mkdir'
  | 'write'
  | 'read'
  | 'mknod'
  | 'symlink'
  | 'unlink'
  | 'stat'
  | 'chown'
  | 'writetree'
  | 'readtree'
  | 'removetree'
> = {
  mkdir: (w, { pid }, op) => {
    const who = rootCred(w, pid)
    const made = op.parents ? vfs.mkdirAll : vfs.mkdir
    const owned = (op.uid ?? op.gid) !== undefined && !exists(w, pid, op.path)
    update(w, { fs: made(w.state.fs, who, op.path, op.mode) })
    if (owned) update(w, { fs: vfs.chown(w.state.fs, who, op.path, op.uid ?? -1, op.gid ?? -1) })
  },
  write: (w, { pid }, op) => {
    const ofProcess = /^\/proc\/(\w+\/oom_score_adj)$/.exec(op.path)?.[1]
    if (ofProcess !== undefined) return writeProc(w, pid, ofProcess, '', op.data)
    const group = /^\/sys\/fs\/cgroup\/?(.*)$/.exec(op.path)?.[1]
    if (group === undefined)
      return update(w, { fs: vfs.writeFile(w.state.fs, rootCred(w, pid), op.path, op.data, op.mode, op.append) })
    const slash = group.lastIndexOf('/')
    writeCgroup(w, pid, group.slice(0, Math.max(0, slash)), group.slice(slash + 1), op.data)
  },
  read: (w, { pid }, op) => ({ data: vfs.readFile(w.state.fs, rootCred(w, pid), op.path) }),
  mknod: (w, { pid }, op) => {
    const who = { ...rootCred(w, pid), umask: 0 }
    const fs =
      op.kind === 'fifo'
        ? vfs.mkfifo(w.state.fs, who, op.path, op.mode)
        : vfs.mknod(w.state.fs, who, op.path, op.kind, op.dev, op.mode)
    update(w, { fs })
  },
  symlink: (w, { pid }, op) => update(w, { fs: vfs.symlink(w.state.fs, rootCred(w, pid), op.target, op.path) }),
  unlink: (w, { pid }, op) => update(w, { fs: vfs.unlink(w.state.fs, rootCred(w, pid), op.path) }),
  stat: (w, { pid }, op) => {
    const { kind, mode, uid, gid, size, mtime } = vfs.stat(w.state.fs, rootCred(w, pid), op.path)
    return { stat: { kind, mode, uid, gid, size, mtime } }
  },
  chown: (w, { pid }, op) => {
    const who = rootCred(w, pid)
    const paths = op.recursive
      ? vfs.readTree(w.state.fs, who, op.path).map((e) => (e.path === '' ? op.path : `${op.path}/${e.path}`))
      : []
    for (const path of [op.path, ...paths]) update(w, { fs: vfs.chown(w.state.fs, who, path, op.uid, op.gid, false) })
  },
  writetree: (w, { pid }, op) => {
    update(w, { fs: vfs.mkdirAll(w.state.fs, rootCred(w, pid), parentOf(op.path), 0o755) })
    update(w, { fs: vfs.writeTree(w.state.fs, rootCred(w, pid), op.path, op.entries) })
  },
  readtree: (w, { pid }, op) => ({ entries: vfs.readTree(w.state.fs, rootCred(w, pid), op.path, op.match) }),
  removetree: (w, { pid }, op) => update(w, { fs: vfs.removeTree(w.state.fs, rootCred(w, pid), op.path) }),
}

function exists(w: Work, pid: Pid, path: string): boolean {
  try {
    vfs.stat(w.state.fs, rootCred(w, pid), path)
    return true
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
