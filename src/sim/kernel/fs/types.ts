/**
 * The data of the kernel's filesystems: superblocks, inodes, mount tables, open handles. Everything is plain immutable data.
 * @models linux fs/namespace.c, fs/overlayfs
 * @fidelity part: no propagation of mounts, no quotas, no atime, times in whole seconds
 */
import type { Bytes } from '../../../base/bytes'
import type { DirEntry, FileKind } from '../../wire/sys'
import type { Slots } from './slots'

/**
 * On whose behalf a call is made, and from where. `root` is the process's root directory as a path of its mount namespace ('/' unless
 * chrooted); `cwd` is a path inside that root. `virtual` answers for proc, sysfs and cgroup2: it is part of the call, never of a state.
 */
export interface Cred {
  readonly mntns: number
  readonly root: string
  readonly cwd: string
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** `CAP_DAC_OVERRIDE`, `CAP_SYS_ADMIN` … */
  readonly caps: readonly string[]
  readonly umask: number
  /** Whole seconds since 1970. */
  readonly now: number
  readonly virtual?: Virtual
}

export type VirtualType = 'proc' | 'sysfs' | 'cgroup2'

/**
 * Where the contents of proc, sysfs and cgroup2 come from. `path` is inside the filesystem, without leading slash: '' is its root,
 * '1/status'. `tag` is what the mounter gave with {@link MountRequest.tag}: which pid or cgroup namespace this instance shows.
 * Directories are found by their parent's `list`, so whatever exists must be listed there (by the name that is asked for) or known to `stat`.
 */
export interface Virtual {
  list(fstype: VirtualType, path: string, cred: Cred, tag: string): readonly DirEntry[] | undefined
  read(fstype: VirtualType, path: string, cred: Cred, tag: string): Bytes | undefined
  link?(fstype: VirtualType, path: string, cred: Cred, tag: string): string | undefined
  /** Where following it leads, if not by its text: a directory of another mount namespace (/proc/PID/root). */
  jump?(fstype: VirtualType, path: string, cred: Cred, tag: string): Jump | undefined
  /** Kind and mode where the defaults (dir 0555, file 0444, symlink 0777, all of root) are not true, or where `list` does not show it. */
  stat?(fstype: VirtualType, path: string, cred: Cred, tag: string): VirtualStat | undefined
  mkdir?(fstype: VirtualType, path: string, cred: Cred, tag: string): void
  rmdir?(fstype: VirtualType, path: string, cred: Cred, tag: string): void
}

/** A path as a process of that mount namespace sees it from the namespace's root. */
export interface Jump {
  readonly mntns: number
  readonly path: string
}

export interface VirtualStat {
  readonly kind: FileKind
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
}

/** An inode of a filesystem that has some: device number of the superblock and number in it. */
export interface Ref {
  readonly dev: number
  readonly ino: number
}

/** What an open file descriptor refers to. The kernel's process part keeps it, with the offset. */
export type Handle =
  | { readonly kind: 'file'; readonly ref: Ref; readonly shown: Ref; readonly path: string }
  | { readonly kind: 'dir'; readonly ref: Ref | undefined; readonly shown: Ref; readonly path: string }
  | {
      readonly kind: 'dev'
      readonly block: boolean
      readonly major: number
      readonly minor: number
      readonly ref: Ref
      readonly path: string
    }
  /** `id` is the same for every name of the same FIFO. */
  | { readonly kind: 'fifo'; readonly id: string; readonly ref: Ref; readonly path: string }
  /** open(2) would give ENXIO; connect(2) finds the listener by `id`, the same for every bind mount and hard link of the socket. */
  | { readonly kind: 'socket'; readonly id: string; readonly ref: Ref; readonly path: string }
  /** To be read and written by whoever provides {@link Virtual}. */
  | {
      readonly kind: 'virtual'
      readonly fstype: VirtualType
      readonly path: string
      readonly tag: string
      readonly dir: boolean
      readonly writable: boolean
    }

interface InodeBase {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly nlink: number
  readonly mtime: number
  readonly xattrs?: Readonly<Record<string, string>>
  /** What trusted.overlay.origin records: the lower inode that this one was copied up from, so that its number stays. */
  readonly origin?: Ref
}

export interface FileInode extends InodeBase {
  readonly kind: 'file'
  readonly data: Bytes
  /** At least `data.length`; what is beyond is a hole. */
  readonly size: number
}

export interface DirInode extends InodeBase {
  readonly kind: 'dir'
  /** Own properties only: a file may be called `constructor`. */
  readonly entries: Readonly<Record<string, number>>
}

export interface SymlinkInode extends InodeBase {
  readonly kind: 'symlink'
  readonly target: string
}

export interface DeviceInode extends InodeBase {
  readonly kind: 'char' | 'block'
  readonly rdev: readonly [major: number, minor: number]
}

export interface PlainInode extends InodeBase {
  readonly kind: 'fifo' | 'socket'
}

export type Inode = FileInode | DirInode | SymlinkInode | DeviceInode | PlainInode

interface SuperBase {
  /** Device number, as stat's `dev`: also the key. */
  readonly dev: number
  readonly type: string
  readonly source: string
  /** Options of the filesystem (not of a mount of it), as /proc/mounts shows them. */
  readonly options: string
}

export interface InodeSuper extends SuperBase {
  readonly kind: 'inodes'
  readonly inodes: Slots<Inode>
  readonly root: number
  readonly next: number
  readonly total: number
  readonly used: number
  /** Unlinked, but perhaps still open or mounted. */
  readonly orphans: readonly number[]
}

export interface OverlaySuper extends SuperBase {
  readonly kind: 'overlay'
  /** Topmost first. */
  readonly lowers: readonly Ref[]
  readonly upper?: Ref
}

export interface VirtualSuper extends SuperBase {
  readonly kind: 'virtual'
  readonly type: VirtualType
  readonly tag: string
}

export type Super = InodeSuper | OverlaySuper | VirtualSuper

export interface Mount {
  readonly id: number
  /** The mount that it sits on; its own id for the root of a namespace. */
  readonly parent: number
  readonly dev: number
  /** What of the filesystem is seen: an inode number, or a path where the filesystem has none (overlay, virtual). */
  readonly root: number | string
  /** Absolute path in the namespace, free of symlinks. */
  readonly target: string
  /** Of ro nosuid nodev noexec noatime relatime. */
  readonly flags: readonly string[]
}

export interface MountTable {
  readonly root: number
  /** By {@link ./mounts.mountKey}: parent mount and path. */
  readonly mounts: Readonly<Record<string, Mount>>
}

/** What overlayfs did behind a call: to be drained with `takeNotes`. */
export interface FsNote {
  readonly what: 'copy_up' | 'whiteout'
  readonly path: string
}

export interface FsState {
  /** By device number. */
  readonly supers: Slots<Super>
  readonly tables: Readonly<Record<string, MountTable>>
  readonly nextDev: number
  readonly nextMount: number
  readonly notes: readonly FsNote[]
}

export interface MountRequest {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly flags: readonly string[]
  readonly data: string
  /** For proc, sysfs and cgroup2: handed to {@link Virtual} with every question about this instance. */
  readonly tag?: string
}

export interface MountInfo {
  readonly id: number
  readonly parent: number
  readonly dev: string
  readonly root: string
  readonly target: string
  readonly flags: string
  readonly type: string
  readonly source: string
  readonly options: string
}

export interface MountLine {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly options: string
}
