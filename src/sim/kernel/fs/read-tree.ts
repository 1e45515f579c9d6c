/**
 * A whole directory as a flat list of entries, as tar and COPY want it, and the removal of a whole tree.
 * @models linux getdents64, moby pkg/archive walking a directory
 * @fidelity part: stays on one filesystem; sockets are left out, as tar does
 */
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import { demandLeave, walkOld, writableDir } from './entry'
import { deleteEntry, dropSubtree, entryRef, type Draft } from './inodes'
import { overlayRemove, realRef } from './overlay'
import { demand, READ, SEARCH } from './permission'
import { childNode, inodeOf, listNode, metaOf, type Node, type Place } from './place'
import type { Cred, FsState, Inode } from './types'
import { virtualChild, type VirtualNode } from './virtual'
import { find, joinAbs } from './walk'

/**
 * Sorted by path. A directory's own entry is not among them; a single file is one entry with path ''. Of several names of one
 * inode the first is the file and the others are hard links to it. `match`: only what the pattern (as Go's filepath.Match,
 * on the first components) names, and all below it, without the directories above.
 */
export function readTree(fs: FsState, cred: Cred, path: string, match?: string): FileEntry[] {
  const { node } = find(fs, cred, path)
  const found: { readonly path: string; readonly node: Node }[] = []
  if (metaOf(fs, node).kind === 'dir') collect(fs, cred, node, '', path, found)
  else found.push({ path: '', node })
  const pattern = match === undefined ? undefined : globOf(match)
  const kept = pattern === undefined ? found : found.filter((at) => pattern.test(at.path))
  return entriesOf(
    fs,
    kept.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  )
}

function collect(
  fs: FsState,
  cred: Cred,
  node: Node,
  prefix: string,
  path: string,
  found: { path: string; node: Node }[],
): void {
  demand(cred, metaOf(fs, node), READ | SEARCH, path)
  for (const { name, kind } of listNode(fs, cred, node)) {
    const child = childNode(fs, cred, node, name)!
    const at = prefix === '' ? name : `${prefix}/${name}`
    if (kind !== 'socket') found.push({ path: at, node: child })
    if (kind === 'dir') collect(fs, cred, child, at, path, found)
  }
}

/** filepath.Match: `*` and `?` stop at a slash, `[a-z]` and `[^a-z]` are classes, `\` takes the next character as it is. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\[\^?[^\]]*\]|\*|\?|[.+^${}()|/\]\\]/gs,
    (part, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped.replace(/\W/, '\\$&')
      if (part === '*') return '[^/]*'
      if (part === '?') return '[^/]'
      return part.startsWith('[') ? part : `\\${part}`
    },
  )
  return new RegExp(`^${source}(/|$)`, 's')
}

function entriesOf(fs: FsState, found: readonly { readonly path: string; readonly node: Node }[]): FileEntry[] {
  const first = new Map<string, string>()
  return found.flatMap(({ path, node }) => {
    const inode = inodeOf(fs, node)
    if (inode === undefined || node.kind === 'virtual') return []
    const ref = node.kind === 'inode' ? node.ref : realRef(node)
    const key = `${ref.dev}:${ref.ino}`
    const earlier = first.get(key)
    if (earlier !== undefined) return [{ ...bare(path, inode), type: 'hardlink', link: earlier } as const]
    if (inode.kind !== 'dir' && inode.nlink > 1) first.set(key, path)
    return entryFrom(path, inode, node.kind === 'overlay')
  })
}

const bare = (path: string, { mode, uid, gid, mtime }: Inode): Omit<FileEntry, 'type'> => ({
  path,
  mode,
  uid,
  gid,
  mtime,
})

function entryFrom(path: string, inode: Inode, merged: boolean): FileEntry[] {
  const xattrs = Object.fromEntries(
    Object.entries(inode.xattrs ?? {}).filter(([name]) => !merged || !name.startsWith('trusted.overlay.')),
  )
  const base = Object.keys(xattrs).length === 0 ? bare(path, inode) : { ...bare(path, inode), xattrs }
  switch (inode.kind) {
    case 'file':
      return [{ ...base, type: 'file', data: inode.data, size: inode.size }]
    case 'symlink':
      return [{ ...base, type: 'symlink', link: inode.target }]
    case 'char':
    case 'block':
      return [{ ...base, type: inode.kind, dev: inode.rdev }]
    case 'socket':
      return []
    default:
      return [{ ...base, type: inode.kind }]
  }
}

/** rm -rf: a missing path is nothing to do. Below a mount point nothing is removed: EBUSY. */
export function removeTree(fs: FsState, cred: Cred, path: string): FsState {
  const d: Draft = { fs }
  let spot
  try {
    spot = walkOld(d, cred, path)
  } catch (error) {
    if (error instanceof SysError && error.errno === 'ENOENT') return fs
    throw error
  }
  if (spot.name === '') throw new SysError('EINVAL', path)
  demandLeave(d, cred, spot, path)
  demandNoMounts(fs, cred, spot.place, path)
  if (spot.place.node.kind === 'virtual') {
    removeGroups(cred, spot.place.node, path)
    return fs
  }
  removeName(d, cred, spot.parent, spot.name)
  return d.fs
}

/** What runc does to a cgroup: rmdir from the innermost; the files of a group go with it. */
function removeGroups(cred: Cred, node: VirtualNode, path: string): void {
  if (node.fstype !== 'cgroup2') throw new SysError('EPERM', path)
  for (const { name, kind } of cred.virtual?.list(node.fstype, node.path, cred, node.tag) ?? []) {
    const child = kind === 'dir' ? virtualChild(cred, node, name) : undefined
    if (child !== undefined) removeGroups(cred, child, path)
  }
  cred.virtual?.rmdir?.(node.fstype, node.path, cred, node.tag)
}

function demandNoMounts(fs: FsState, cred: Cred, place: Place, path: string): void {
  const below = Object.values(fs.tables[cred.mntns]!.mounts).some((at) => at.target.startsWith(`${place.abs}/`))
  if (below) throw new SysError('EBUSY', path)
}

function removeName(d: Draft, cred: Cred, parent: Place, name: string): void {
  const { node } = parent
  if (node.kind === 'overlay') return overlayRemove(d, node, name, cred.now, joinAbs(parent.abs, name))
  const dir = writableDir(d, node)
  const ref = entryRef(d.fs, dir, name)!
  deleteEntry(d, dir, name, cred.now)
  dropSubtree(d, ref)
}
