/**
 * The kernel's files, as the rest of the kernel calls them. Every function is pure: it returns the next FsState (alone, or first
 * of a pair) or throws SysError with the path as the caller wrote it. This is the one door: what it does not name is private.
 */
import type { FsNote, FsState } from './types'

export { emptyFs } from './filesystems'
export { dropMountNs, mount, mountInfoOf, mountsOf, newMountNs, pivotRoot, statfs, umount } from './mount'
/**
 * `open`: `mode` is before umask; truncates where asked; a socket gives its handle, and the caller of open(2) owes ENXIO.
 * `reap`: frees unlinked inodes that none of the open handles (and no mount) refers to; call it after closing, or once in a while.
 * `readFile`: open + read + close of a regular or virtual file, EFBIG above 64 MiB.
 */
export { fstat, open, readAt, readFile, reap, writeAt, writeFile } from './open'
/** `chdirTo` gives the new cwd for chdir(2). `chown`: -1 leaves an id as it is. */
export { access, chdirTo, chmod, chown, lstat, readdir, realpath, stat, truncate, utimes } from './attributes'
export {
  link,
  mkdir,
  mkdirAll,
  mkfifo,
  mknod,
  mksocket,
  readlinkOf as readlink,
  rename,
  rmdir,
  symlink,
  unlink,
} from './names'
export { readTree, removeTree } from './read-tree'
export { writeTree } from './write-tree'

/** What overlayfs did since the last time it was asked. */
export const takeNotes = (fs: FsState): readonly [FsState, readonly FsNote[]] =>
  fs.notes.length === 0 ? [fs, fs.notes] : [{ ...fs, notes: [] }, fs.notes]
