/**
 * A place is where a path leads: a mount, the path in the namespace, and a node of that mount's filesystem.
 * One vocabulary for the three sorts of filesystem: with inodes, overlay and virtual.
 * @models linux struct path, struct dentry
 * @fidelity full
 */
import { SysError } from '../../wire/errno'
import type { DirEntry, FileKind, Stat } from '../../wire/sys'
import { dirAt, entryRef, findInode, inodeAt, superOf } from './inodes'
import { overlayChild, overlayNames, overlayNode, realRef, type OverlayNode } from './overlay'
import type { Cred, FsState, Inode, Mount, Ref, VirtualSuper } from './types'
import { virtualChild, virtualRoot, type VirtualNode } from './virtual'

export interface InodeNode {
  readonly kind: 'inode'
  readonly ref: Ref
}

export type Node = InodeNode | OverlayNode | VirtualNode

export interface Place {
  readonly mount: Mount
  /** Path in the mount namespace, free of symlinks. */
  readonly abs: string
  readonly node: Node
}

export interface Meta {
  readonly kind: FileKind
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** The inode behind a node; a virtual node has none. */
export function inodeOf(fs: FsState, node: Node): Inode | undefined {
  if (node.kind === 'virtual') return undefined
  return inodeAt(fs, node.kind === 'inode' ? node.ref : realRef(node))
}

export const metaOf = (fs: FsState, node: Node): Meta => (node.kind === 'virtual' ? node.meta : inodeOf(fs, node)!)

export function childNode(fs: FsState, cred: Cred, node: Node, name: string): Node | undefined {
  if (node.kind === 'overlay') return overlayChild(fs, node, name)
  if (node.kind === 'virtual') return virtualChild(cred, node, name)
  const ref = entryRef(fs, node.ref, name)
  return ref === undefined || findInode(fs, ref) === undefined ? undefined : { kind: 'inode', ref }
}

/** The node that a mount shows at its top. */
export function mountedNode(fs: FsState, cred: Cred, mount: Mount): Node {
  const at = superOf(fs, mount.dev)
  if (at.kind === 'inodes') return { kind: 'inode', ref: { dev: mount.dev, ino: mount.root as number } }
  const names = mount.root === '' ? [] : (mount.root as string).split('/').filter((name) => name !== '')
  if (at.kind === 'overlay') return overlayNode(fs, at.dev, names)
  return names.reduce<Node>((node, name) => childNode(fs, cred, node, name) ?? gone(), virtualRoot(at as VirtualSuper))
}

const gone = (): never => {
  throw new SysError('ENOENT')
}

export const symlinkTarget = (fs: FsState, node: Node): string => {
  if (node.kind === 'virtual') return node.target ?? ''
  const inode = inodeOf(fs, node)
  return inode?.kind === 'symlink' ? inode.target : ''
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Entries of a directory, sorted by the bytes of their names. */
export function listNode(fs: FsState, cred: Cred, node: Node): DirEntry[] {
  if (node.kind === 'virtual') {
    const found = cred.virtual?.list(node.fstype, node.path, cred, node.tag)
    return [...(found ?? [])].sort((a, b) => byName(a.name, b.name))
  }
  const names = node.kind === 'overlay' ? overlayNames(fs, node) : Object.keys(dirAt(fs, node.ref).entries)
  const entries = names.sort(byName).flatMap((name): DirEntry[] => {
    const child = childNode(fs, cred, node, name)
    return child === undefined ? [] : [{ name, kind: metaOf(fs, child).kind }]
  })
  return entries
}

/** What stat shows as device and inode number: overlayfs keeps the number of the lower file after a copy-up. */
export function shownRef(fs: FsState, node: Node): Ref {
  if (node.kind === 'inode') return node.ref
  if (node.kind === 'virtual') return { dev: node.dev, ino: hashPath(node.path) }
  const real = realRef(node)
  return { dev: node.dev, ino: (inodeAt(fs, real).origin ?? real).ino }
}

/** The kernel numbers proc's inodes as they come up; ours depend on the path alone, so that a replay agrees. */
function hashPath(path: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

export function statNode(fs: FsState, cred: Cred, node: Node): Stat {
  const shown = shownRef(fs, node)
  if (node.kind === 'virtual') return { ...node.meta, ...shown, nlink: 1, size: 0, mtime: cred.now }
  const inode = inodeOf(fs, node)!
  // A merged directory cannot count its subdirectories cheaply, so overlayfs says 1.
  const merged = node.kind === 'overlay' && inode.kind === 'dir' && node.lowers.length + (node.upper ? 1 : 0) > 1
  const stat = statInode(fs, inode, node.kind === 'inode' ? node.ref.dev : realRef(node).dev, shown)
  return merged ? { ...stat, nlink: 1 } : stat
}

export function statInode(fs: FsState, inode: Inode, dev: number, shown: Ref): Stat {
  const { kind, mode, uid, gid, nlink, mtime } = inode
  const base = {
    kind,
    dev: shown.dev,
    ino: shown.ino,
    mode,
    nlink,
    uid,
    gid,
    mtime,
    size: sizeOf(inode, superOf(fs, dev).type),
  }
  return inode.kind === 'char' || inode.kind === 'block' ? { ...base, rdev: inode.rdev } : base
}

function sizeOf(inode: Inode, type: string): number {
  if (inode.kind === 'file') return inode.size
  if (inode.kind === 'symlink') return inode.target.length
  if (inode.kind !== 'dir') return 0
  return type === 'tmpfs' ? 40 + 20 * Object.keys(inode.entries).length : 4096
}
