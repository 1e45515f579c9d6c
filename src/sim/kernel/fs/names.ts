/**
 * Calls that make, remove and move names: mkdir, rmdir, unlink, rename, symlink, link, mknod and the like.
 * @models linux fs/namei.c
 * @fidelity part: no RENAME_EXCHANGE; fs.protected_hardlinks is on, the other fs.protected_* are off
 */
import { SysError } from '../../wire/errno'
import { create, demandCreate, demandLeave, enter, leave, walkNew, walkOld, writableRef, type There } from './entry'
import { inodeAt, putInode, type Draft } from './inodes'
import { setOpaque } from './overlay'
import { capable, demand, demandWritable, may, owns, READ, SEARCH, WRITE } from './permission'
import { inodeOf, listNode, metaOf, shownRef, type Meta, type Place } from './place'
import type { Cred, FsState, Ref } from './types'
import { find, walk, type Walked } from './walk'

const masked = (cred: Cred, mode: number): number => mode & 0o7777 & ~cred.umask

export function mkdir(fs: FsState, cred: Cred, path: string, mode = 0o777): FsState {
  const spot = walk(fs, cred, path, 'name')
  if (spot.place === undefined && spot.parent.node.kind === 'virtual' && spot.parent.node.fstype === 'cgroup2') {
    demandWritable(spot.parent, path)
    demand(cred, metaOf(fs, spot.parent.node), WRITE | SEARCH, path)
    const at = spot.parent.node
    cred.virtual?.mkdir?.(at.fstype, at.path === '' ? spot.name : `${at.path}/${spot.name}`, cred, at.tag)
    return fs
  }
  const d: Draft = { fs }
  demandCreate(d, cred, spot, path)
  create(d, cred, spot, { kind: 'dir', mode: masked(cred, mode) & 0o1777, entries: {} })
  return d.fs
}

/** mkdir -p. What is there already is left as it is; a file in the way is ENOTDIR, at the end EEXIST. */
export function mkdirAll(fs: FsState, cred: Cred, path: string, mode = 0o777): FsState {
  const parts = path.split('/')
  const above = (i: number): string => parts.slice(0, i).join('/') || '/'
  // Most of it is there as a rule: the first that is, from the end, is where to begin.
  let i = parts.length
  let place = placeAt(fs, cred, above(i))
  while (place === undefined && i > 1) place = placeAt(fs, cred, above(--i))
  let next = fs
  for (; ; place = walk(next, cred, above(i), 'follow').place) {
    if (place === undefined) next = mkdir(next, cred, above(i), mode)
    else if (metaOf(next, place.node).kind !== 'dir')
      throw new SysError(i === parts.length ? 'EEXIST' : 'ENOTDIR', path)
    do i++
    while (parts[i - 1] === '')
    if (i > parts.length) break
  }
  return next
}

function placeAt(fs: FsState, cred: Cred, path: string): Place | undefined {
  try {
    return walk(fs, cred, path, 'follow').place
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

export function rmdir(fs: FsState, cred: Cred, path: string): FsState {
  const d: Draft = { fs }
  const spot = walkOld(d, cred, path)
  const { place, parent, name } = spot
  if (name === '')
    throw new SysError(/(^|\/)\.\/*$/.test(path) ? 'EINVAL' : /\.\.\/*$/.test(path) ? 'ENOTEMPTY' : 'EBUSY', path)
  demandLeave(d, cred, spot, path)
  if (metaOf(fs, place.node).kind !== 'dir') throw new SysError('ENOTDIR', path)
  if (place.node.kind === 'virtual') {
    cred.virtual?.rmdir?.(place.node.fstype, place.node.path, cred, place.node.tag)
    return fs
  }
  if (listNode(fs, cred, place.node).length > 0) throw new SysError('ENOTEMPTY', path)
  leave(d, cred, parent, name)
  return d.fs
}

export function unlink(fs: FsState, cred: Cred, path: string): FsState {
  const d: Draft = { fs }
  const spot = walkOld(d, cred, path)
  const directory = metaOf(fs, spot.place.node).kind === 'dir'
  if (spot.name === '') throw new SysError('EISDIR', path)
  if (spot.slash) throw new SysError(directory ? 'EISDIR' : 'ENOTDIR', path)
  demandLeave(d, cred, spot, path)
  if (directory) throw new SysError('EISDIR', path)
  if (spot.place.node.kind === 'virtual') throw new SysError('EPERM', path)
  leave(d, cred, spot.parent, spot.name)
  return d.fs
}

export function symlink(fs: FsState, cred: Cred, target: string, path: string): FsState {
  if (target === '') throw new SysError('ENOENT', path)
  const d: Draft = { fs }
  create(d, cred, walkNew(d, cred, path), { kind: 'symlink', mode: 0o777, target })
  return d.fs
}

export function mkfifo(fs: FsState, cred: Cred, path: string, mode = 0o666): FsState {
  const d: Draft = { fs }
  create(d, cred, walkNew(d, cred, path), { kind: 'fifo', mode: masked(cred, mode) })
  return d.fs
}

/** bind(2) of a unix socket: a name that is taken is EADDRINUSE. */
export function mksocket(fs: FsState, cred: Cred, path: string, mode = 0o777): FsState {
  const d: Draft = { fs }
  if (walk(fs, cred, path, 'name').place !== undefined) throw new SysError('EADDRINUSE', path)
  create(d, cred, walkNew(d, cred, path), { kind: 'socket', mode: masked(cred, mode) })
  return d.fs
}

export function mknod(
  fs: FsState,
  cred: Cred,
  path: string,
  kind: 'char' | 'block',
  dev: readonly [number, number],
  mode = 0o666,
): FsState {
  if (!capable(cred, 'CAP_MKNOD')) throw new SysError('EPERM', path)
  const d: Draft = { fs }
  create(d, cred, walkNew(d, cred, path), { kind, mode: masked(cred, mode), rdev: dev })
  return d.fs
}

export function link(fs: FsState, cred: Cred, from: string, to: string): FsState {
  const d: Draft = { fs }
  const source = find(fs, cred, from, false)
  const spot = walkNew(d, cred, to)
  if (source.mount.id !== spot.parent.mount.id) throw new SysError('EXDEV', to)
  if (metaOf(fs, source.node).kind === 'dir' || source.node.kind === 'virtual') throw new SysError('EPERM', from)
  demandLinkable(cred, metaOf(fs, source.node), from)
  const ref = writableRef(d, source.node, source.abs)
  const inode = inodeAt(d.fs, ref)
  putInode(d, ref, { ...inode, nlink: inode.nlink + 1 })
  enter(d, spot.parent.node, spot.name, ref, cred.now)
  return d.fs
}

/** fs.protected_hardlinks=1: what is not yours you may only link if you could have written it. */
function demandLinkable(cred: Cred, meta: Meta, path: string): void {
  const special = meta.kind !== 'file' || (meta.mode & 0o4000) !== 0 || (meta.mode & 0o2010) === 0o2010
  if (!owns(cred, meta) && (special || !may(cred, meta, READ | WRITE))) throw new SysError('EPERM', path)
}

export function rename(fs: FsState, cred: Cred, from: string, to: string): FsState {
  const d: Draft = { fs }
  const old = walk(fs, cred, from, 'name')
  const spot = walk(fs, cred, to, 'name')
  if (old.parent.mount.id !== spot.parent.mount.id) throw new SysError('EXDEV', to)
  if (old.name === '' || spot.name === '') throw new SysError('EBUSY', from)
  if (old.place === undefined) throw new SysError('ENOENT', from)
  const source: There = { ...old, place: old.place }
  const directory = metaOf(fs, old.place.node).kind === 'dir'
  if (!directory && (old.slash || spot.slash)) throw new SysError('ENOTDIR', old.slash ? from : to)
  if (directory && isBelow(spot.parent.abs, old.place.abs)) throw new SysError('EINVAL', to)
  if (spot.place !== undefined && isBelow(old.parent.abs, spot.place.abs)) throw new SysError('ENOTEMPTY', to)
  if (spot.place !== undefined && sameFile(fs, old.place, spot.place)) return fs
  demandLeave(d, cred, source, from)
  if (spot.place === undefined) demandCreate(d, cred, spot, to)
  else replaceTarget(d, cred, directory, { ...spot, place: spot.place }, to)
  move(d, cred, source, spot, directory, from)
  return d.fs
}

const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`)

const sameFile = (fs: FsState, a: Place, b: Place): boolean => {
  const [x, y] = [shownRef(fs, a.node), shownRef(fs, b.node)]
  return x.dev === y.dev && x.ino === y.ino
}

/** What has the new name already makes way, if it is of the same sort and empty. */
function replaceTarget(d: Draft, cred: Cred, directory: boolean, target: There, path: string): void {
  const { place, parent, name } = target
  demandLeave(d, cred, target, path)
  const isDir = metaOf(d.fs, place.node).kind === 'dir'
  if (isDir && !directory) throw new SysError('EISDIR', path)
  if (!isDir && directory) throw new SysError('ENOTDIR', path)
  if (isDir && listNode(d.fs, cred, place.node).length > 0) throw new SysError('ENOTEMPTY', path)
  const { notes } = d.fs
  leave(d, cred, parent, name)
  // The whiteout that this may have left is replaced before anyone could see it.
  d.fs = { ...d.fs, notes }
}

function move(d: Draft, cred: Cred, old: There, spot: Walked, directory: boolean, path: string): void {
  const ref = movable(d, old, directory, path)
  leave(d, cred, old.parent, old.name, true)
  // The parents may have been copied up since they were walked: look again.
  const parent =
    spot.parent.node.kind === 'overlay'
      ? find(d.fs, { ...cred, root: '/', cwd: '/' }, spot.parent.abs).node
      : spot.parent.node
  enter(d, parent, spot.name, ref, cred.now)
  if (directory && parent.kind === 'overlay' && parent.lowers.length > 0) setOpaque(d, ref)
}

/** overlayfs without redirect_dir cannot move a directory that a lower layer has a part in: the caller copies instead (EXDEV). */
function movable(d: Draft, old: There, directory: boolean, path: string): Ref {
  const { node } = old.place
  if (directory && node.kind === 'overlay' && (node.upper === undefined || node.lowers.length > 0))
    throw new SysError('EXDEV', path)
  return writableRef(d, node, old.place.abs)
}

export const readlinkOf = (fs: FsState, cred: Cred, path: string): string => {
  const { node } = find(fs, cred, path, false)
  if (node.kind === 'virtual') {
    if (node.refused !== undefined) throw new SysError(node.refused.errno, path)
    if (node.target === undefined) throw new SysError('EINVAL', path)
    return node.target
  }
  const inode = inodeOf(fs, node)
  if (inode?.kind !== 'symlink') throw new SysError('EINVAL', path)
  return inode.target
}
