import type { MountCall, Pid } from '../../wire/sys'
import { rootCred } from '../cred'
import type { Cred } from '../fs/types'
import { mount, pivotRoot, umount } from '../fs/vfs'
import { proc, setProc, update, type Work } from '../work'
import type { Ops } from './table'

/** mount(2), umount(2), pivot_root(2) in the mount namespace of the process that calls or is prepared. */
export function mountAs(w: Work, pid: Pid, who: Cred, { source, target, type, flags, data }: MountCall): void {
  update(w, { fs: mount(w.state.fs, who, { source, target, type, flags, data, tag: tagOf(w, pid, type) }) })
}

export const umountAs = (w: Work, who: Cred, target: string): void => update(w, { fs: umount(w.state.fs, who, target) })

export function pivotAs(w: Work, pid: Pid, who: Cred, newRoot: string): void {
  update(w, { fs: pivotRoot(w.state.fs, who, newRoot) })
  setProc(w, pid, { cwd: '/' })
}

/** proc shows the pid namespace, cgroup2 the cgroup namespace that it was mounted from. */
function tagOf(w: Work, pid: Pid, type: string): string {
  const { ns } = proc(w, pid)
  if (type === 'proc') return String(ns['pid'] ?? 0)
  return type === 'cgroup2' ? (w.state.namespaces[ns['cgroup'] ?? 0]?.root ?? '') : ''
}

export const mountOps: Ops<'mount' | 'umount' | 'chroot' | 'pivot_root'> = {
  mount: (w, { pid }, op) => mountAs(w, pid, rootCred(w, pid), op),
  umount: (w, { pid }, op) => umountAs(w, rootCred(w, pid), op.target),
  chroot: (w, { pid }, op) => setProc(w, pid, { root: op.path, cwd: '/' }),
  pivot_root: (w, { pid }, op) => pivotAs(w, pid, rootCred(w, pid), op.newRoot),
}
