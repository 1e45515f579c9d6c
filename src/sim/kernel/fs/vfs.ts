/**
 * The kernel's files, as the rest of the kernel calls them. Every function is pure: it returns the next FsState (alone, or first of a pair)
 * or throws SysError with the path as the caller wrote it.
 */
import type { Bytes } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import { SysError } from '../../wire/errno'
import type { DirEntry, OpenFlags, Stat } from '../../wire/sys'
import type { Cred, FsNote, FsState, Handle, MountLine, MountRequest } from './types'

const later = (..._: unknown[]): never => {
  throw new SysError('ENOSYS')
}
export const emptyFs = (mntns: number): FsState => later(mntns)
export const newMountNs = (fs: FsState, id: number, copyOf: number): FsState => later(fs, id, copyOf)
export const dropMountNs = (fs: FsState, id: number): FsState => later(fs, id)
export const mount = (fs: FsState, cred: Cred, request: MountRequest): FsState => later(fs, cred, request)
export const umount = (fs: FsState, cred: Cred, target: string): FsState => later(fs, cred, target)
export const pivotRoot = (fs: FsState, cred: Cred, newRoot: string): FsState => later(fs, cred, newRoot)
export const mountsOf = (fs: FsState, mntns: number): MountLine[] => later(fs, mntns)
/** `mode` before umask. Truncates where asked. A socket gives its handle (see {@link Handle}); the caller of open(2) owes ENXIO. */
export const open = (fs: FsState, cred: Cred, path: string, flags: OpenFlags, mode = 0o666): readonly [FsState, Handle] => later(fs, cred, path, flags, mode)
export const readAt = (fs: FsState, handle: Handle, offset: number, max: number): Bytes => later(fs, handle, offset, max)
export const writeAt = (fs: FsState, handle: Handle, offset: number, data: Bytes, append: boolean, now: number): readonly [FsState, number] =>
  later(fs, handle, offset, data, append, now)
export const fstat = (fs: FsState, handle: Handle): Stat => later(fs, handle)
export const truncateHandle = (fs: FsState, handle: Handle, size: number, now: number): FsState => later(fs, handle, size, now)
/** Frees unlinked inodes that none of the open handles (and no mount) refers to. Call it after closing, or once in a while. */
export const reap = (fs: FsState, open: readonly Handle[]): FsState => later(fs, open)
export const stat = (fs: FsState, cred: Cred, path: string): Stat => later(fs, cred, path)
export const lstat = (fs: FsState, cred: Cred, path: string): Stat => later(fs, cred, path)
export const readdir = (fs: FsState, cred: Cred, path: string): DirEntry[] => later(fs, cred, path)
export const readlink = (fs: FsState, cred: Cred, path: string): string => later(fs, cred, path)
export const realpath = (fs: FsState, cred: Cred, path: string): string => later(fs, cred, path)
/** The new cwd for chdir(2): checked to be a directory that may be searched. */
export const chdirTo = (fs: FsState, cred: Cred, path: string): string => later(fs, cred, path)
export const access = (fs: FsState, cred: Cred, path: string, mode: 'r' | 'w' | 'x'): boolean => later(fs, cred, path, mode)
export const mkdir = (fs: FsState, cred: Cred, path: string, mode = 0o777): FsState => later(fs, cred, path, mode)
/** mkdir -p: what is there already is left as it is. */
export const mkdirAll = (fs: FsState, cred: Cred, path: string, mode = 0o777): FsState => later(fs, cred, path, mode)
export const rmdir = (fs: FsState, cred: Cred, path: string): FsState => later(fs, cred, path)
export const unlink = (fs: FsState, cred: Cred, path: string): FsState => later(fs, cred, path)
export const rename = (fs: FsState, cred: Cred, from: string, to: string): FsState => later(fs, cred, from, to)
export const symlink = (fs: FsState, cred: Cred, target: string, path: string): FsState => later(fs, cred, target, path)
export const link = (fs: FsState, cred: Cred, from: string, to: string): FsState => later(fs, cred, from, to)
export const mkfifo = (fs: FsState, cred: Cred, path: string, mode = 0o666): FsState => later(fs, cred, path, mode)
export const mksocket = (fs: FsState, cred: Cred, path: string, mode = 0o777): FsState => later(fs, cred, path, mode)
export const mknod = (fs: FsState, cred: Cred, path: string, kind: 'char' | 'block', dev: readonly [number, number], mode = 0o666): FsState =>
  later(fs, cred, path, kind, dev, mode)
export const chmod = (fs: FsState, cred: Cred, path: string, mode: number): FsState => later(fs, cred, path, mode)
/** -1 leaves uid or gid as it is. */
export const chown = (fs: FsState, cred: Cred, path: string, uid: number, gid: number, followSymlink = true): FsState => later(fs, cred, path, uid, gid, followSymlink)
export const utimes = (fs: FsState, cred: Cred, path: string, mtime: number): FsState => later(fs, cred, path, mtime)
export const truncate = (fs: FsState, cred: Cred, path: string, size: number): FsState => later(fs, cred, path, size)
export const statfs = (fs: FsState, cred: Cred, path: string): { readonly total: number; readonly used: number; readonly type: string } => later(fs, cred, path)
/** open + read + close of a regular (or virtual) file; EFBIG above 64 MiB. */
export const readFile = (fs: FsState, cred: Cred, path: string): Bytes => later(fs, cred, path)
/** open(create, truncate or append) + write + close of a regular file. */
export const writeFile = (fs: FsState, cred: Cred, path: string, data: Bytes, mode = 0o666, append = false): FsState => later(fs, cred, path, data, mode, append)
export const writeTree = (fs: FsState, cred: Cred, path: string, entries: readonly FileEntry[]): FsState => later(fs, cred, path, entries)
export const readTree = (fs: FsState, cred: Cred, path: string, match?: string): FileEntry[] => later(fs, cred, path, match)
export const removeTree = (fs: FsState, cred: Cred, path: string): FsState => later(fs, cred, path)
export const takeNotes = (fs: FsState): readonly [FsState, readonly FsNote[]] => [{ ...fs, notes: [] }, fs.notes]
