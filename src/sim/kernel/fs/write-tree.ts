/**
 * Many files at once, as unpacking a layer makes them. Directories are gathered and written once, so that a directory
 * of 400 entries costs 400 and not 400².
 * @models linux openat, mkdirat, symlinkat … ×N; moby pkg/archive unpacking
 * @fidelity part: owner, mode and time are set as the entries say, whatever the caller's umask
 */
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import { chmod, chown, utimes } from './attributes'
import { enter, writableDir } from './entry'
import { addInode, dirAt, dropSubtree, inodeAt, putInode, type Draft } from './inodes'
import { mkdirAll } from './names'
import { overlayRemove } from './overlay'
import { demand, demandWritable, SEARCH, WRITE } from './permission'
import { childNode, inodeOf, metaOf, type Node, type Place } from './place'
import type { Cred, DirInode, FsState, Inode, Ref } from './types'
import { find, joinAbs } from './walk'
import { writeFile } from './open'

export function writeTree(fs: FsState, cred: Cred, path: string, entries: readonly FileEntry[]): FsState {
  const single = entries.length === 1 && entries[0]!.path === '' && entries[0]!.type === 'file' ? entries[0] : undefined
  if (single !== undefined) return writeSingle(fs, cred, path, single)
  const d: Draft = { fs: mkdirAll(fs, { ...cred, umask: 0 }, path, 0o755) }
  const place = find(d.fs, cred, path)
  if (place.node.kind === 'virtual') throw new SysError('EPERM', path)
  demandWritable(place, path)
  demand(cred, metaOf(d.fs, place.node), WRITE | SEARCH, path)
  if (place.node.kind === 'overlay') writeMerged(d, cred, place, entries, path)
  else writePlain(d, cred, place.node.ref, entries, path)
  return d.fs
}

function writeSingle(fs: FsState, cred: Cred, path: string, entry: FileEntry): FsState {
  const parent = path.replace(/\/*[^/]*\/*$/, '')
  const made = parent === '' ? fs : mkdirAll(fs, { ...cred, umask: 0 }, parent, 0o755)
  const d: Draft = { fs: writeFile(made, cred, path, '', entry.mode) }
  const { node } = find(d.fs, cred, path)
  if (node.kind !== 'virtual' && entry.size !== undefined) {
    const ref = writableDir(d, node)
    const { data = '', size } = entry
    putInode(d, ref, { ...inodeAt(d.fs, ref), kind: 'file', data, size } as Inode)
  } else d.fs = writeFile(d.fs, cred, path, entry.data ?? '')
  return utimes(chmod(chown(d.fs, cred, path, entry.uid, entry.gid), cred, path, entry.mode), cred, path, entry.mtime)
}

function inodeFrom(entry: FileEntry, path: string): Inode {
  const { mode, uid, gid, mtime, data = '', link = '' } = entry
  const base = { mode: mode & 0o7777, uid, gid, mtime, nlink: entry.type === 'dir' ? 2 : 1, ...(entry.xattrs && { xattrs: entry.xattrs }) }
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

const split = (path: string): readonly [parent: string, name: string] => {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
}

/** A directory under way: its entries are gathered here and written when all is done. */
interface Gathering {
  readonly ref: Ref
  readonly entries: Record<string, number>
  inode: DirInode
}

function writePlain(d: Draft, cred: Cred, root: Ref, entries: readonly FileEntry[], path: string): void {
  const byPath = new Map<string, Gathering>()
  const gather = (ref: Ref): Gathering => {
    const inode = dirAt(d.fs, ref)
    return { ref, inode, entries: { ...inode.entries } }
  }
  const dirAtPath = (at: string): Gathering => {
    const known = byPath.get(at)
    if (known !== undefined) return known
    const made = at === '' ? gather(root) : openDir(at)
    byPath.set(at, made)
    return made
  }
  const openDir = (at: string): Gathering => {
    const [parent, name] = split(at)
    const holder = dirAtPath(parent)
    const there = Object.hasOwn(holder.entries, name) ? { dev: root.dev, ino: holder.entries[name]! } : undefined
    if (there === undefined) return gather(put(holder, name, emptyDir(cred)))
    const inode = inodeAt(d.fs, there)
    if (inode.kind === 'symlink') return dirAtPath(within(parent, inode.target))
    if (inode.kind !== 'dir') throw new SysError('ENOTDIR', `${path}/${at}`)
    return gather(there)
  }
  const put = (holder: Gathering, name: string, inode: Inode): Ref => {
    const ref = addInode(d, root.dev, inode)
    setIn(holder, name, ref.ino, inode.kind === 'dir')
    return ref
  }
  const setIn = (holder: Gathering, name: string, ino: number, directory: boolean): void => {
    Object.defineProperty(holder.entries, name, { value: ino, enumerable: true, configurable: true, writable: true })
    holder.inode = { ...holder.inode, mtime: cred.now, nlink: holder.inode.nlink + (directory ? 1 : 0) }
  }
  const clear = (holder: Gathering, name: string, at: string): void => {
    if (!Object.hasOwn(holder.entries, name)) return
    const old = { dev: root.dev, ino: holder.entries[name]! }
    const directory = inodeAt(d.fs, old).kind === 'dir'
    // Something that was gathered below goes with it: write it out first, so that it is freed as well.
    for (const [key, below] of [...byPath]) {
      if (key !== at && !key.startsWith(`${at}/`)) continue
      putInode(d, below.ref, { ...below.inode, entries: below.entries })
      byPath.delete(key)
    }
    dropSubtree(d, old)
    delete holder.entries[name]
    if (directory) holder.inode = { ...holder.inode, nlink: holder.inode.nlink - 1 }
  }
  const times: (readonly [string, FileEntry])[] = []
  for (const entry of entries) {
    if (entry.path === '') {
      if (entry.type === 'dir') times.push(['', entry])
      continue
    }
    const [parent, name] = split(entry.path)
    const holder = dirAtPath(parent)
    if (entry.type === 'dir') {
      const there = Object.hasOwn(holder.entries, name) ? inodeAt(d.fs, { dev: root.dev, ino: holder.entries[name]! }) : undefined
      if (there !== undefined && there.kind !== 'dir') clear(holder, name, entry.path)
      dirAtPath(entry.path)
      times.push([entry.path, entry])
      continue
    }
    if (entry.type === 'hardlink') {
      const [linkParent, linkName] = split(entry.link ?? '')
      const from = dirAtPath(linkParent)
      if (!Object.hasOwn(from.entries, linkName)) throw new SysError('ENOENT', `${path}/${entry.link}`)
      const ref = { dev: root.dev, ino: from.entries[linkName]! }
      if (holder.entries[name] === ref.ino) continue
      const target = inodeAt(d.fs, ref)
      putInode(d, ref, { ...target, nlink: target.nlink + 1 })
      clear(holder, name, entry.path)
      setIn(holder, name, ref.ino, false)
      continue
    }
    clear(holder, name, entry.path)
    put(holder, name, inodeFrom(entry, path))
  }
  for (const [at, entry] of times) {
    const gathered = byPath.get(at) ?? dirAtPath(at)
    const { mode, uid, gid, mtime, xattrs } = inodeFrom(entry, path)
    gathered.inode = { ...gathered.inode, mode, uid, gid, mtime, ...(xattrs && { xattrs }) }
  }
  for (const { ref, inode, entries: gathered } of new Set(byPath.values())) putInode(d, ref, { ...inode, entries: gathered })
}

const emptyDir = (cred: Cred): DirInode => ({ kind: 'dir', mode: 0o755, uid: 0, gid: 0, nlink: 2, mtime: cred.now, entries: {} })

/** A symlink inside the tree, taken as if the tree were the root. */
function within(parent: string, target: string): string {
  const out: string[] = target.startsWith('/') ? [] : parent.split('/').filter((part) => part !== '')
  for (const part of target.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return out.join('/')
}

/** Through an overlay: one at a time, with copy-ups and whiteouts as they come. */
function writeMerged(d: Draft, cred: Cred, place: Place, entries: readonly FileEntry[], path: string): void {
  for (const entry of entries) if (entry.path !== '') writeOne(d, cred, place, entry, path)
  for (const entry of entries) if (entry.type === 'dir') setMeta(d, nodeBelow(d, cred, place.node, entry.path), entry, path)
}

function nodeBelow(d: Draft, cred: Cred, top: Node, at: string): Node {
  let node: Node | undefined = top.kind === 'overlay' ? refreshed(d, cred, top) : top
  for (const name of at.split('/')) if (name !== '') node = node && childNode(d.fs, cred, node, name)
  if (node === undefined) throw new SysError('ENOENT', at)
  return node
}

const refreshed = (d: Draft, _cred: Cred, node: Node & { kind: 'overlay' }): Node => ({ ...node, upper: writableDir(d, node) })

function setMeta(d: Draft, node: Node, entry: FileEntry, path: string): void {
  const ref = writableDir(d, node)
  const { mode, uid, gid, mtime } = inodeFrom(entry, path)
  putInode(d, ref, { ...inodeAt(d.fs, ref), mode, uid, gid, mtime })
}

function writeOne(d: Draft, cred: Cred, place: Place, entry: FileEntry, path: string): void {
  const [parentPath, name] = split(entry.path)
  makeParents(d, cred, place, parentPath, path)
  const parent = nodeBelow(d, cred, place.node, parentPath)
  const there = childNode(d.fs, cred, parent, name)
  const same = there !== undefined && inodeOf(d.fs, there)?.kind === 'dir' && entry.type === 'dir'
  if (same || parent.kind !== 'overlay') return
  const source = entry.type === 'hardlink' ? writableDir(d, nodeBelow(d, cred, place.node, entry.link ?? '')) : undefined
  if (there !== undefined) overlayRemove(d, parent, name, cred.now, joinAbs(place.abs, entry.path))
  if (source !== undefined) {
    const inode = inodeAt(d.fs, source)
    putInode(d, source, { ...inode, nlink: inode.nlink + 1 })
  }
  const dir = writableDir(d, parent)
  enter(d, parent, name, source ?? addInode(d, dir.dev, inodeFrom(entry, path)), cred.now)
}

function makeParents(d: Draft, cred: Cred, place: Place, parentPath: string, path: string): void {
  const names = parentPath.split('/').filter((name) => name !== '')
  for (let i = 1; i <= names.length; i++) {
    const at = names.slice(0, i).join('/')
    const [above, name] = split(at)
    const node = nodeBelow(d, cred, place.node, above)
    if (childNode(d.fs, cred, node, name) !== undefined) continue
    writeOne(d, cred, place, { path: at, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: cred.now }, path)
  }
}

