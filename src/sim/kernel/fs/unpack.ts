/**
 * Unpacking a flat list of entries below a directory with inodes. Each directory is gathered and written once, so that
 * one of 400 entries costs 400 and not 400².
 * @models moby pkg/archive UnpackLayer, tar(1) -x
 * @fidelity part: a symlinked parent is followed inside the tree only
 */
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import { addInode, dirAt, dropSubtree, inodeAt, putInode, type Draft } from './inodes'
import type { Cred, DirInode, Inode, Ref } from './types'

export const splitPath = (path: string): readonly [parent: string, name: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

export function inodeFrom(entry: FileEntry, path: string): Inode {
  const { mode, uid, gid, mtime, data = '', link = '' } = entry
  const owner = { mode: mode & 0o7777, uid, gid, mtime, nlink: entry.type === 'dir' ? 2 : 1 }
  const base = entry.xattrs === undefined ? owner : { ...owner, xattrs: entry.xattrs }
  switch (entry.type) {
    case 'file':
      return { ...base, kind: 'file', data, size: Math.max(entry.size ?? 0, data.length) }
    case 'dir':
      return { ...base, kind: 'dir', entries: {} }
    case 'symlink':
      return { ...base, kind: 'symlink', target: link, mode: 0o777 }
    case 'char':
    case 'block':
      return { ...base, kind: entry.type, rdev: entry.dev ?? [0, 0] }
    case 'fifo':
      return { ...base, kind: 'fifo' }
    case 'hardlink':
      throw new SysError('EINVAL', path)
  }
}

/** A directory under way: its entries are gathered here and written when all is done. */
interface Gathering {
  readonly ref: Ref
  readonly entries: Record<string, number>
  inode: DirInode
}

/** One call's work. Lives no longer than the call. */
interface Unpacking {
  readonly d: Draft
  readonly root: Ref
  readonly now: number
  readonly path: string
  readonly dirs: Map<string, Gathering>
}

export function unpack(d: Draft, cred: Cred, root: Ref, entries: readonly FileEntry[], path: string): void {
  const u: Unpacking = { d, root, now: cred.now, path, dirs: new Map() }
  for (const entry of entries) place(u, entry)
  // A directory gets its own time last: filling it has touched it.
  for (const entry of entries) if (entry.type === 'dir') describe(u, entry)
  for (const { ref, inode, entries: names } of new Set(u.dirs.values())) putInode(d, ref, { ...inode, entries: names })
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
  const gathered = directory(u, entry.path)
  const { mode, uid, gid, mtime, xattrs } = inodeFrom(entry, u.path)
  gathered.inode = { ...gathered.inode, mode, uid, gid, mtime, ...(xattrs !== undefined && { xattrs }) }
}

const refIn = (u: Unpacking, holder: Gathering, name: string): Ref | undefined =>
  Object.hasOwn(holder.entries, name) ? { dev: u.root.dev, ino: holder.entries[name]! } : undefined

function there(u: Unpacking, holder: Gathering, name: string): Inode | undefined {
  const ref = refIn(u, holder, name)
  return ref === undefined ? undefined : inodeAt(u.d.fs, ref)
}

function gather(u: Unpacking, ref: Ref): Gathering {
  const inode = dirAt(u.d.fs, ref)
  return { ref, inode, entries: { ...inode.entries } }
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
  const inode = inodeAt(u.d.fs, ref)
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
  const ref = addInode(u.d, u.root.dev, inode)
  setIn(u, holder, name, ref.ino, inode.kind === 'dir')
  return ref
}

function setIn(u: Unpacking, holder: Gathering, name: string, ino: number, isDir: boolean): void {
  // Not by assignment: a file may be called __proto__.
  Object.defineProperty(holder.entries, name, { value: ino, enumerable: true, configurable: true, writable: true })
  holder.inode = { ...holder.inode, mtime: u.now, nlink: holder.inode.nlink + (isDir ? 1 : 0) }
}

function hardlink(u: Unpacking, holder: Gathering, name: string, entry: FileEntry): void {
  const [parent, target] = splitPath(entry.link ?? '')
  const ref = refIn(u, directory(u, parent), target)
  if (ref === undefined) throw new SysError('ENOENT', `${u.path}/${entry.link}`)
  if (refIn(u, holder, name)?.ino === ref.ino) return
  const inode = inodeAt(u.d.fs, ref)
  if (inode.kind === 'dir') throw new SysError('EPERM', `${u.path}/${entry.link}`)
  putInode(u.d, ref, { ...inode, nlink: inode.nlink + 1 })
  clear(u, holder, name, entry.path)
  setIn(u, holder, name, ref.ino, false)
}

/** Takes away what has the name already, with all below it. */
function clear(u: Unpacking, holder: Gathering, name: string, at: string): void {
  const old = refIn(u, holder, name)
  if (old === undefined) return
  const isDir = inodeAt(u.d.fs, old).kind === 'dir'
  if (isDir) settle(u, at)
  dropSubtree(u.d, old)
  delete holder.entries[name]
  if (isDir) holder.inode = { ...holder.inode, nlink: holder.inode.nlink - 1 }
}

/** What was gathered at and below a path is written out, so that removing the subtree frees it as well. */
function settle(u: Unpacking, at: string): void {
  for (const [key, below] of u.dirs) {
    if (key !== at && !key.startsWith(`${at}/`)) continue
    putInode(u.d, below.ref, { ...below.inode, entries: below.entries })
    u.dirs.delete(key)
  }
}
