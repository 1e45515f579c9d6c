/**
 * Unpacking a flat list of entries below a directory with inodes. Each directory is gathered and written once, so that
 * one of 400 entries costs 400 and not 400².
 * @models moby pkg/archive UnpackLayer, tar(1) -x
 * @fidelity part: a symlinked parent is followed inside the tree only
 */
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import { addInodes, dropSubtree, freeRoom, inodeAt, putInode, type Draft, type FreeRoom } from './inodes'
import type { Cred, DirInode, Inode, Ref } from './types'

export const splitPath = (path: string): readonly [parent: string, name: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

export function inodeFrom(entry: FileEntry, path: string): Inode {
  const inode = plainInode(entry, entry.mode & 0o7777, path)
  return entry.xattrs === undefined ? inode : { ...inode, xattrs: entry.xattrs }
}

/** Each kind is spelled out: to copy what they share would be half of the work of unpacking a layer of thousands. */
function plainInode(entry: FileEntry, mode: number, path: string): Inode {
  const { uid, gid, mtime, data = '', link = '' } = entry
  switch (entry.type) {
    case 'file':
      return { mode, uid, gid, mtime, nlink: 1, kind: 'file', data, size: Math.max(entry.size ?? 0, data.length) }
    case 'dir':
      return { mode, uid, gid, mtime, nlink: 2, kind: 'dir', entries: {} }
    case 'symlink':
      return { mode: 0o777, uid, gid, mtime, nlink: 1, kind: 'symlink', target: link }
    case 'char':
    case 'block':
      return { mode, uid, gid, mtime, nlink: 1, kind: entry.type, rdev: entry.dev ?? [0, 0] }
    case 'fifo':
      return { mode, uid, gid, mtime, nlink: 1, kind: 'fifo' }
    case 'hardlink':
      throw new SysError('EINVAL', path)
  }
}

/** A directory under way: its entries are gathered here and written when all is done. */
interface Gathering {
  readonly ref: Ref
  readonly entries: Record<string, number>
  readonly inode: DirInode
  /** What has become of these since. */
  mtime: number
  nlink: number
  own?: Pick<DirInode, 'mode' | 'uid' | 'gid' | 'mtime' | 'xattrs'>
}

/** One call's work. Lives no longer than the call. New inodes are numbered at once and put into the filesystem together. */
interface Unpacking {
  readonly d: Draft
  room: FreeRoom
  fresh: Inode[]
  readonly root: Ref
  readonly now: number
  readonly path: string
  readonly dirs: Map<string, Gathering>
}

export function unpack(d: Draft, cred: Cred, root: Ref, entries: readonly FileEntry[], path: string): void {
  const u: Unpacking = { d, room: freeRoom(d.fs, root.dev), fresh: [], root, now: cred.now, path, dirs: new Map() }
  for (const entry of entries) place(u, entry)
  // A directory gets its own time last: filling it has touched it.
  for (const entry of entries) if (entry.type === 'dir') describe(u, entry)
  for (const gathered of new Set(u.dirs.values())) write(u, gathered.ref, whole(gathered))
  land(u)
}

const whole = ({ inode, own, mtime, nlink, entries }: Gathering): DirInode => ({
  ...inode,
  mtime,
  nlink,
  ...own,
  entries,
})

/** What is numbered but not in the filesystem yet gets there. */
function land(u: Unpacking): void {
  if (u.fresh.length === 0) return
  addInodes(u.d, u.root.dev, u.fresh)
  u.fresh = []
  u.room = freeRoom(u.d.fs, u.root.dev)
}

const read = (u: Unpacking, ref: Ref): Inode => u.fresh[ref.ino - u.room.next] ?? inodeAt(u.d.fs, ref)

function write(u: Unpacking, ref: Ref, inode: Inode): void {
  if (u.fresh[ref.ino - u.room.next] === undefined) putInode(u.d, ref, inode)
  else u.fresh[ref.ino - u.room.next] = inode
}

function place(u: Unpacking, entry: FileEntry): void {
  if (entry.path === '') return
  const [parent, name] = splitPath(entry.path)
  const holder = directory(u, parent)
  if (entry.type === 'dir') {
    if (there(u, holder, name)?.kind !== 'dir') clear(u, holder, name, entry.path)
    directory(u, entry.path)
  } else if (entry.type === 'hardlink') {
    hardlink(u, holder, name, entry)
  } else {
    clear(u, holder, name, entry.path)
    put(u, holder, name, inodeFrom(entry, u.path))
  }
}

function describe(u: Unpacking, entry: FileEntry): void {
  const { uid, gid, mtime, xattrs } = entry
  const own = { mode: entry.mode & 0o7777, uid, gid, mtime }
  directory(u, entry.path).own = xattrs === undefined ? own : { ...own, xattrs }
}

const refIn = (u: Unpacking, holder: Gathering, name: string): Ref | undefined =>
  Object.hasOwn(holder.entries, name) ? { dev: u.root.dev, ino: holder.entries[name]! } : undefined

function there(u: Unpacking, holder: Gathering, name: string): Inode | undefined {
  const ref = refIn(u, holder, name)
  return ref === undefined ? undefined : read(u, ref)
}

function gather(u: Unpacking, ref: Ref): Gathering {
  const inode = read(u, ref)
  if (inode.kind !== 'dir') throw new SysError('ENOTDIR')
  return { ref, inode, entries: { ...inode.entries }, mtime: inode.mtime, nlink: inode.nlink }
}

/** The directory at a path of the tree, made if it is missing. */
function directory(u: Unpacking, at: string): Gathering {
  const known = u.dirs.get(at)
  if (known !== undefined) return known
  const made = at === '' ? gather(u, u.root) : openDirectory(u, at)
  u.dirs.set(at, made)
  return made
}

function openDirectory(u: Unpacking, at: string): Gathering {
  const [parent, name] = splitPath(at)
  const holder = directory(u, parent)
  const ref = refIn(u, holder, name)
  if (ref === undefined) {
    return gather(
      u,
      put(u, holder, name, { kind: 'dir', mode: 0o755, uid: 0, gid: 0, nlink: 2, mtime: u.now, entries: {} }),
    )
  }
  const inode = read(u, ref)
  if (inode.kind === 'symlink') return directory(u, within(parent, inode.target))
  if (inode.kind !== 'dir') throw new SysError('ENOTDIR', `${u.path}/${at}`)
  return gather(u, ref)
}

/** A symlink's target inside the tree, taken as if the tree were the root. */
function within(parent: string, target: string): string {
  const out: string[] = target.startsWith('/') ? [] : parent.split('/').filter((part) => part !== '')
  for (const part of target.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return out.join('/')
}

function put(u: Unpacking, holder: Gathering, name: string, inode: Inode): Ref {
  u.room.take(inode)
  const ref = { dev: u.root.dev, ino: u.room.next + u.fresh.length }
  u.fresh.push(inode)
  setIn(u, holder, name, ref.ino, inode.kind === 'dir')
  return ref
}

function setIn(u: Unpacking, holder: Gathering, name: string, ino: number, isDir: boolean): void {
  // A file may be called __proto__: that name cannot be assigned to.
  if (name !== '__proto__') holder.entries[name] = ino
  else Object.defineProperty(holder.entries, name, { value: ino, enumerable: true, configurable: true, writable: true })
  holder.mtime = u.now
  if (isDir) holder.nlink++
}

function hardlink(u: Unpacking, holder: Gathering, name: string, entry: FileEntry): void {
  const [parent, target] = splitPath(entry.link ?? '')
  const ref = refIn(u, directory(u, parent), target)
  if (ref === undefined) throw new SysError('ENOENT', `${u.path}/${entry.link}`)
  if (refIn(u, holder, name)?.ino === ref.ino) return
  const inode = read(u, ref)
  if (inode.kind === 'dir') throw new SysError('EPERM', `${u.path}/${entry.link}`)
  write(u, ref, { ...inode, nlink: inode.nlink + 1 })
  clear(u, holder, name, entry.path)
  setIn(u, holder, name, ref.ino, false)
}

/** Takes away what has the name already, with all below it. */
function clear(u: Unpacking, holder: Gathering, name: string, at: string): void {
  const old = refIn(u, holder, name)
  if (old === undefined) return
  const isDir = read(u, old).kind === 'dir'
  if (isDir) settle(u, at)
  land(u)
  dropSubtree(u.d, old)
  delete holder.entries[name]
  u.room = freeRoom(u.d.fs, u.root.dev)
  if (isDir) holder.nlink--
}

/** What was gathered at and below a path is written out, so that removing the subtree frees it as well. */
function settle(u: Unpacking, at: string): void {
  for (const [key, below] of u.dirs) {
    if (key !== at && !key.startsWith(`${at}/`)) continue
    write(u, below.ref, whole(below))
    u.dirs.delete(key)
  }
}
