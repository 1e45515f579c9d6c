/**
 * overlayfs: one directory tree seen through several. Reading merges upper and lowers; the first change of a lower file
 * copies it up; removing a lower file leaves a whiteout in the upper directory. Lower directories are never written.
 * @models linux fs/overlayfs, Documentation/filesystems/overlayfs.rst
 * @fidelity part: index, metacopy, redirect_dir and xino are off, as Docker leaves them; a lower may not be an overlay itself
 */
import { SysError } from '../../wire/errno'
import {
  addInode,
  deleteEntry,
  dirAt,
  dropSubtree,
  entryRef,
  findInode,
  inodeAt,
  putInode,
  setEntry,
  superOf,
  unlinkInode,
  type Draft,
} from './inodes'
import type { DirInode, FsState, Inode, OverlaySuper, Ref } from './types'

export interface OverlayNode {
  readonly kind: 'overlay'
  readonly dev: number
  /** Names from the top of the overlay. */
  readonly path: readonly string[]
  readonly upper?: Ref
  /** Topmost first. A file has exactly one of upper and a single lower. */
  readonly lowers: readonly Ref[]
}

export const OPAQUE = 'trusted.overlay.opaque'

export const isWhiteout = (inode: Inode): boolean => inode.kind === 'char' && inode.rdev[0] === 0 && inode.rdev[1] === 0

const isOpaque = (inode: Inode): boolean => inode.xattrs?.[OPAQUE] === 'y'

/** The real inode that shows: the upper one, or the topmost lower one. */
export const realRef = (node: OverlayNode): Ref => node.upper ?? node.lowers[0]!

function overlayRoot(fs: FsState, dev: number): OverlayNode {
  const at = superOf(fs, dev) as OverlaySuper
  const { lowers, upper } = at
  return upper === undefined
    ? { kind: 'overlay', dev, path: [], lowers }
    : { kind: 'overlay', dev, path: [], lowers, upper }
}

export function overlayNode(fs: FsState, dev: number, path: readonly string[]): OverlayNode {
  let node = overlayRoot(fs, dev)
  for (const name of path) {
    const child = overlayChild(fs, node, name)
    if (child === undefined) throw new SysError('ENOENT')
    node = child
  }
  return node
}

/** What the lower directories of a directory hold under a name: nothing, one file, or the directories to merge. */
export function lowerEntries(fs: FsState, node: OverlayNode, name: string): readonly Ref[] {
  const found: Ref[] = []
  for (const dir of node.lowers) {
    const ref = entryRef(fs, dir, name)
    const inode = ref === undefined ? undefined : findInode(fs, ref)
    if (ref === undefined || inode === undefined) continue
    if (isWhiteout(inode)) break
    if (inode.kind !== 'dir') return found.length === 0 ? [ref] : found
    found.push(ref)
    if (isOpaque(inode)) break
  }
  return found
}

export function overlayChild(fs: FsState, node: OverlayNode, name: string): OverlayNode | undefined {
  const { dev } = node
  const upper = node.upper === undefined ? undefined : entryRef(fs, node.upper, name)
  const lowers = lowerEntries(fs, node, name)
  if (upper === undefined && lowers.length === 0) return undefined
  const path = [...node.path, name]
  if (upper === undefined) return { kind: 'overlay', dev, path, lowers }
  const inode = inodeAt(fs, upper)
  if (isWhiteout(inode)) return undefined
  const merges =
    inode.kind === 'dir' && !isOpaque(inode) && lowers[0] !== undefined && inodeAt(fs, lowers[0]).kind === 'dir'
  return { kind: 'overlay', dev, path, upper, lowers: merges ? lowers : [] }
}

/** Every name in any of the directories, whiteouts included: look each up with {@link overlayChild}. */
export function overlayNames(fs: FsState, node: OverlayNode): string[] {
  const dirs = node.upper === undefined ? node.lowers : [node.upper, ...node.lowers]
  return [...new Set(dirs.flatMap((dir) => Object.keys(dirAt(fs, dir).entries)))]
}

/** The node's inode in the upper filesystem, copied up first if it is not there: metadata and all content, parents before. */
export function copyUp(d: Draft, node: OverlayNode, noteAs?: string): Ref {
  if (node.upper !== undefined) return node.upper
  // The node may have been found before something else of the same call copied it up.
  const now = overlayNode(d.fs, node.dev, node.path)
  if (now.upper !== undefined) return now.upper
  const name = node.path.at(-1)
  if (name === undefined) throw new SysError('EROFS')
  const parent = copyUp(d, overlayNode(d.fs, node.dev, node.path.slice(0, -1)))
  const lower = realRef(node)
  const { mtime } = dirAt(d.fs, parent)
  const copy = addInode(d, parent.dev, copiedInode(inodeAt(d.fs, lower), lower))
  setEntry(d, parent, name, copy, mtime)
  if (noteAs !== undefined) d.fs = { ...d.fs, notes: [...d.fs.notes, { what: 'copy_up', path: noteAs }] }
  return copy
}

function copiedInode(inode: Inode, origin: Ref): Inode {
  const { xattrs, ...rest } = inode
  const kept = Object.fromEntries(Object.entries(xattrs ?? {}).filter(([name]) => !name.startsWith('trusted.overlay.')))
  const copy = Object.keys(kept).length === 0 ? rest : { ...rest, xattrs: kept }
  return inode.kind === 'dir'
    ? { ...(copy as DirInode), entries: {}, nlink: 2, origin: inode.origin ?? origin }
    : { ...(copy as Inode), nlink: 1, origin: inode.origin ?? origin }
}

/** Takes a name out of a merged directory: out of the upper one, and where a lower one still holds it, hidden by a whiteout. */
export function overlayRemove(
  d: Draft,
  parent: OverlayNode,
  name: string,
  now: number,
  noteAs: string,
  keepInode = false,
): void {
  const dir = copyUp(d, parent)
  const upper = entryRef(d.fs, dir, name)
  if (upper !== undefined) {
    deleteEntry(d, dir, name, now)
    if (!keepInode) dropUpper(d, upper)
  }
  if (lowerEntries(d.fs, parent, name).length === 0) return
  const whiteout = addInode(d, dir.dev, { kind: 'char', rdev: [0, 0], mode: 0, uid: 0, gid: 0, nlink: 1, mtime: now })
  setEntry(d, dir, name, whiteout, now)
  d.fs = { ...d.fs, notes: [...d.fs.notes, { what: 'whiteout', path: noteAs }] }
}

const dropUpper = (d: Draft, ref: Ref): void => {
  const inode = inodeAt(d.fs, ref)
  if (inode.kind === 'dir' || isWhiteout(inode)) dropSubtree(d, ref)
  else unlinkInode(d, ref)
}

/** Makes room for a new entry in the upper directory: a whiteout there goes. True when one was there. */
export function clearWhiteout(d: Draft, dir: Ref, name: string, now: number): boolean {
  const there = entryRef(d.fs, dir, name)
  if (there === undefined || !isWhiteout(inodeAt(d.fs, there))) return false
  deleteEntry(d, dir, name, now)
  dropSubtree(d, there)
  return true
}

/** What is below in the lower directories no longer shows through this one. */
export function setOpaque(d: Draft, ref: Ref): void {
  const inode = inodeAt(d.fs, ref)
  putInode(d, ref, { ...inode, xattrs: { ...inode.xattrs, [OPAQUE]: 'y' } })
}
