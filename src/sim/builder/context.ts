import { utf8, type Bytes } from '../../base/bytes'
import { sha256 } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import { hasWildcard, ignoreMatcher, matchesPath } from '../../base/ignore'
import { nameOf } from '../../base/path'

/**
 * Files of a build context or of another stage: which are meant, and the checksum of what they are.
 * @models buildkit cache/contenthash, session/filesync
 * @fidelity part: sizes on the wire are computed from what the packets would hold
 */

/** Without what .dockerignore excludes; only what the followed paths name. Owners are dropped, as the client sends them. */
export function contextFiles(files: readonly FileEntry[], excludes: readonly string[]): readonly FileEntry[] {
  const ignored = ignoreMatcher(excludes)
  return files
    .filter((e) => e.path !== '' && !ignored(e.path))
    .map((e) => (e.uid === 0 && e.gid === 0 ? e : { ...e, uid: 0, gid: 0 }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** A path of a tree, or all that a pattern matches. Paths are relative; '' is the whole tree. */
export function matching(tree: readonly FileEntry[], source: string): readonly string[] {
  if (source === '') return ['']
  if (!hasWildcard(source)) return tree.some((e) => e.path === source) ? [source] : []
  return tree.map((e) => e.path).filter((path) => matchesPath(source, path))
}

/** What is below a path (or the file itself), with paths made relative to it. */
export const below = (tree: readonly FileEntry[], path: string): readonly FileEntry[] =>
  tree.flatMap((e) => {
    if (e.path === path) return [{ ...e, path: '' }]
    if (path === '') return [e]
    return e.path.startsWith(`${path}/`) ? [{ ...e, path: e.path.slice(path.length + 1) }] : []
  })

/** The last name of a path: what a file is called in its new directory. */
export const baseName = (path: string): string => (path === '' ? '' : nameOf(path))

/** Digest of one file by what it is: kind, mode, owner, contents; never its time. */
export function checksum(e: FileEntry): string {
  const contents: Bytes = e.type === 'file' ? sha256(e.data ?? '') : ''
  return sha256(
    utf8(JSON.stringify([e.type, e.mode, e.uid, e.gid, e.size ?? 0, e.link ?? '', e.dev ?? [], e.xattrs ?? {}])) +
      contents,
  )
}

/** Digest of files together, in the order of their paths. */
export const checksumOf = (files: readonly FileEntry[]): string =>
  sha256(utf8(files.map((e) => `${e.path}\0${checksum(e)}\n`).join('')))

/** Bytes that the transfer took: a stat packet for every path, data packets for what the other side did not have. */
export function transferSize(files: readonly FileEntry[], known: Readonly<Record<string, string>>): number {
  return files.reduce((sum, e, i) => {
    const stat = 19 + utf8(e.path).length + (e.type === 'dir' ? 1 : 0)
    const size = e.type === 'file' ? (e.size ?? e.data?.length ?? 0) : 0
    const data = size === 0 || known[e.path] === checksum(e) ? 0 : size + (i === 0 ? 6 : 10)
    return sum + stat + data
  }, 2)
}

export const checksums = (files: readonly FileEntry[]): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map((e) => [e.path, checksum(e)]))
