import type { FileEntry } from '../../base/file-entry'
import { dirOf, nameOf } from '../../base/path'

/**
 * A layer is a set of changes. In a tar, a removed file is an empty file `.wh.NAME` and a replaced directory holds `.wh..wh..opq`;
 * on disk, overlayfs has a character device 0:0 and the attribute `trusted.overlay.opaque`.
 * @models OCI image-spec layer.md, moby pkg/archive/archive_linux.go
 * @fidelity full
 */
const whiteout = '.wh.'
const opaqueName = '.wh..wh..opq'
export const opaqueAttribute = 'trusted.overlay.opaque'

const inside = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`)

export const isWhiteout = (e: FileEntry): boolean => e.type === 'char' && e.dev?.[0] === 0 && e.dev[1] === 0

const isOpaque = (e: FileEntry): boolean => e.type === 'dir' && e.xattrs?.[opaqueAttribute] === 'y'

/** As a layer tar says it → as overlayfs has it. Directories that are only named by a whiteout in them are added. */
export function toOverlay(entries: readonly FileEntry[]): readonly FileEntry[] {
  const opaque = new Set(entries.filter((e) => nameOf(e.path) === opaqueName).map((e) => dirOf(e.path)))
  const present = new Set(entries.filter((e) => e.type === 'dir').map((e) => e.path))
  const added = [...opaque].filter((path) => path !== '.' && !present.has(path)).map(bareDir)
  return [...added, ...entries.flatMap((e) => overlayOf(e, opaque))]
}

const bareDir = (path: string): FileEntry => ({
  path,
  type: 'dir',
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0,
  xattrs: { [opaqueAttribute]: 'y' },
})

function overlayOf(e: FileEntry, opaque: ReadonlySet<string>): readonly FileEntry[] {
  if (e.type === 'dir' && opaque.has(e.path)) return [{ ...e, xattrs: { ...e.xattrs, [opaqueAttribute]: 'y' } }]
  const name = nameOf(e.path)
  // Names that start with the doubled prefix were aufs's own; none is a file of the image.
  if (name.startsWith(whiteout + whiteout)) return []
  if (!name.startsWith(whiteout)) return [e]
  const { path, mode, uid, gid, mtime } = e
  const gone = inside(dirOf(path), name.slice(whiteout.length))
  return [{ path: gone, type: 'char', mode, uid, gid, mtime, dev: [0, 0] }]
}

/** As overlayfs has it (an upper directory) → as a layer tar says it. */
export const fromOverlay = (entries: readonly FileEntry[]): readonly FileEntry[] => entries.flatMap(tarOf)

function tarOf(e: FileEntry): readonly FileEntry[] {
  const { path, uid, gid, mtime } = e
  const empty = { type: 'file', uid, gid, mtime, data: '', size: 0 } as const
  if (isWhiteout(e)) return [{ ...empty, path: inside(dirOf(path), whiteout + nameOf(path)), mode: 0o600 }]
  if (!isOpaque(e)) return [e]
  const { [opaqueAttribute]: _opaque, ...others } = e.xattrs!
  const { xattrs: _all, ...plain } = e
  const dir = Object.keys(others).length > 0 ? { ...plain, xattrs: others } : plain
  return [dir, { ...empty, path: inside(path === '' ? '.' : path, opaqueName), mode: e.mode & 0o777 }]
}

/** What `docker history` and `docker images` count: bytes of regular files and of symlinks' targets. A hard link counts nothing. */
export const layerSize = (entries: readonly FileEntry[]): number => entries.reduce((sum, e) => sum + sizeOf(e), 0)

const sizeOf = (e: FileEntry): number =>
  e.type === 'file' ? (e.size ?? e.data?.length ?? 0) : e.type === 'symlink' ? (e.link?.length ?? 0) : 0

/** The tree that a layer on top of a lower tree shows, sorted by path. Takes either form of whiteouts. */
export function applyLayer(lower: readonly FileEntry[], layer: readonly FileEntry[]): readonly FileEntry[] {
  const overlay = toOverlay(layer)
  const tree = new Map(lower.map((e) => [e.path, e]))
  hide(tree, overlay)
  for (const e of overlay) if (!isWhiteout(e)) tree.set(e.path, withoutOpaque(e))
  return [...tree.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** Takes out of the lower tree whatever is removed, replaced by something of another kind, or below an opaque directory. */
function hide(tree: Map<string, FileEntry>, overlay: readonly FileEntry[]): void {
  const cut = new Set(overlay.filter((e) => e.type !== 'dir' || isOpaque(e)).map((e) => e.path))
  const gone = new Set(overlay.filter(isWhiteout).map((e) => e.path))
  for (const path of tree.keys()) if (gone.has(path) || isBelow(path, cut)) tree.delete(path)
}

function isBelow(path: string, cut: ReadonlySet<string>): boolean {
  if (cut.has('') && path !== '') return true
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    if (cut.has(path.slice(0, slash))) return true
  return false
}

function withoutOpaque(e: FileEntry): FileEntry {
  if (!isOpaque(e)) return e
  const { xattrs, ...plain } = e
  const { [opaqueAttribute]: _opaque, ...others } = xattrs!
  return Object.keys(others).length > 0 ? { ...plain, xattrs: others } : plain
}
