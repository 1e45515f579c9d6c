/**
 * Looking at files and changing what an inode says about itself: stat, access, chmod, chown, utimes, truncate.
 * @models linux fs/attr.c, fs/stat.c, fs/open.c
 * @fidelity part: mtime only, in whole seconds
 */
import { SysError } from '../../wire/errno'
import type { DirEntry, Stat } from '../../wire/sys'
import { writableRef } from './entry'
import { inodeAt, putInode, type Draft } from './inodes'
import { demand, demandWritable, isReadOnly, may, mayChangeOwner, owns, READ, SEARCH, WRITE } from './permission'
import { listNode, metaOf, statNode, type Place } from './place'
import { insideRoot, find } from './walk'
import type { Cred, FsState, Inode } from './types'

export const stat = (fs: FsState, cred: Cred, path: string): Stat => statNode(fs, cred, find(fs, cred, path).node)

export const lstat = (fs: FsState, cred: Cred, path: string): Stat =>
  statNode(fs, cred, find(fs, cred, path, false).node)

export function readdir(fs: FsState, cred: Cred, path: string): DirEntry[] {
  const { node } = find(fs, cred, path)
  const meta = metaOf(fs, node)
  if (meta.kind !== 'dir') throw new SysError('ENOTDIR', path)
  demand(cred, meta, READ, path)
  return listNode(fs, cred, node)
}

export const realpath = (fs: FsState, cred: Cred, path: string): string =>
  insideRoot(cred.root, find(fs, cred, path).abs)

export function chdirTo(fs: FsState, cred: Cred, path: string): string {
  const place = find(fs, cred, path)
  const meta = metaOf(fs, place.node)
  if (meta.kind !== 'dir') throw new SysError('ENOTDIR', path)
  demand(cred, meta, SEARCH, path)
  return insideRoot(cred.root, place.abs)
}

const wanted = { r: READ, w: WRITE, x: SEARCH } as const

export function access(fs: FsState, cred: Cred, path: string, mode: 'r' | 'w' | 'x'): boolean {
  let place: Place
  try {
    place = find(fs, cred, path)
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
  const meta = metaOf(fs, place.node)
  const writes = mode === 'w' && isReadOnly(place) && (meta.kind === 'file' || meta.kind === 'dir')
  const executes = mode === 'x' && meta.kind === 'file' && place.mount.flags.includes('noexec')
  return !writes && !executes && may(cred, meta, wanted[mode])
}

/** Changes an inode in place, copied up first where it must be. */
function change(fs: FsState, place: Place, path: string, edit: (inode: Inode) => Inode): FsState {
  demandWritable(place, path)
  if (place.node.kind === 'virtual') throw new SysError('EPERM', path)
  const d: Draft = { fs }
  const ref = writableRef(d, place.node, place.abs)
  putInode(d, ref, edit(inodeAt(d.fs, ref)))
  return d.fs
}

function demandOwner(fs: FsState, cred: Cred, place: Place, path: string): void {
  demandWritable(place, path)
  if (!owns(cred, metaOf(fs, place.node))) throw new SysError('EPERM', path)
}

export function chmod(fs: FsState, cred: Cred, path: string, mode: number): FsState {
  const place = find(fs, cred, path)
  demandOwner(fs, cred, place, path)
  return change(fs, place, path, (inode) => ({ ...inode, mode: mode & 0o7777 }))
}

export function chown(fs: FsState, cred: Cred, path: string, uid: number, gid: number, followSymlink = true): FsState {
  const place = find(fs, cred, path, followSymlink)
  const meta = metaOf(fs, place.node)
  const next = { uid: uid < 0 ? meta.uid : uid, gid: gid < 0 ? meta.gid : gid }
  demandWritable(place, path)
  if (!mayChangeOwner(cred, meta, next.uid, next.gid)) throw new SysError('EPERM', path)
  // A program that changes hands must not stay set-user-ID.
  return change(fs, place, path, (inode) => ({
    ...inode,
    ...next,
    mode: inode.kind === 'file' ? inode.mode & ~0o6000 : inode.mode,
  }))
}

export function utimes(fs: FsState, cred: Cred, path: string, mtime: number): FsState {
  const place = find(fs, cred, path)
  demandOwner(fs, cred, place, path)
  return change(fs, place, path, (inode) => ({ ...inode, mtime }))
}

export function truncate(fs: FsState, cred: Cred, path: string, size: number): FsState {
  const place = find(fs, cred, path)
  const meta = metaOf(fs, place.node)
  if (meta.kind === 'dir') throw new SysError('EISDIR', path)
  if (meta.kind !== 'file' || size < 0) throw new SysError('EINVAL', path)
  demand(cred, meta, WRITE, path)
  return change(fs, place, path, (inode) => resized(inode, size, cred.now))
}

/** Cut short, or grown by a hole. */
export const resized = (inode: Inode, size: number, now: number): Inode =>
  inode.kind === 'file' ? { ...inode, data: inode.data.slice(0, size), size, mtime: now } : inode
