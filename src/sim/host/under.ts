import type { CgroupTree, CgroupView, OverlayView, UpperEntry } from '../wire/view'
import { readCgroupFile } from '../kernel/cgroup/cgroup'
import { usageAt } from '../kernel/cgroup/usage'
import { findInode } from '../kernel/fs/inodes'
import { isWhiteout, OPAQUE } from '../kernel/fs/overlay'
import { inodeOf } from '../kernel/fs/place'
import { find } from '../kernel/fs/walk'
import * as vfs from '../kernel/fs/vfs'
import type { Cred, FsState, Inode } from '../kernel/fs/types'
import { virtualFor } from '../kernel/procfs/virtual'
import type { Work } from '../kernel/work'
import type { World } from '../world/world'
import { hostOf, rootIn, unlessMissing } from './as-root'

/**
 * A look below the surface of the Docker host: files of /proc and /sys as root reads them there, the cgroup tree, and what an overlay's
 * upper directory holds. For the picture and for a lesson's checks; nothing here changes anything.
 */
/** A workbench to read at; what is made up on it is thrown away. */
const benchOf = (world: World): Work =>
  ({ state: hostOf(world), now: world.now, effects: [], programs: {}, stirred: false, current: 1 }) as unknown as Work

/** Root in the host's own namespaces. */
function rootCred(world: World): Cred {
  const mntns = hostOf(world).procs['1']?.ns['mnt'] ?? 0
  return { ...rootIn(mntns, Math.floor(world.now / 1e6)), virtual: virtualFor(benchOf(world), 1) }
}

/** What `sudo cat` shows on the host, /proc and /sys included; undefined where there is nothing to read. */
export function rootFile(world: World, path: string): string | undefined {
  return unlessMissing(() => vfs.readFile(hostOf(world).fs, rootCred(world), path))
}

const controls = [
  'cgroup.freeze',
  'cpu.max',
  'cpu.weight',
  'cpu.stat',
  'cpuset.cpus',
  'io.max',
  'memory.current',
  'memory.events',
  'memory.high',
  'memory.max',
  'memory.peak',
  'memory.swap.current',
  'memory.swap.max',
  'pids.current',
  'pids.max',
]

/**
 * Every cgroup, by its path below /sys/fs/cgroup, with the files that say what it may use and what it uses: each as `cat` shows it at
 * this moment, read without the way through the file system, since the picture asks often.
 */
export function cgroupTree(world: World): CgroupTree {
  const bench = benchOf(world)
  const { groups } = bench.state.cgroups
  return Object.fromEntries(Object.keys(groups).map((path) => [path, groupOf(bench, path)]))
}

function groupOf(bench: Work, path: string): CgroupView {
  const usage = usageAt(bench, path)
  const { cgroups } = bench.state
  const texts = controls.flatMap((name): readonly (readonly [string, string])[] => {
    const text = readCgroupFile(cgroups, path, name, usage)
    return text === undefined ? [] : [[name, text.trimEnd()]]
  })
  return { pids: cgroups.groups[path]?.pids ?? [], files: Object.fromEntries(texts) }
}

const mostEntries = 200

/** A writable layer: what its upper directory holds, and the directories below it, topmost first. */
export function overlayAt(world: World, upperDir: string): OverlayView | undefined {
  const { fs } = hostOf(world)
  const cred = rootCred(world)
  const entries = unlessMissing(() => below(fs, cred, upperDir, ''))
  if (entries === undefined) return undefined
  const home = upperDir.replace(/\/[^/]+\/diff$/, '')
  const lower = unlessMissing(() => vfs.readFile(fs, cred, upperDir.replace(/\/diff$/, '/lower'))) ?? ''
  const mounted = vfs
    .mountsOf(fs, cred.mntns)
    .some(({ type, options }) => type === 'overlay' && options.includes(`upperdir=${upperDir},`))
  return {
    upper: upperDir,
    lower: lower
      .split(':')
      .filter(Boolean)
      .map((dir) => `${home}/${dir}`),
    mounted,
    entries: entries.slice(0, mostEntries),
    more: Math.max(0, entries.length - mostEntries),
  }
}

function below(fs: FsState, cred: Cred, top: string, path: string): readonly UpperEntry[] {
  const names = vfs
    .readdir(fs, cred, `${top}${path}`)
    .map(({ name }) => name)
    .sort()
  return names.flatMap((name) => {
    const inner = `${path}/${name}`
    const inode = inodeOf(fs, find(fs, cred, `${top}${inner}`, false).node)
    if (inode === undefined) return []
    return [entry(fs, inode, inner), ...(inode.kind === 'dir' ? below(fs, cred, top, inner) : [])]
  })
}

/** What an inode of the upper directory means: something new, a copy of something below, or that something below is gone. */
function entry(fs: FsState, inode: Inode, path: string): UpperEntry {
  const size = inode.kind === 'file' ? inode.size : 0
  const was = inode.origin && findInode(fs, inode.origin)
  const how = isWhiteout(inode)
    ? 'whiteout'
    : inode.xattrs?.[OPAQUE] === 'y'
      ? 'opaque'
      : was !== undefined
        ? 'copied'
        : 'added'
  return { path, kind: inode.kind === 'dir' ? 'dir' : inode.kind === 'symlink' ? 'symlink' : 'file', how, size }
}
