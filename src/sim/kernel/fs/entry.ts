/**
 * Putting a name into a directory and taking one out, whatever filesystem the directory is on.
 * @models linux fs/namei.c, fs/overlayfs/dir.c
 * @fidelity full
 */
import { SysError } from '../../wire/errno'
import { addInode, deleteEntry, entryRef, inodeAt, setEntry, unlinkInode, type Draft } from './inodes'
import { isMountPoint } from './mount'
import { clearWhiteout, copyUp, overlayRemove, setOpaque } from './overlay'
import { demand, demandRemoval, demandWritable, SEARCH, WRITE } from './permission'
import { inodeOf, metaOf, type Node, type Place } from './place'
import type { Cred, Inode, Ref } from './types'
import { joinAbs, walk, type Walked } from './walk'

/** The inode to write to: the node's own, or its copy in the upper directory. */
export function writableRef(d: Draft, node: Node, abs: string): Ref {
  if (node.kind === 'inode') return node.ref
  if (node.kind === 'overlay') return copyUp(d, node, abs)
  throw new SysError('EPERM')
}

/** As {@link writableRef} for a directory that only gets or loses a name: its copy-up is not worth a note. */
export function writableDir(d: Draft, node: Node): Ref {
  if (node.kind === 'overlay') return copyUp(d, node)
  return writableRef(d, node, '')
}

/** What the virtual filesystems say to a new name. */
const refusal = { proc: 'ENOENT', sysfs: 'EPERM', cgroup2: 'EACCES' } as const

/** The name may be created: it is free, the mount is writable, the caller may write to the directory. */
export function demandCreate(d: Draft, cred: Cred, spot: Walked, path: string): void {
  if (spot.place !== undefined) throw new SysError('EEXIST', path)
  demandWritable(spot.parent, path)
  const { node } = spot.parent
  if (node.kind === 'virtual') throw new SysError(refusal[node.fstype], path)
  demand(cred, metaOf(d.fs, node), WRITE | SEARCH, path)
  if (inodeOf(d.fs, node)?.nlink === 0) throw new SysError('ENOENT', path)
}

/** Links an inode under a free name. A directory made where a whiteout was hides what the lower directories hold there. */
export function enter(d: Draft, parent: Node, name: string, ref: Ref, now: number): void {
  const dir = writableDir(d, parent)
  const covered = clearWhiteout(d, dir, name, now)
  setEntry(d, dir, name, ref, now)
  if (covered && parent.kind === 'overlay' && inodeAt(d.fs, ref).kind === 'dir') setOpaque(d, ref)
}

type NewInode = Inode extends infer T ? (T extends Inode ? Omit<T, 'uid' | 'gid' | 'nlink' | 'mtime'> : never) : never

/** A new inode belongs to the caller, and to the directory's group where that is setgid. */
export function create(d: Draft, cred: Cred, spot: Walked, fresh: NewInode): Ref {
  const parent = metaOf(d.fs, spot.parent.node)
  const inherits = (parent.mode & 0o2000) !== 0
  const mode = inherits && fresh.kind === 'dir' ? fresh.mode | 0o2000 : fresh.mode
  const owner = {
    uid: cred.uid,
    gid: inherits ? parent.gid : cred.gid,
    mtime: cred.now,
    nlink: fresh.kind === 'dir' ? 2 : 1,
  }
  const ref = addInode(d, writableDir(d, spot.parent.node).dev, { ...fresh, ...owner, mode } as Inode)
  enter(d, spot.parent.node, spot.name, ref, cred.now)
  return ref
}

/** Walks to a name that is to be created; a trailing slash is only for directories. */
export function walkNew(d: Draft, cred: Cred, path: string, directory = false): Walked {
  const spot = walk(d.fs, cred, path, 'name')
  if (spot.slash && !directory && spot.place === undefined) throw new SysError('ENOENT', path)
  demandCreate(d, cred, spot, path)
  return spot
}

export interface There extends Walked {
  readonly place: Place
}

/** Walks to a name that is to go away; `name` is '' where the path ends in none. */
export function walkOld(d: Draft, cred: Cred, path: string): There {
  const spot = walk(d.fs, cred, path, 'name')
  if (spot.name !== '') demandWritable(spot.parent, path)
  if (spot.place === undefined) throw new SysError('ENOENT', path)
  return { ...spot, place: spot.place }
}

/** The caller may take this name away, and nothing is mounted on it. */
export function demandLeave(d: Draft, cred: Cred, { place, parent }: There, path: string): void {
  demandWritable(parent, path)
  const { node } = parent
  if (node.kind === 'virtual' && node.fstype !== 'cgroup2') throw new SysError('EPERM', path)
  demandRemoval(cred, metaOf(d.fs, node), metaOf(d.fs, place.node), path)
  if (isMountPoint(parent, place)) throw new SysError('EBUSY', path)
}

/** Takes a name out of its directory. `keepInode`: it goes on under another name. */
export function leave(d: Draft, cred: Cred, parent: Place, name: string, keepInode = false): void {
  const { node } = parent
  if (node.kind === 'overlay') return overlayRemove(d, node, name, cred.now, joinAbs(parent.abs, name), keepInode)
  const dir = writableDir(d, node)
  const ref = entryRef(d.fs, dir, name)
  if (ref === undefined) return
  deleteEntry(d, dir, name, cred.now)
  if (!keepInode) unlinkInode(d, ref)
}
