import type { Bytes } from './bytes'

/**
 * One entry of a flat file tree: what a tar holds, what a layer changes, what `writetree` creates.
 * Paths are relative, '/'-separated, without leading './' or trailing '/'; the root itself is ''.
 */
export interface FileEntry {
  readonly path: string
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  /** Permission bits with setuid, setgid and sticky: 0o7777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Whole seconds since 1970. */
  readonly mtime: number
  /** First bytes of a regular file; the rest up to `size` is a hole that reads as zeros. */
  readonly data?: Bytes
  /** Length of a regular file, at least `data.length`. */
  readonly size?: number
  /** Target of a symlink (as written) or of a hard link (a path in the same tree). */
  readonly link?: string
  /** Major and minor number of a device. */
  readonly dev?: readonly [major: number, minor: number]
  /** Extended attributes, such as `trusted.overlay.opaque`. */
  readonly xattrs?: Readonly<Record<string, string>>
}
