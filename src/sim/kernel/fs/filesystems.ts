/**
 * New superblocks, one recipe a filesystem type.
 * @models linux fs/overlayfs/super.c, mm/shmem.c, fs/devpts, fs/proc, fs/sysfs, kernel/cgroup
 * @fidelity part: the options that Docker and runc pass are known; others are kept as text
 */
import { SysError } from '../../wire/errno'
import { addInode, dirAt, entryRef, putInode, setEntry, superOf, type Draft } from './inodes'
import { slotSet, slotValues } from './slots'
import { find } from './walk'
import type {
  Cred,
  DirInode,
  FsState,
  Inode,
  InodeSuper,
  MountRequest,
  OverlaySuper,
  Ref,
  Super,
  VirtualType,
} from './types'

/** 8:1, the first partition of the first disk. */
const ROOT_DEV = 0x801
const FIRST_ANONYMOUS = 25
/** 58 GiB, a small machine's disk. */
const DISK = 62_671_097_856
const MEMORY = 8_326_094_848

const directory = (mode: number, uid: number, gid: number, mtime: number): DirInode => ({
  kind: 'dir',
  mode,
  uid,
  gid,
  nlink: 2,
  mtime,
  entries: {},
})

function inodeSuperOf(dev: number, type: string, source: string, options: string, total: number): InodeSuper {
  const numbers = type === 'ext4' ? { root: 2, next: 11 } : { root: 1, next: 2 }
  return { kind: 'inodes', dev, type, source, options, inodes: [], ...numbers, total, used: 0, orphans: [] }
}

function putNew(d: Draft, at: Super): number {
  d.fs = {
    ...d.fs,
    nextDev: Math.max(d.fs.nextDev, at.dev === ROOT_DEV ? 0 : at.dev + 1),
    supers: slotSet(d.fs.supers, at.dev, at),
  }
  return at.dev
}

/** One ext4 filesystem on /dev/sda1, mounted at / of the first mount namespace. */
export function emptyFs(mntns: number): FsState {
  const root = inodeSuperOf(ROOT_DEV, 'ext4', '/dev/sda1', '', DISK)
  const top = { id: 1, parent: 1, dev: ROOT_DEV, root: root.root, target: '/', flags: ['relatime'] }
  const tables = { [mntns]: { root: 1, mounts: { root: top } } }
  const d: Draft = {
    fs: { supers: slotSet<Super>([], ROOT_DEV, root), tables, nextDev: FIRST_ANONYMOUS, nextMount: 2, notes: [] },
  }
  putInode(d, { dev: ROOT_DEV, ino: root.root }, directory(0o755, 0, 0, 0))
  return d.fs
}

export function newSuper(d: Draft, cred: Cred, request: MountRequest): number {
  switch (request.type) {
    case 'overlay':
      return newOverlay(d, cred, request)
    case 'proc':
    case 'sysfs':
    case 'cgroup2':
      return newVirtual(d, request, request.type)
    case 'tmpfs':
    case 'devtmpfs':
    case 'mqueue':
    case 'devpts':
      return newInodes(d, cred, request)
    case 'ext4':
      return (
        slotValues(d.fs.supers).find((at) => at.type === 'ext4' && at.source === request.source)?.dev ??
        newInodes(d, cred, request)
      )
    default:
      throw new SysError('ENODEV', request.target)
  }
}

const newVirtual = (d: Draft, { source, data, tag }: MountRequest, type: VirtualType): number =>
  putNew(d, { kind: 'virtual', dev: d.fs.nextDev, type, source, options: data, tag: tag ?? '' })

/** `mode=755,size=65536k` as a record. */
const parseOptions = (data: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    data
      .split(',')
      .flatMap((part) => (part === '' ? [] : [/^([^=]*)=?(.*)$/s.exec(part)!.slice(1) as [string, string]])),
  )

const sizeIn = (text: string): number => {
  const [, digits = '0', unit = ''] = /^(\d+)([kmg]?)/i.exec(text) ?? []
  return Number(digits) * 1024 ** ' kmg'.indexOf(unit.toLowerCase() || ' ')
}

function newInodes(d: Draft, cred: Cred, request: MountRequest): number {
  const given = parseOptions(request.data)
  const tmpfs = request.type === 'tmpfs' || request.type === 'devtmpfs'
  const total = request.type === 'ext4' ? DISK : given['size'] === undefined ? MEMORY / 2 : sizeIn(given['size'])
  const dev = putNew(
    d,
    inodeSuperOf(d.fs.nextDev, request.type, request.source, shownOptions(request.type, given), total),
  )
  const mode = tmpfs ? parseInt(given['mode'] ?? '1777', 8) : request.type === 'mqueue' ? 0o1777 : 0o755
  const root = { dev, ino: (superOf(d.fs, dev) as InodeSuper).root }
  putInode(
    d,
    root,
    directory(mode, Number(given['uid'] ?? cred.uid), tmpfs ? Number(given['gid'] ?? cred.gid) : 0, cred.now),
  )
  if (request.type === 'devpts') addPtmx(d, root, parseInt(given['ptmxmode'] ?? '0', 8), cred.now)
  return dev
}

function addPtmx(d: Draft, root: Ref, mode: number, now: number): void {
  const ptmx: Inode = { kind: 'char', rdev: [5, 2], mode, uid: 0, gid: 0, nlink: 1, mtime: now }
  setEntry(d, root, 'ptmx', addInode(d, root.dev, ptmx), now)
}

/** Options as the kernel prints them: its own order, defaults left out, sizes in KiB. */
function shownOptions(type: string, given: Readonly<Record<string, string>>): string {
  const octal = (text: string): string => parseInt(text, 8).toString(8)
  const show: Readonly<Record<string, (value: string) => string | undefined>> = {
    size: (value) => `size=${Math.ceil(sizeIn(value) / 1024)}k`,
    gid: (value) => (value === '0' ? undefined : `gid=${value}`),
    mode: (value) => (type === 'tmpfs' && octal(value) === '1777' ? undefined : `mode=${octal(value)}`),
    ptmxmode: (value) => `ptmxmode=${octal(value)}`,
    uid: (value) => (value === '0' ? undefined : `uid=${value}`),
  }
  const order = type === 'devpts' ? ['gid', 'mode', 'ptmxmode'] : ['size', 'mode', 'uid', 'gid']
  if (type !== 'tmpfs' && type !== 'devtmpfs' && type !== 'devpts')
    return Object.entries(given)
      .map(([k, v]) => (v === '' ? k : `${k}=${v}`))
      .join(',')
  return order.flatMap((name) => (given[name] === undefined ? [] : (show[name]!(given[name]) ?? []))).join(',')
}

function newOverlay(d: Draft, cred: Cred, request: MountRequest): number {
  const given = parseOptions(request.data)
  const { lowerdir, upperdir, workdir } = given
  if (lowerdir === undefined || lowerdir === '' || (upperdir === undefined) !== (workdir === undefined))
    throw new SysError('EINVAL', request.target)
  const real = (path: string): Ref => realDirectory(d.fs, cred, path, request.target)
  const lowers = lowerdir.split(':').map(real)
  const base = {
    kind: 'overlay',
    dev: d.fs.nextDev,
    type: 'overlay',
    source: request.source,
    options: request.data,
    lowers,
  } as const
  if (upperdir === undefined || workdir === undefined) return putNew(d, base)
  const upper = real(upperdir)
  const work = real(workdir)
  if (upper.dev !== work.dev || upper.ino === work.ino) throw new SysError('EINVAL', request.target)
  if (entryRef(d.fs, work, 'work') === undefined)
    setEntry(d, work, 'work', addInode(d, work.dev, directory(0, 0, 0, cred.now)), cred.now)
  return putNew(d, { ...base, upper } satisfies OverlaySuper)
}

function realDirectory(fs: FsState, cred: Cred, path: string, target: string): Ref {
  const { node } = find(fs, cred, path)
  if (node.kind !== 'inode') throw new SysError('EINVAL', target)
  dirAt(fs, node.ref)
  return node.ref
}
