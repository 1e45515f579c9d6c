import { rootCred } from '../cred'
import { mount, pivotRoot, umount } from '../fs/vfs'
import { proc, setProc, update } from '../work'
import type { Ops } from './table'

/** mount(2), umount(2), pivot_root(2) in the mount namespace of the process that calls or is prepared. */
export const mountOps: Ops<'mount' | 'umount' | 'pivot_root'> = {
  mount: (w, { pid }, { source, target, type, flags, data }) => {
    const p = proc(w, pid)
    const tag = type === 'proc' ? String(p.ns['pid'] ?? 0) : type === 'cgroup2' && p.ns['cgroup'] !== 4026531835 ? p.cgroup : ''
    update(w, { fs: mount(w.state.fs, rootCred(w, pid), { source, target, type, flags, data, tag }) })
  },
  umount: (w, { pid }, op) => update(w, { fs: umount(w.state.fs, rootCred(w, pid), op.target) }),
  pivot_root: (w, { pid }, op) => {
    update(w, { fs: pivotRoot(w.state.fs, rootCred(w, pid), op.newRoot) })
    setProc(w, pid, { cwd: '/' })
  },
}
