/**
 * Opening files, and reading and writing what is open.
 * @models linux fs/open.c, fs/read_write.c; a file of an overlay opened for writing is copied up here
 * @fidelity part: a file opened for reading before its copy-up goes on showing the lower one, as overlayfs does
 */
import type { Bytes } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import type { OpenFlags, Stat } from '../../wire/sys'
import { resized } from './attributes'
import { create, demandCreate, writableRef } from './entry'
import { hasOrphans, inodeAt, inodeSuper, putInode, reapOrphans, type Draft } from './inodes'
import { isMounted } from './mount'
import { demand, isReadOnly, READ, WRITE } from './permission'
import { inodeOf, metaOf, shownRef, statInode, type Place } from './place'
import { realRef } from './overlay'
import type { Cred, FileInode, FsState, Handle, Ref } from './types'
import { find, walk } from './walk'

const LARGEST = 64 * 1024 * 1024

export function open(
  fs: FsState,
  cred: Cred,
  path: string,
  flags: OpenFlags,
  mode = 0o666,
): readonly [FsState, Handle] {
  const d: Draft = { fs }
  const asName = flags.create && (flags.exclusive || path.endsWith('/'))
  const spot = walk(fs, cred, path, asName ? 'name' : 'follow')
  if (flags.create && path.endsWith('/')) throw new SysError('EISDIR', path) // even where the name is free
  if (spot.place !== undefined) {
    demandOpen(d, cred, spot.place, flags, path)
    const handle = openAt(d, cred, spot.place, flags)
    return [d.fs, handle]
  }
  if (!flags.create) throw new SysError('ENOENT', path)
  demandCreate(d, cred, spot, path)
  create(d, cred, spot, { kind: 'file', mode: mode & 0o7777 & ~cred.umask, data: '', size: 0 })
  const place = find(d.fs, cred, path)
  return [d.fs, handleOf(d.fs, place, realOf(place), Boolean(flags.write))]
}

const realOf = ({ node }: Place): Ref | undefined =>
  node.kind === 'inode' ? node.ref : node.kind === 'overlay' ? realRef(node) : undefined

const writes = (flags: OpenFlags): boolean => Boolean(flags.write || flags.append || flags.truncate)

function demandOpen(d: Draft, cred: Cred, place: Place, flags: OpenFlags, path: string): void {
  const meta = metaOf(d.fs, place.node)
  if (flags.create && flags.exclusive) throw new SysError('EEXIST', path)
  if (meta.kind === 'symlink') throw new SysError('ELOOP', path)
  if (meta.kind === 'dir' && (writes(flags) || flags.create)) throw new SysError('EISDIR', path)
  if (meta.kind !== 'dir' && flags.directory) throw new SysError('ENOTDIR', path)
  if (writes(flags) && meta.kind === 'file' && isReadOnly(place)) throw new SysError('EROFS', path)
  if ((meta.kind === 'char' || meta.kind === 'block') && place.mount.flags.includes('nodev'))
    throw new SysError('EACCES', path)
  if (flags.read || !writes(flags)) demand(cred, meta, READ, path)
  if (writes(flags)) demand(cred, meta, WRITE, path)
}

function openAt(d: Draft, cred: Cred, place: Place, flags: OpenFlags): Handle {
  const { node } = place
  const isFile = metaOf(d.fs, node).kind === 'file'
  if (node.kind === 'virtual' || !isFile || !writes(flags)) return handleOf(d.fs, place, realOf(place), writes(flags))
  const shown = shownRef(d.fs, node)
  const ref = writableRef(d, node, place.abs)
  if (flags.truncate) putInode(d, ref, resized(inodeAt(d.fs, ref), 0, cred.now))
  return { kind: 'file', ref, shown, path: place.abs }
}

function handleOf(fs: FsState, place: Place, ref: Ref | undefined, writable: boolean): Handle {
  const { node, abs: path } = place
  if (node.kind === 'virtual') {
    return {
      kind: 'virtual',
      fstype: node.fstype,
      path: node.path,
      tag: node.tag,
      dir: node.meta.kind === 'dir',
      writable,
    }
  }
  const inode = inodeOf(fs, node)!
  const at = ref!
  const id = `${at.dev}:${at.ino}`
  if (inode.kind === 'dir') return { kind: 'dir', ref: at, shown: shownRef(fs, node), path }
  if (inode.kind === 'fifo' || inode.kind === 'socket') return { kind: inode.kind, id, ref: at, path }
  if (inode.kind === 'char' || inode.kind === 'block') {
    return { kind: 'dev', block: inode.kind === 'block', major: inode.rdev[0], minor: inode.rdev[1], ref: at, path }
  }
  return { kind: 'file', ref: at, shown: shownRef(fs, node), path }
}

function fileOf(fs: FsState, handle: Handle): readonly [Ref, FileInode] {
  if (handle.kind === 'dir') throw new SysError('EISDIR')
  if (handle.kind !== 'file') throw new SysError('EINVAL')
  const inode = inodeAt(fs, handle.ref)
  if (inode.kind !== 'file') throw new SysError('EIO')
  return [handle.ref, inode]
}

export function readAt(fs: FsState, handle: Handle, offset: number, max: number): Bytes {
  const { data, size } = fileOf(fs, handle)[1]
  const end = Math.min(offset + max, size)
  if (end <= offset) return ''
  const real = data.slice(offset, end)
  return real.length === end - offset ? real : real + '\0'.repeat(end - offset - real.length)
}

/** Content and size after a write: the hole before it becomes real zeros, the hole behind it stays. */
function written(
  { data, size }: FileInode,
  offset: number,
  bytes: Bytes,
): { readonly data: Bytes; readonly size: number } {
  const end = offset + bytes.length
  const before = offset <= data.length ? data.slice(0, offset) : data + '\0'.repeat(offset - data.length)
  return { data: before + bytes + data.slice(end), size: Math.max(size, end) }
}

export function writeAt(
  fs: FsState,
  handle: Handle,
  offset: number,
  data: Bytes,
  append: boolean,
  now: number,
): readonly [FsState, number] {
  const [ref, inode] = fileOf(fs, handle)
  const at = append ? inode.size : offset
  if (at + data.length > LARGEST) throw new SysError('EFBIG')
  const { total, used } = inodeSuper(fs, ref.dev)
  if (used + data.length > total) throw new SysError('ENOSPC')
  const d: Draft = { fs }
  if (data !== '') putInode(d, ref, { ...inode, ...written(inode, at, data), mtime: now })
  return [d.fs, at + data.length]
}

export function fstat(fs: FsState, handle: Handle): Stat {
  if (handle.kind === 'virtual') {
    const kind = handle.dir ? 'dir' : 'file'
    return { kind, dev: 0, ino: 0, mode: handle.dir ? 0o555 : 0o444, nlink: 1, uid: 0, gid: 0, size: 0, mtime: 0 }
  }
  const ref = handle.ref!
  return statInode(fs, inodeAt(fs, ref), ref.dev, 'shown' in handle ? handle.shown : ref)
}

export function reap(fs: FsState, opened: readonly Handle[]): FsState {
  if (!hasOrphans(fs)) return fs
  const d: Draft = { fs }
  const key = ({ dev, ino }: Ref): string => `${dev}:${ino}`
  const held = new Set(
    opened.flatMap((handle) => (handle.kind === 'virtual' || handle.ref === undefined ? [] : [key(handle.ref)])),
  )
  reapOrphans(d, (ref) => held.has(key(ref)) || isMounted(fs, ref.dev, ref.ino))
  return d.fs
}

export function readFile(fs: FsState, cred: Cred, path: string): Bytes {
  const [, handle] = open(fs, cred, path, { read: true })
  if (handle.kind === 'virtual' && !handle.dir) {
    const found = cred.virtual?.read(handle.fstype, handle.path, cred, handle.tag)
    if (found === undefined) throw new SysError('EINVAL', path)
    return found
  }
  if (handle.kind === 'dir' || handle.kind === 'virtual') throw new SysError('EISDIR', path)
  if (handle.kind === 'socket') throw new SysError('ENXIO', path)
  if (handle.kind !== 'file') throw new SysError('EINVAL', path)
  const { size } = fileOf(fs, handle)[1]
  if (size > LARGEST) throw new SysError('EFBIG', path)
  return readAt(fs, handle, 0, size)
}

export function writeFile(fs: FsState, cred: Cred, path: string, data: Bytes, mode = 0o666, append = false): FsState {
  const [next, handle] = open(fs, cred, path, { write: true, create: true, truncate: !append, append }, mode)
  if (handle.kind !== 'file') throw new SysError('EINVAL', path)
  return writeAt(next, handle, 0, data, append, cred.now)[0]
}
