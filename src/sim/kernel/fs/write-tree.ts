/**
 * Many files at once: a layer being unpacked, `docker cp`, a file that runc prepares.
 * @models linux openat, mkdirat, symlinkat … ×N; moby pkg/archive unpacking
 * @fidelity part: owner, mode and time are set as the entries say, whatever the caller's umask
 */
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import { chmod, chown, utimes } from './attributes'
import { enter, writableDir } from './entry'
import { addInode, inodeAt, putInode, type Draft } from './inodes'
import { mkdirAll } from './names'
import { overlayRemove, type OverlayNode } from './overlay'
import { demand, demandWritable, SEARCH, WRITE } from './permission'
import { childNode, inodeOf, metaOf, type Node, type Place } from './place'
import type { Cred, FsState, Inode } from './types'
import { inodeFrom, splitPath, unpack } from './unpack'
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
  else unpack(d, cred, place.node.ref, entries, path)
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

/** Through an overlay: one at a time, with copy-ups and whiteouts as they come. */
function writeMerged(d: Draft, cred: Cred, place: Place, entries: readonly FileEntry[], path: string): void {
  for (const entry of entries) if (entry.path !== '') writeOne(d, cred, place, entry, path)
  for (const entry of entries)
    if (entry.type === 'dir') setMeta(d, nodeBelow(d, cred, place.node, entry.path), entry, path)
}

function nodeBelow(d: Draft, cred: Cred, top: Node, at: string): Node {
  let node: Node | undefined = top.kind === 'overlay' ? refreshed(d, top) : top
  for (const name of at.split('/')) if (name !== '') node = node && childNode(d.fs, cred, node, name)
  if (node === undefined) throw new SysError('ENOENT', at)
  return node
}

const refreshed = (d: Draft, node: OverlayNode): Node => ({ ...node, upper: writableDir(d, node) })

function setMeta(d: Draft, node: Node, entry: FileEntry, path: string): void {
  const ref = writableDir(d, node)
  const { mode, uid, gid, mtime } = inodeFrom(entry, path)
  putInode(d, ref, { ...inodeAt(d.fs, ref), mode, uid, gid, mtime })
}

function writeOne(d: Draft, cred: Cred, place: Place, entry: FileEntry, path: string): void {
  const [parentPath, name] = splitPath(entry.path)
  makeParents(d, cred, place, parentPath, path)
  const parent = nodeBelow(d, cred, place.node, parentPath)
  const there = childNode(d.fs, cred, parent, name)
  const same = there !== undefined && inodeOf(d.fs, there)?.kind === 'dir' && entry.type === 'dir'
  if (same || parent.kind !== 'overlay') return
  const source =
    entry.type === 'hardlink' ? writableDir(d, nodeBelow(d, cred, place.node, entry.link ?? '')) : undefined
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
    const [above, name] = splitPath(at)
    const node = nodeBelow(d, cred, place.node, above)
    if (childNode(d.fs, cred, node, name) !== undefined) continue
    writeOne(d, cred, place, { path: at, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: cred.now }, path)
  }
}
