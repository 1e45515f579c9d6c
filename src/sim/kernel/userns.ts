import { SysError } from '../wire/errno'
import type { IdRange, Namespace, Process } from './state'
import { update, type Work } from './work'

/**
 * User namespaces (user_namespaces(7)): ids that are others inside, and capabilities that count only for what the namespace owns.
 * Everywhere in the kernel an id is the outermost one; it is translated where a process says or hears it.
 * @models linux kernel/user_namespace.c, security/commoncap.c
 * @fidelity part: no supplementary groups are mapped away, no subordinate ids
 */
export const overflowId = 65_534

type Which = 'uids' | 'gids'

const userNs = (w: Work, inode: number | undefined): Namespace | undefined => w.state.namespaces[inode ?? 0]

export const isInitialUserNs = (w: Work, inode: number | undefined): boolean => userNs(w, inode)?.parent === undefined

/** An id of the kernel as that process's namespace knows it; what it does not know is `nobody`. */
export function shownId(w: Work, inode: number | undefined, which: Which, id: number): number {
  if (isInitialUserNs(w, inode)) return id
  const range = userNs(w, inode)?.[which]?.find(({ outside, count }) => id >= outside && id < outside + count)
  return range === undefined ? overflowId : range.inside + id - range.outside
}

/** What a process calls by that id; undefined where its namespace has no such one. */
export function kernelId(w: Work, inode: number | undefined, which: Which, id: number): number | undefined {
  if (isInitialUserNs(w, inode)) return id
  const range = userNs(w, inode)?.[which]?.find(({ inside, count }) => id >= inside && id < inside + count)
  return range === undefined ? undefined : range.outside + id - range.inside
}

/** Whether a process may do what `cap` allows, with something that the user namespace `owner` owns. */
export function capableIn(w: Work, p: Process, cap: string, owner: number | undefined): boolean {
  for (let at = userNs(w, owner); at !== undefined; at = userNs(w, at.parent)) {
    if (at.inode === p.ns['user']) return p.caps.includes(cap)
    if (at.parent === p.ns['user'] && at.creator === p.uid) return true
    if (at.parent === undefined) return false
  }
  return false
}

export const ownerOf = (w: Work, inode: number | undefined): number | undefined => {
  const ns = userNs(w, inode)
  return ns?.kind === 'user' ? ns.inode : (ns?.owner ?? firstUserNs(w))
}

const firstUserNs = (w: Work): number | undefined =>
  Object.values(w.state.namespaces).find((ns) => ns.kind === 'user' && ns.parent === undefined)?.inode

/** Text of /proc/PID/uid_map, with the outside as the reader's namespace numbers it. */
export function mapText(w: Work, of: Process, reader: Process, which: Which): string {
  const cell = (n: number) => String(n).padStart(10)
  if (isInitialUserNs(w, of.ns['user'])) return `${cell(0)} ${cell(0)} ${cell(4_294_967_295)}\n`
  const ranges = userNs(w, of.ns['user'])?.[which] ?? []
  const outer = reader.ns['user'] === of.ns['user'] ? userNs(w, of.ns['user'])?.parent : reader.ns['user']
  return ranges.map((r) => `${cell(r.inside)} ${cell(shownId(w, outer, which, r.outside))} ${cell(r.count)}\n`).join('')
}

/** A write to uid_map or gid_map: once, and without privilege only one's own id. */
export function writeMap(w: Work, writer: Process, of: Process, which: Which, text: string): void {
  const ns = userNs(w, of.ns['user'])
  if (ns === undefined || ns.parent === undefined || ns[which] !== undefined) throw new SysError('EPERM')
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  if (rows.some((row) => row.length !== 3 || row.some((n) => !Number.isInteger(n) || n < 0)))
    throw new SysError('EINVAL')
  const ranges = rows.map(([inside = 0, id = 0, count = 0]): IdRange => {
    const outside = kernelId(w, ns.parent, which, id)
    if (outside === undefined) throw new SysError('EPERM')
    return { inside, outside, count }
  })
  const privileged =
    writer.ns['user'] === ns.parent ? writer.caps.includes(which === 'uids' ? 'CAP_SETUID' : 'CAP_SETGID') : false
  const own = which === 'uids' ? writer.uid : writer.gid
  const onlyOwn = ranges.length === 1 && ranges[0]?.outside === own && ranges[0].count === 1
  if (!privileged && !(onlyOwn && (writer.uid === ns.creator || writer.ns['user'] === ns.inode)))
    throw new SysError('EPERM')
  update(w, { namespaces: { ...w.state.namespaces, [ns.inode]: { ...ns, [which]: ranges } } })
}
