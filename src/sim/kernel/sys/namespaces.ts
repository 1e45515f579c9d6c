import { SysError } from '../../wire/errno'
import type { SyscallOp } from '../../wire/syscall'
import type { Pid, Sys } from '../../wire/sys'
import { mountAs, umountAs, pivotAs } from '../calls/mounts'
import { cred } from '../cred'
import { chdirTo, realpath } from '../fs/vfs'
import { enterNamespaces, setHostname, unshareNamespaces } from '../namespaces'
import { toHost } from '../signals'
import { capableIn, ownerOf } from '../userns'
import { addressOf, emit, proc, setProc, type Work } from '../work'
import type { Slice } from './slice'

/** unshare(2), setns(2), chroot(2), mount(2) and the like, asked by a program: with its own capabilities, and seen as a message. */
type NamespaceCalls = Pick<Sys, 'unshare' | 'setns' | 'sethostname' | 'chroot' | 'pivotRoot' | 'mount' | 'umount'>

export const namespaceCalls = (at: Slice): NamespaceCalls => ({
  unshare: (kinds) => {
    demandFilter(at)
    unshareNamespaces(at.w, at.pid, kinds)
    seen(at, { name: 'unshare', kinds })
  },
  setns: (number, kinds) => {
    demandFilter(at)
    const target = toHost(at.w, proc(at.w, at.pid).ns['pid'] ?? 0, number)
    enterNamespaces(at.w, at.pid, proc(at.w, target), kinds)
    seen(at, { name: 'setns', target, kinds })
  },
  sethostname: (hostname) => {
    demand(at, 'CAP_SYS_ADMIN', 'uts')
    setHostname(at.w, at.pid, hostname)
    seen(at, { name: 'sethostname', hostname })
  },
  chroot: (path) => {
    const directory = chdirTo(at.w.state.fs, cred(at.w, at.pid), path)
    demand(at, 'CAP_SYS_CHROOT', 'user')
    const root = inNamespace(at.w, at.pid, directory)
    setProc(at.w, at.pid, { root, cwd: '/' })
    seen(at, { name: 'chroot', path })
  },
  pivotRoot: (newRoot) => {
    demand(at, 'CAP_SYS_ADMIN', 'mnt')
    pivotAs(at.w, at.pid, cred(at.w, at.pid), newRoot)
    seen(at, { name: 'pivot_root', newRoot })
  },
  mount: (call) => {
    demand(at, 'CAP_SYS_ADMIN', 'mnt')
    mountAs(at.w, at.pid, cred(at.w, at.pid), call)
    seen(at, { name: 'mount', ...call })
  },
  umount: (target) => {
    demand(at, 'CAP_SYS_ADMIN', 'mnt')
    umountAs(at.w, cred(at.w, at.pid), target)
    seen(at, { name: 'umount', target })
  },
})

/** The capability has to be one over the namespace that is changed: in the user namespace that owns it. */
function demand({ w, pid }: Slice, cap: string, kind: 'uts' | 'mnt' | 'user'): void {
  if (cap === 'CAP_SYS_ADMIN') demandFilter({ w, pid })
  const p = proc(w, pid)
  if (!capableIn(w, p, cap, ownerOf(w, p.ns[kind]))) throw new SysError('EPERM')
}

/** Docker's seccomp profile lets these calls through for who has CAP_SYS_ADMIN in the first place, and for nobody else. */
function demandFilter({ w, pid }: Slice): void {
  const p = proc(w, pid)
  if (p.seccomp && !(p.bounding ?? p.caps).includes('CAP_SYS_ADMIN')) throw new SysError('EPERM')
}

/** What a call has changed, for whoever watches. */
const seen = ({ w, pid }: Slice, op: SyscallOp): void =>
  emit(w, { from: addressOf(pid), to: 'host', payload: { kind: 'syscall', call: 0, pid, op } })

/** A path inside a root, as a path of the mount namespace. */
function inNamespace(w: Work, pid: Pid, path: string): string {
  const root = proc(w, pid).root ?? '/'
  const real = realpath(w.state.fs, cred(w, pid), path)
  return root === '/' ? real : real === '/' ? root : `${root}${real}`
}
