import { SysError } from '../wire/errno'
import type { NamespaceKind } from '../wire/syscall'
import type { Pid } from '../wire/sys'
import { allCaps } from './caps'
import { dropMountNs, newMountNs } from './fs/vfs'
import { dropNetNs, newNetNs } from './net/net'
import { refreshNet } from './netview'
import type { Namespace, Process } from './state'
import { capableIn, ownerOf } from './userns'
import { proc, putProc, setProc, update, without, type Work } from './work'

/**
 * Namespaces (namespaces(7)): made by clone(2) and unshare(2), joined by setns(2), gone with their last process.
 * @models linux kernel/nsproxy.c, kernel/pid_namespace.c, kernel/user_namespace.c
 * @fidelity part: no file holds a namespace open; time namespaces have no offsets
 */
export const namespaceKinds: readonly NamespaceKind[] = ['mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'user', 'time']

/** A new one of that kind, its state copied from (mnt, uts) or begun empty; answers its inode number. */
export function newNamespace(w: Work, kind: NamespaceKind, from: Process): number {
  const inode = w.state.nextNamespace
  const old = from.ns[kind] ?? 0
  const made: Namespace = {
    kind,
    inode,
    ...(kind === 'uts' && { hostname: w.state.namespaces[old]?.hostname ?? w.state.hostname }),
    ...(kind === 'pid' && { parent: old, nextPid: 1 }),
    ...(kind === 'user' ? { parent: old, creator: from.uid } : { owner: from.ns['user'] ?? 0 }),
    ...(kind === 'cgroup' && { root: from.cgroup }),
  }
  update(w, { namespaces: { ...w.state.namespaces, [inode]: made }, nextNamespace: inode + 1 })
  if (kind === 'mnt') update(w, { fs: newMountNs(w.state.fs, inode, old) })
  if (kind === 'net') update(w, { net: newNetNs(w.state.net, inode) })
  if (kind === 'net') refreshNet(w)
  return inode
}

/** The numbers a new process gets: one in its pid namespace and one in each that contains it. */
export function allocatePids(
  w: Work,
  space: number,
): { readonly pid: Pid; readonly nspid: Pid; readonly pids: Record<string, Pid> } {
  const pids: Record<string, Pid> = {}
  for (let at: number | undefined = space; at !== undefined; at = w.state.namespaces[at]?.parent) {
    const ns: Namespace | undefined = w.state.namespaces[at]
    if (ns === undefined) break
    pids[at] = ns.nextPid ?? 1
    update(w, { namespaces: { ...w.state.namespaces, [at]: { ...ns, nextPid: (ns.nextPid ?? 1) + 1 } } })
  }
  const root = Object.values(w.state.namespaces).find((ns) => ns.kind === 'pid' && ns.parent === undefined)
  const pid = pids[root?.inode ?? 0] ?? 0
  return { pid, nspid: pids[space] ?? pid, pids }
}

/** Which pid namespace a child of this process is born into. One whose init has ended takes no more: fork(2) says ENOMEM. */
export function spaceForChildren(w: Work, parent: Process): number {
  const space = parent.childPidNs ?? parent.ns['pid'] ?? 0
  const init = w.state.namespaces[space]?.init
  if (init !== undefined && space !== parent.ns['pid'] && isGone(w.state.procs[init])) throw new SysError('ENOMEM')
  return space
}

const isGone = (p: Process | undefined): boolean => p === undefined || p.run === 'zombie'

/** The first process of a pid namespace is its init. */
export function maybeInit(w: Work, space: number, pid: Pid): void {
  const ns = w.state.namespaces[space]
  if (ns !== undefined && ns.init === undefined)
    update(w, { namespaces: { ...w.state.namespaces, [space]: { ...ns, init: pid } } })
}

/** unshare(2). The user namespace comes first, so that it owns the others and its capabilities allow them. */
export function unshareNamespaces(w: Work, pid: Pid, kinds: readonly NamespaceKind[]): void {
  const before = proc(w, pid)
  if (kinds.includes('user')) enterUserNs(w, pid, newNamespace(w, 'user', before))
  for (const kind of kinds) {
    if (kind === 'user') continue
    const p = proc(w, pid)
    if (!capableIn(w, p, 'CAP_SYS_ADMIN', p.ns['user'])) throw new SysError('EPERM')
    const inode = newNamespace(w, kind, p)
    setProc(w, pid, kind === 'pid' ? { childPidNs: inode } : { ns: { ...p.ns, [kind]: inode } })
  }
  leaveNamespaces(w, before)
}

/** Whoever makes or joins a user namespace is all-powerful in it, and in nothing else. */
function enterUserNs(w: Work, pid: Pid, inode: number): void {
  const { bounding: _all, ...p } = proc(w, pid)
  putProc(w, { ...p, ns: { ...p.ns, user: inode }, caps: allCaps })
}

/** setns(2) as a program asks for it, with the capabilities it takes. */
export function enterNamespaces(w: Work, pid: Pid, target: Process, kinds: readonly NamespaceKind[]): void {
  const before = proc(w, pid)
  if (kinds.includes('user')) {
    if (before.ns['user'] === target.ns['user']) throw new SysError('EINVAL')
    if (!capableIn(w, before, 'CAP_SYS_ADMIN', target.ns['user'])) throw new SysError('EPERM')
    enterUserNs(w, pid, target.ns['user'] ?? 0)
  }
  for (const kind of kinds) {
    if (kind === 'user') continue
    const p = proc(w, pid)
    const inode = kind === 'pid' ? (target.childPidNs ?? target.ns['pid'] ?? 0) : (target.ns[kind] ?? 0)
    const needed = kind === 'mnt' ? ['CAP_SYS_ADMIN', 'CAP_SYS_CHROOT'] : ['CAP_SYS_ADMIN']
    const own = needed.every((cap) => capableIn(w, p, cap, p.ns['user']))
    if (!own || !capableIn(w, p, 'CAP_SYS_ADMIN', ownerOf(w, inode))) throw new SysError('EPERM')
    if (kind === 'pid') setProc(w, pid, { childPidNs: inode })
    else
      setProc(w, pid, { ns: { ...p.ns, [kind]: inode }, ...(kind === 'mnt' && { cwd: '/', root: target.root ?? '/' }) })
  }
  leaveNamespaces(w, before)
}

/** sethostname(2), in the uts namespace of the process. */
export function setHostname(w: Work, pid: Pid, hostname: string): void {
  const inode = proc(w, pid).ns['uts'] ?? 0
  const ns = w.state.namespaces[inode]
  if (ns === undefined) throw new SysError('EINVAL')
  update(w, { namespaces: { ...w.state.namespaces, [inode]: { ...ns, hostname } } })
}

/**
 * What runc's child does with setns(2) before it forks itself: here one process stands for both, so it is moved into
 * the pid namespace too and numbered there.
 */
export function joinNamespaces(w: Work, pid: Pid, target: Process, kinds: readonly NamespaceKind[]): void {
  const p = w.state.procs[pid]
  if (p === undefined) return
  const joined = Object.fromEntries(kinds.map((kind) => [kind, target.ns[kind] ?? 0]))
  setProc(w, pid, { ns: { ...p.ns, ...joined } })
  leaveNamespaces(w, p)
  const space = target.ns['pid'] ?? 0
  if (!kinds.includes('pid')) return
  const known = p.pids[space]
  if (known !== undefined) return setProc(w, pid, { nspid: known })
  const ns = w.state.namespaces[space]
  const number = ns?.nextPid ?? 1
  if (ns !== undefined) update(w, { namespaces: { ...w.state.namespaces, [space]: { ...ns, nextPid: number + 1 } } })
  setProc(w, pid, { nspid: number, pids: { ...p.pids, [space]: number } })
}

/** Drops what nobody is in any more. */
export function leaveNamespaces(w: Work, gone: Process): void {
  const others = Object.values(w.state.procs)
  // As a rule somebody is in all of them.
  for (const kind of namespaceKinds) if (!others.some((p) => p.ns[kind] === gone.ns[kind])) drop(w, kind, gone.ns[kind])
  drop(w, 'pid', gone.childPidNs)
}

function drop(w: Work, kind: NamespaceKind, inode: number | undefined): void {
  if (inode === undefined || isUsed(w, kind, inode)) return
  const { owner, parent } = w.state.namespaces[inode]!
  if (kind === 'mnt') update(w, { fs: dropMountNs(w.state.fs, inode) })
  if (kind === 'net') update(w, { net: dropNetNs(w.state.net, inode) })
  if (kind === 'net') refreshNet(w)
  update(w, { namespaces: without(w.state.namespaces, inode) })
  drop(w, 'user', kind === 'user' ? parent : owner)
  if (kind === 'pid') drop(w, 'pid', parent)
}

const isUsed = (w: Work, kind: NamespaceKind, inode: number): boolean =>
  w.state.namespaces[inode] === undefined ||
  Object.values(w.state.procs).some((p) => p.ns[kind] === inode || (kind === 'pid' && p.childPidNs === inode)) ||
  Object.values(w.state.namespaces).some(
    (ns) => (ns.kind === kind && ns.parent === inode) || (kind === 'user' && ns.owner === inode),
  )
