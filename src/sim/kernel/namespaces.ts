import type { NamespaceKind } from '../wire/syscall'
import type { Pid } from '../wire/sys'
import { dropMountNs, newMountNs } from './fs/vfs'
import { dropNetNs, newNetNs } from './net/net'
import { refreshNet } from './netview'
import type { Namespace, Process } from './state'
import { setProc, update, without, type Work } from './work'

/** Namespaces (namespaces(7)): made by clone(2), joined by setns(2), gone with their last process. */
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
  }
  update(w, { namespaces: { ...w.state.namespaces, [inode]: made }, nextNamespace: inode + 1 })
  if (kind === 'mnt') update(w, { fs: newMountNs(w.state.fs, inode, old) })
  if (kind === 'net') update(w, { net: newNetNs(w.state.net, inode) })
  if (kind === 'net') refreshNet(w)
  return inode
}

/** The numbers a new process gets: one in its pid namespace and one in each that contains it. */
export function allocatePids(w: Work, space: number): { readonly pid: Pid; readonly nspid: Pid; readonly pids: Record<string, Pid> } {
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

/** The first process of a pid namespace is its init. */
export function maybeInit(w: Work, space: number, pid: Pid): void {
  const ns = w.state.namespaces[space]
  if (ns !== undefined && ns.init === undefined)
    update(w, { namespaces: { ...w.state.namespaces, [space]: { ...ns, init: pid } } })
}

/** setns(2): this process joins those namespaces of another. A pid namespace only holds for its children, so it is for the caller to say who. */
export function joinNamespaces(w: Work, pid: Pid, target: Process, kinds: readonly NamespaceKind[]): void {
  const p = w.state.procs[pid]
  if (p === undefined) return
  const joined = Object.fromEntries(kinds.map((kind) => [kind, target.ns[kind] ?? 0]))
  setProc(w, pid, { ns: { ...p.ns, ...joined } })
  leaveNamespaces(w, p)
  const space = target.ns['pid'] ?? 0
  if (!kinds.includes('pid') || p.pids[space] !== undefined) return
  const ns = w.state.namespaces[space]
  const number = ns?.nextPid ?? 1
  if (ns !== undefined) update(w, { namespaces: { ...w.state.namespaces, [space]: { ...ns, nextPid: number + 1 } } })
  setProc(w, pid, { nspid: number, pids: { ...p.pids, [space]: number } })
}

/** Drops what nobody is in any more. */
export function leaveNamespaces(w: Work, gone: Process): void {
  for (const kind of namespaceKinds) {
    const inode = gone.ns[kind]
    if (inode === undefined || isUsed(w, kind, inode)) continue
    if (kind === 'mnt') update(w, { fs: dropMountNs(w.state.fs, inode) })
    if (kind === 'net') update(w, { net: dropNetNs(w.state.net, inode) })
    if (kind === 'net') refreshNet(w)
    update(w, { namespaces: without(w.state.namespaces, inode) })
  }
}

const isUsed = (w: Work, kind: NamespaceKind, inode: number): boolean =>
  w.state.namespaces[inode] === undefined ||
  Object.values(w.state.procs).some((p) => p.ns[kind] === inode) ||
  Object.values(w.state.namespaces).some((ns) => kind === 'pid' && ns.parent === inode)
