/**
 * Mounting: new filesystems, bind mounts, remounts, umount, pivot_root, copies of a mount namespace.
 * @models linux fs/namespace.c, mount(2), pivot_root(2)
 * @fidelity part: no propagation between namespaces; a bind with `ro` is read-only at once, where Linux wants a second remount
 */
import { SysError } from '../../wire/errno'
import { findInode, inodeSuper, superOf, type Draft } from './inodes'
import { newSuper } from './filesystems'
import { metaOf, type Place } from './place'
import { capable } from './permission'
import type { Cred, FsState, InodeSuper, Mount, MountInfo, MountLine, MountRequest, MountTable } from './types'
import { find, mountKey, tableOf } from './walk'
import { slotSet, slotValues } from './slots'

const MOUNT_FLAGS = ['ro', 'nosuid', 'nodev', 'noexec', 'noatime', 'relatime'] as const
const PROPAGATION = /^r?(private|shared|slave|unbindable)$/

function demandAdmin(cred: Cred, path: string): void {
  if (!capable(cred, 'CAP_SYS_ADMIN')) throw new SysError('EPERM', path)
}

const mountFlags = (flags: readonly string[]): readonly string[] => {
  const known = MOUNT_FLAGS.filter((flag) => flags.includes(flag))
  return known.includes('noatime') || known.includes('relatime') ? known : [...known, 'relatime']
}

const putTable = (d: Draft, mntns: number, table: MountTable): void => {
  d.fs = { ...d.fs, tables: { ...d.fs.tables, [mntns]: table } }
}

const isMountRoot = (place: Place): boolean => place.abs === place.mount.target

export function mount(fs: FsState, cred: Cred, request: MountRequest): FsState {
  const { flags, target, type } = request
  demandAdmin(cred, target)
  const place = find(fs, cred, target)
  const d: Draft = { fs }
  if (flags.includes('remount')) remount(d, cred, place, request)
  else if (type === 'bind' || type === 'rbind' || flags.includes('bind') || flags.includes('rbind'))
    bind(d, cred, place, request)
  else if (flags.some((flag) => PROPAGATION.test(flag))) demandMountRoot(place, target)
  else mountNew(d, cred, place, request)
  return d.fs
}

function demandMountRoot(place: Place, path: string): void {
  if (!isMountRoot(place)) throw new SysError('EINVAL', path)
}

function remount(d: Draft, cred: Cred, place: Place, request: MountRequest): void {
  demandMountRoot(place, request.target)
  replaceMount(d, cred.mntns, { ...place.mount, flags: mountFlags(request.flags) })
}

function replaceMount(d: Draft, mntns: number, next: Mount): void {
  const table = tableOf(d.fs, mntns)
  putTable(d, mntns, { ...table, mounts: { ...table.mounts, [keyOf(table, next)]: next } })
}

const keyOf = (table: MountTable, at: Mount): string => (at.id === table.root ? 'root' : mountKey(at.parent, at.target))

function addMount(d: Draft, mntns: number, made: Omit<Mount, 'id'>): Mount {
  const next: Mount = { id: d.fs.nextMount, ...made }
  d.fs = { ...d.fs, nextMount: next.id + 1 }
  replaceMount(d, mntns, next)
  return next
}

function mountNew(d: Draft, cred: Cred, place: Place, request: MountRequest): void {
  if (metaOf(d.fs, place.node).kind !== 'dir') throw new SysError('ENOTDIR', request.target)
  const dev = newSuper(d, cred, request)
  const at = superOf(d.fs, dev)
  const root = at.kind === 'inodes' ? at.root : ''
  const readOnly = at.kind === 'overlay' && at.upper === undefined && !request.flags.includes('ro') ? ['ro'] : []
  const flags = mountFlags([...readOnly, ...request.flags])
  addMount(d, cred.mntns, { parent: place.mount.id, dev, root, target: place.abs, flags })
}

function bind(d: Draft, cred: Cred, place: Place, request: MountRequest): void {
  const source = find(d.fs, cred, request.source)
  const isDir = (at: Place): boolean => metaOf(d.fs, at.node).kind === 'dir'
  if (isDir(source) !== isDir(place)) throw new SysError('ENOTDIR', request.target)
  const flags = mountFlags([...source.mount.flags, ...request.flags])
  const top = addMount(d, cred.mntns, {
    parent: place.mount.id,
    dev: source.mount.dev,
    root: rootOf(source),
    target: place.abs,
    flags,
  })
  if (request.type === 'rbind' || request.flags.includes('rbind')) bindBelow(d, cred.mntns, source, top)
}

const rootOf = ({ node }: Place): number | string => {
  if (node.kind === 'inode') return node.ref.ino
  return node.kind === 'overlay' ? node.path.join('/') : node.path
}

/** rbind: what is mounted below the source is mounted below the new mount as well. */
function bindBelow(d: Draft, mntns: number, source: Place, top: Mount): void {
  const parents: Record<number, number> = { [source.mount.id]: top.id }
  const prefix = source.abs === '/' ? '/' : `${source.abs}/`
  const below = Object.values(tableOf(d.fs, mntns).mounts).filter(
    (at) => at.id !== top.id && at.target.startsWith(prefix),
  )
  for (const at of below.sort((a, b) => a.id - b.id)) {
    const parent = parents[at.parent]
    if (parent === undefined || at.id === source.mount.id) continue
    const target = `${top.target === '/' ? '' : top.target}/${at.target.slice(prefix.length)}`
    parents[at.id] = addMount(d, mntns, { ...withoutId(at), parent, target }).id
  }
}

const withoutId = ({ parent, dev, root, target, flags }: Mount): Omit<Mount, 'id'> => ({
  parent,
  dev,
  root,
  target,
  flags,
})

export function umount(fs: FsState, cred: Cred, target: string): FsState {
  demandAdmin(cred, target)
  const place = find(fs, cred, target)
  const table = tableOf(fs, cred.mntns)
  if (!isMountRoot(place) || place.mount.id === table.root) throw new SysError('EINVAL', target)
  if (Object.values(table.mounts).some((at) => at.parent === place.mount.id && at.id !== at.parent))
    throw new SysError('EBUSY', target)
  const { [mountKey(place.mount.parent, place.mount.target)]: _gone, ...mounts } = table.mounts
  const d: Draft = { fs }
  putTable(d, cred.mntns, { ...table, mounts })
  sweepSupers(d)
  return d.fs
}

/** `newRoot`, a mount point, becomes the root of the namespace. What is not below it is detached at once, as runc does right after. */
export function pivotRoot(fs: FsState, cred: Cred, newRoot: string): FsState {
  demandAdmin(cred, newRoot)
  const place = find(fs, cred, newRoot)
  demandMountRoot(place, newRoot)
  const top = { ...place.mount, parent: place.mount.id, target: '/' }
  const mounts: Record<string, Mount> = { root: top }
  const kept = new Set([top.id])
  for (const at of Object.values(tableOf(fs, cred.mntns).mounts).sort((a, b) => a.id - b.id)) {
    if (at.id === top.id || !kept.has(at.parent)) continue
    kept.add(at.id)
    const moved = { ...at, target: at.target.slice(place.abs === '/' ? 0 : place.abs.length) || '/' }
    mounts[mountKey(moved.parent, moved.target)] = moved
  }
  const d: Draft = { fs }
  putTable(d, cred.mntns, { root: top.id, mounts })
  sweepSupers(d)
  return d.fs
}

/** clone(CLONE_NEWNS): the table is a value, so the copy is the table. */
export function newMountNs(fs: FsState, id: number, copyOf: number): FsState {
  const d: Draft = { fs }
  putTable(d, id, tableOf(fs, copyOf))
  return d.fs
}

export function dropMountNs(fs: FsState, id: number): FsState {
  const { [id]: _gone, ...tables } = fs.tables
  const d: Draft = { fs: { ...fs, tables } }
  sweepSupers(d)
  return d.fs
}

/** A filesystem lives as long as it is mounted somewhere, or a mounted overlay reads from it. */
function sweepSupers(d: Draft): void {
  const live = new Set<number>()
  for (const table of Object.values(d.fs.tables)) for (const at of Object.values(table.mounts)) live.add(at.dev)
  for (const dev of live) {
    const at = superOf(d.fs, dev)
    if (at.kind === 'overlay') for (const ref of [...at.lowers, ...(at.upper ? [at.upper] : [])]) live.add(ref.dev)
  }
  const gone = slotValues(d.fs.supers).filter((at) => !live.has(at.dev) && at.type !== 'ext4')
  const without = (supers: FsState['supers'], { dev }: { readonly dev: number }) => slotSet(supers, dev, undefined)
  if (gone.length > 0) d.fs = { ...d.fs, supers: gone.reduce(without, d.fs.supers) }
}

/** The lines of /proc/mounts, in the order of mounting. A mount that another hides is shown too, as Linux does. */
export function mountsOf(fs: FsState, mntns: number): MountLine[] {
  return Object.values(tableOf(fs, mntns).mounts)
    .sort((a, b) => a.id - b.id)
    .map((at) => {
      const { source, type, options } = superOf(fs, at.dev)
      const flags = at.flags.includes('ro') ? at.flags : ['rw', ...at.flags]
      return { source, target: at.target, type, options: [...flags, ...(options === '' ? [] : [options])].join(',') }
    })
}

/** The lines of /proc/PID/mountinfo: each mount with its number, its parent and what of the filesystem it shows. */
export function mountInfoOf(fs: FsState, mntns: number): readonly MountInfo[] {
  const rows = Object.values(tableOf(fs, mntns).mounts).sort((a, b) => a.id - b.id)
  return mountsOf(fs, mntns).map((line, i) => {
    const at = rows[i]!
    const filesystem = superOf(fs, at.dev)
    const [mode = 'rw', ...flags] = line.options
      .split(',')
      .slice(0, at.flags.length + (at.flags.includes('ro') ? 0 : 1))
    return {
      id: at.id,
      parent: at.parent === at.id ? 0 : at.parent,
      dev: `${at.dev >> 8}:${at.dev & 255}`,
      root:
        typeof at.root === 'string'
          ? `/${at.root}`
          : filesystem.kind === 'inodes'
            ? pathOfInode(fs, filesystem, at.root)
            : '/',
      target: at.target,
      flags: [mode, ...flags].join(','),
      type: line.type,
      source: line.source,
      options: ['rw', ...(filesystem.options === '' ? [] : [filesystem.options])].join(','),
    }
  })
}

/** The name of a directory in its filesystem, found by looking for it: a bind mount only remembers its inode. */
function pathOfInode(fs: FsState, at: InodeSuper, wanted: number): string {
  const look = (ino: number, path: string): string | undefined => {
    if (ino === wanted) return path === '' ? '/' : path
    const inode = findInode(fs, { dev: at.dev, ino })
    if (inode?.kind !== 'dir') return undefined
    for (const [name, child] of Object.entries(inode.entries)) {
      const found = look(child, `${path}/${name}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return look(at.root, '') ?? '/'
}

/** Whether a bind mount holds on to an inode. */
export const isMounted = (fs: FsState, dev: number, ino: number): boolean =>
  Object.values(fs.tables).some((table) => Object.values(table.mounts).some((at) => at.dev === dev && at.root === ino))

export function statfs(
  fs: FsState,
  cred: Cred,
  path: string,
): { readonly total: number; readonly used: number; readonly type: string } {
  const at = superOf(fs, find(fs, cred, path).mount.dev)
  if (at.kind === 'inodes' && (at.type === 'devpts' || at.type === 'mqueue'))
    return { total: 0, used: 0, type: at.type }
  if (at.kind === 'inodes') return { total: at.total, used: at.used, type: at.type }
  if (at.kind === 'virtual') return { total: 0, used: 0, type: at.type }
  const below = inodeSuper(fs, (at.upper ?? at.lowers[0]!).dev)
  return { total: below.total, used: below.used, type: at.type }
}

/** Refuses what takes a mount point away. */
export const isMountPoint = (parent: Place, place: Place): boolean => parent.mount.id !== place.mount.id
