import { utf8, type Bytes } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'

/**
 * Small words for writing file trees down. A program is a stand-in: its first bytes say which simulated program plays it,
 * the rest up to its real size is a hole.
 */

/** When the files of the catalogue were last changed, unless an image says otherwise: 2025-08-12. */
export const epoch = 1_754_956_800

interface Attributes {
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtime?: number
}

const common = (path: string, mode: number, more: Attributes) => ({ path, uid: 0, gid: 0, mtime: epoch, mode, ...more })

export const dir = (path: string, more: Attributes = {}): FileEntry => ({ type: 'dir', ...common(path, 0o755, more) })

export const file = (path: string, words: string, more: Attributes = {}): FileEntry => {
  const data = utf8(words)
  return { type: 'file', ...common(path, 0o644, more), data, size: data.length }
}

export const script = (path: string, words: string): FileEntry => file(path, words, { mode: 0o755 })

export const link = (path: string, target: string): FileEntry => ({
  type: 'symlink',
  ...common(path, 0o777, {}),
  link: target,
})

/** A file of which only the size matters. */
export const hollow = (path: string, size: number, head: Bytes = '', more: Attributes = {}): FileEntry => ({
  type: 'file',
  ...common(path, 0o644, more),
  data: head,
  size: Math.max(size, head.length),
})

export const elf = (program: string): Bytes => `\x7fELF glasswhale:${program}\n`

/** An executable that the simulated program of that name plays. */
export const program = (path: string, size: number, name = path.slice(path.lastIndexOf('/') + 1)): FileEntry =>
  hollow(path, size, elf(name), { mode: 0o755 })

/** A shared library: only there to be seen. */
export const library = (path: string, size: number): FileEntry => hollow(path, size, '\x7fELF', { mode: 0o644 })

export const sizeOf = (entries: readonly FileEntry[]): number =>
  entries.reduce(
    (sum, entry) => sum + (entry.type === 'file' ? Math.max(entry.size ?? 0, entry.data?.length ?? 0) : 0),
    0,
  )

/** The entries and one more file at `path`, as long as it takes for the whole to have `size`. */
export const filled = (entries: readonly FileEntry[], size: number, path: string): readonly FileEntry[] => {
  const missing = size - sizeOf(entries)
  return missing > 0 ? [...entries, library(path, missing)] : entries
}

/** Every directory above the entries that is not among them, and all of it sorted as a tar of a real image is. */
export function tree(entries: readonly FileEntry[]): readonly FileEntry[] {
  const known = new Map<string, FileEntry>()
  for (const entry of entries) known.set(entry.path, entry)
  for (const entry of entries) {
    const parts = entry.path.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const above = parts.slice(0, depth).join('/')
      if (!known.has(above)) known.set(above, dir(above))
    }
  }
  return [...known.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
