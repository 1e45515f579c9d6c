/**
 * Filesystems that have inodes (ext4, tmpfs, devpts, mqueue): read and change inodes and directory entries, without any checks.
 * A draft lives only inside one call of the vfs.
 * @models linux fs/ext4, mm/shmem.c
 * @fidelity part: no blocks, journal or extents; a file is its first bytes and a hole
 */
import { SysError } from '../../wire/errno'
import { slotGet, slotSet, slotSetAll, slotValues } from './slots'
import type { DirInode, FsState, Inode, InodeSuper, Ref, Super } from './types'

export interface Draft {
  fs: FsState
}

const BLOCK = 4096

export function superOf(fs: FsState, dev: number): Super {
  const found = slotGet(fs.supers, dev)
  if (found === undefined) throw new SysError('EIO')
  return found
}

export function inodeSuper(fs: FsState, dev: number): InodeSuper {
  const found = superOf(fs, dev)
  if (found.kind !== 'inodes') throw new SysError('EINVAL')
  return found
}

export function findInode(fs: FsState, ref: Ref): Inode | undefined {
  const found = slotGet(fs.supers, ref.dev)
  return found?.kind === 'inodes' ? slotGet(found.inodes, ref.ino) : undefined
}

export function inodeAt(fs: FsState, ref: Ref): Inode {
  const inode = findInode(fs, ref)
  if (inode === undefined) throw new SysError('EIO')
  return inode
}

export function dirAt(fs: FsState, ref: Ref): DirInode {
  const inode = inodeAt(fs, ref)
  if (inode.kind !== 'dir') throw new SysError('ENOTDIR')
  return inode
}

/** Bytes that statfs and df count; directories in memory take no blocks. A hole counts too: in a stand-in image it stands for real content. */
const charge = ({ type }: InodeSuper, inode: Inode | undefined): number =>
  inode?.kind === 'file' ? Math.ceil(inode.size / BLOCK) * BLOCK : inode?.kind === 'dir' && type === 'ext4' ? BLOCK : 0

const putSuper = (d: Draft, next: InodeSuper): void => {
  d.fs = { ...d.fs, supers: slotSet(d.fs.supers, next.dev, next) }
}

function store(d: Draft, ref: Ref, inode: Inode | undefined): void {
  const at = inodeSuper(d.fs, ref.dev)
  const used = at.used + charge(at, inode) - charge(at, slotGet(at.inodes, ref.ino))
  putSuper(d, { ...at, used, inodes: slotSet(at.inodes, ref.ino, inode) })
}

export const putInode = (d: Draft, ref: Ref, inode: Inode): void => store(d, ref, inode)

export const freeInode = (d: Draft, ref: Ref): void => store(d, ref, undefined)

export function addInode(d: Draft, dev: number, inode: Inode): Ref {
  const at = inodeSuper(d.fs, dev)
  if (at.used + charge(at, inode) > at.total) throw new SysError('ENOSPC')
  putSuper(d, {
    ...at,
    next: at.next + 1,
    used: at.used + charge(at, inode),
    inodes: slotSet(at.inodes, at.next, inode),
  })
  return { dev, ino: at.next }
}

/** The number that the next inode gets, and whether there is room for more. For one call that makes many. */
export interface FreeRoom {
  readonly next: number
  /** Counts an inode that will be put there. */
  readonly take: (inode: Inode) => void
}

export function freeRoom(fs: FsState, dev: number): FreeRoom {
  const at = inodeSuper(fs, dev)
  let { used } = at
  return {
    next: at.next,
    take: (inode) => {
      if (used + charge(at, inode) > at.total) throw new SysError('ENOSPC')
      used += charge(at, inode)
    },
  }
}

/** Puts inodes under the next numbers, in order. */
export function addInodes(d: Draft, dev: number, inodes: readonly Inode[]): void {
  const at = inodeSuper(d.fs, dev)
  const used = inodes.reduce((sum, inode) => sum + charge(at, inode), at.used)
  putSuper(d, { ...at, next: at.next + inodes.length, used, inodes: slotSetAll(at.inodes, at.next, inodes) })
}

/** What an object inherits is never a number, so a file may be called `constructor`. */
export const entryOf = (dir: DirInode, name: string): number | undefined => {
  const ino: unknown = dir.entries[name]
  return typeof ino === 'number' ? ino : undefined
}

export function entryRef(fs: FsState, dir: Ref, name: string): Ref | undefined {
  const ino = entryOf(dirAt(fs, dir), name)
  return ino === undefined ? undefined : { dev: dir.dev, ino }
}

const isDir = (fs: FsState, ref: Ref): number => (findInode(fs, ref)?.kind === 'dir' ? 1 : 0)

/** Gives `target` a name. A directory adds a link to its parent: its own '..'. */
export function setEntry(d: Draft, dir: Ref, name: string, target: Ref, now: number): void {
  const inode = dirAt(d.fs, dir)
  const nlink = inode.nlink + isDir(d.fs, target)
  putInode(d, dir, { ...inode, nlink, mtime: now, entries: { ...inode.entries, [name]: target.ino } })
}

export function deleteEntry(d: Draft, dir: Ref, name: string, now: number): void {
  const inode = dirAt(d.fs, dir)
  const { [name]: ino, ...entries } = inode.entries
  if (ino === undefined) return
  putInode(d, dir, { ...inode, nlink: inode.nlink - isDir(d.fs, { dev: dir.dev, ino }), mtime: now, entries })
}

/** One name less. The last one makes an orphan, kept until `reap`, since a descriptor or a bind mount may still hold it. */
export function unlinkInode(d: Draft, ref: Ref): void {
  const inode = inodeAt(d.fs, ref)
  if (inode.kind !== 'dir' && inode.nlink > 1) return putInode(d, ref, { ...inode, nlink: inode.nlink - 1 })
  putInode(d, ref, { ...inode, nlink: 0 })
  const at = inodeSuper(d.fs, ref.dev)
  putSuper(d, { ...at, orphans: [...at.orphans, ref.ino] })
}

/** Frees a whole subtree at once; hard links from elsewhere keep their inode. */
export function dropSubtree(d: Draft, ref: Ref): void {
  const inode = inodeAt(d.fs, ref)
  if (inode.kind === 'dir') for (const ino of Object.values(inode.entries)) dropSubtree(d, { dev: ref.dev, ino })
  else if (inode.nlink > 1) return putInode(d, ref, { ...inode, nlink: inode.nlink - 1 })
  freeInode(d, ref)
}

export const hasOrphans = (fs: FsState): boolean =>
  slotValues(fs.supers).some((at) => at.kind === 'inodes' && at.orphans.length > 0)

/** Frees the orphans that `held` does not hold. */
export function reapOrphans(d: Draft, held: (ref: Ref) => boolean): void {
  for (const at of slotValues(d.fs.supers)) {
    if (at.kind !== 'inodes' || at.orphans.length === 0) continue
    const kept = at.orphans.filter((ino) => held({ dev: at.dev, ino }))
    for (const ino of at.orphans) if (!kept.includes(ino)) freeInode(d, { dev: at.dev, ino })
    putSuper(d, { ...inodeSuper(d.fs, at.dev), orphans: kept })
  }
}
