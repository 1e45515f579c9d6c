import { digestOf } from '../../../base/digest'
import type { FileEntry } from '../../../base/file-entry'
import { drawHex } from '../../../base/random'
import { packTar, unpackTar } from '../../../base/tar'
import { fromOverlay, toOverlay, layerSize } from '../../oci/layer'
import type { SysReturn } from '../../wire/syscall'
import { patch, syscall, type Draft } from '../../world/draft'
import type { ApplyArgs, CommitArgs, KeyArgs, PrepareArgs, SnapshotMounts } from '../face'
import { fail, ok, type Caller, type Served } from '../serve'
import { methods } from '../face'
import type { ContainerdState, Snapshot } from './state'

/**
 * Snapshots as Docker's overlay2 driver keeps them. A layer is a directory `diff` with what it changes; a container's own is one more.
 * @models containerd snapshots/overlay, moby daemon/graphdriver/overlay2/overlay.go
 * @fidelity part: no quotas, no id-mapped mounts
 */
const home = '/var/lib/docker/overlay2'

type Containerd = Draft<ContainerdState>

export const diffDir = (snapshot: Snapshot): string => `${home}/${snapshot.cacheId}/diff`

export function mountsOf(snapshot: Snapshot): SnapshotMounts {
  const dir = `${home}/${snapshot.cacheId}`
  const { key, parent, kind, cacheId, lower } = snapshot
  return {
    key,
    parent,
    kind,
    cacheId,
    dir: `${dir}/diff`,
    mounts: { lower, upper: `${dir}/diff`, work: `${dir}/work`, merged: `${dir}/merged` },
  }
}

const notFound = (key: string): string => `snapshot ${key} does not exist: not found`

function make(
  d: Containerd,
  { key, parent, cacheId }: PrepareArgs,
  kind: 'active' | 'view',
  then: string,
  data: object,
): boolean {
  const below = d.state.snapshots[parent]
  if (parent !== '' && below === undefined) return false
  const [random, afterId] = drawHex(d.state.rng, 64)
  const [link, rng] = drawHex(afterId, 26)
  const lower = below === undefined ? [] : [diffDir(below), ...below.lower]
  const snapshot: Snapshot = { key, parent, kind, cacheId: cacheId ?? random, lower, size: 0 }
  patch(d, { rng, snapshots: { ...d.state.snapshots, [key]: snapshot } })
  const entries = layout(snapshot.cacheId, link.toUpperCase(), lower, d.now)
  syscall(d, d.state.pid, { name: 'writetree', path: home, entries }, { then, data }, { delay: 800 })
  return true
}

/** `diff`, `link`, `lower`, `work`, `merged` and the short name in `l/`, as overlay2 lays them out. */
function layout(cacheId: string, link: string, lower: readonly string[], now: number): readonly FileEntry[] {
  const mtime = Math.floor(now / 1e6)
  const base = { uid: 0, gid: 0, mtime }
  const dir = (path: string, mode: number): FileEntry => ({ ...base, path, type: 'dir', mode })
  const file = (path: string, data: string): FileEntry => ({
    ...base,
    path,
    type: 'file',
    mode: 0o644,
    data,
    size: data.length,
  })
  return [
    dir('l', 0o710),
    { ...base, path: `l/${link}`, type: 'symlink', mode: 0o777, link: `../${cacheId}/diff` },
    dir(cacheId, 0o710),
    dir(`${cacheId}/diff`, 0o755),
    file(`${cacheId}/link`, link),
    dir(`${cacheId}/work`, 0o700),
    ...(lower.length === 0
      ? []
      : [file(`${cacheId}/lower`, lower.map((path) => path.slice(home.length + 1)).join(':'))]),
    dir(`${cacheId}/merged`, 0o755),
  ]
}

const prepare =
  (kind: 'active' | 'view') =>
  (d: Containerd, caller: Caller, args: PrepareArgs): void => {
    if (d.state.snapshots[args.key] !== undefined)
      return fail(d, caller, `snapshot ${args.key}: already exists`, 'AlreadyExists')
    if (!make(d, args, kind, 'snapshots/made', { caller, key: args.key }))
      fail(d, caller, notFound(args.parent), 'NotFound')
  }

function made(d: Containerd, { caller, key }: { caller: Caller; key: string }, answer: SysReturn): void {
  const snapshot = d.state.snapshots[key]
  if (answer.errno !== undefined || snapshot === undefined)
    return fail(d, caller, answer.detail ?? String(answer.errno))
  ok(d, caller, mountsOf(snapshot))
}

function tell(d: Containerd, caller: Caller, { key }: KeyArgs): void {
  const snapshot = d.state.snapshots[key]
  if (snapshot === undefined) return fail(d, caller, notFound(key), 'NotFound')
  ok(d, caller, mountsOf(snapshot))
}

function usage(d: Containerd, caller: Caller, { key }: KeyArgs): void {
  const snapshot = d.state.snapshots[key]
  if (snapshot === undefined) return fail(d, caller, notFound(key), 'NotFound')
  if (snapshot.kind === 'committed') return ok(d, caller, { size: snapshot.size })
  readChanges(d, snapshot, { then: 'snapshots/used', data: { caller } })
}

const used = (d: Containerd, { caller }: { caller: Caller }, answer: SysReturn): void =>
  ok(d, caller, { size: sizeOf(answer.value?.entries ?? []) })

function commit(d: Containerd, caller: Caller, { name, key }: CommitArgs): void {
  const snapshot = d.state.snapshots[key]
  if (snapshot === undefined) return fail(d, caller, notFound(key), 'NotFound')
  if (d.state.snapshots[name] !== undefined && name !== key)
    return fail(d, caller, `snapshot ${name}: already exists`, 'AlreadyExists')
  const { [key]: _active, ...others } = d.state.snapshots
  const committed: Snapshot = { ...snapshot, key: name, kind: 'committed' }
  patch(d, { snapshots: { ...others, [name]: committed } })
  ok(d, caller, mountsOf(committed))
}

function remove(d: Containerd, caller: Caller, { key }: KeyArgs): void {
  const snapshot = d.state.snapshots[key]
  if (snapshot === undefined) return fail(d, caller, notFound(key), 'NotFound')
  if (Object.values(d.state.snapshots).some((other) => other.parent === key)) {
    return fail(d, caller, 'cannot remove snapshot with child: failed precondition', 'FailedPrecondition')
  }
  const { [key]: _gone, ...snapshots } = d.state.snapshots
  patch(d, { snapshots })
  syscall(
    d,
    d.state.pid,
    { name: 'removetree', path: `${home}/${snapshot.cacheId}` },
    { then: 'snapshots/done', data: { caller } },
    { delay: 1_500 },
  )
}

/** Unpacking: about 400 MB a second, and a little for each file. */
const unpackTime = (entries: readonly FileEntry[]): number =>
  3_000 + Math.floor(sizeOf(entries) / 400) + entries.length * 8

/** As moby counts a directory: a symlink's size is the length of its target. */
export const sizeOf = layerSize

/** The root's own entry stays as the snapshot was made: a tar's `./` would be its mode and owner. */
const apply = (d: Containerd, caller: Caller, args: ApplyArgs): void => {
  if (args.parent === undefined) {
    const active = d.state.snapshots[args.key]
    return active === undefined ? fail(d, caller, notFound(args.key), 'NotFound') : unpack(d, { caller, args })
  }
  const { key, parent } = args
  const known = d.state.snapshots[key]
  if (known?.kind === 'committed')
    return ok(d, caller, { key, cacheId: known.cacheId, dir: diffDir(known), size: known.size })
  if (!make(d, { key, parent }, 'active', 'diff/unpack', { caller, args }))
    fail(d, caller, notFound(parent), 'NotFound')
}

interface Applying {
  readonly caller: Caller
  readonly args: ApplyArgs
}

function unpack(d: Containerd, { caller, args }: Applying): void {
  const snapshot = d.state.snapshots[args.key]
  if (snapshot === undefined) return fail(d, caller, notFound(args.key), 'NotFound')
  const entries = entriesOf(args.tar)
  if (typeof entries === 'string') return fail(d, caller, `failed to extract layer: ${entries}`)
  const size = sizeOf(entries)
  const data = { caller, key: args.key, size, whole: args.parent !== undefined }
  syscall(
    d,
    d.state.pid,
    { name: 'writetree', path: diffDir(snapshot), entries },
    { then: 'diff/applied', data },
    { delay: unpackTime(entries) },
  )
}

function entriesOf(tar: string): readonly FileEntry[] | string {
  try {
    return toOverlay(unpackTar(tar))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function applied(
  d: Containerd,
  data: { caller: Caller; key: string; size: number; whole: boolean },
  answer: SysReturn,
): void {
  const snapshot = d.state.snapshots[data.key]
  if (answer.errno !== undefined || snapshot === undefined)
    return fail(d, data.caller, `failed to extract layer: ${answer.errno}`)
  const after: Snapshot = {
    ...snapshot,
    size: snapshot.size + data.size,
    kind: data.whole ? 'committed' : snapshot.kind,
  }
  patch(d, { snapshots: { ...d.state.snapshots, [data.key]: after } })
  ok(d, data.caller, { key: data.key, cacheId: after.cacheId, dir: diffDir(after), size: data.size })
}

function diff(d: Containerd, caller: Caller, { key }: KeyArgs): void {
  const snapshot = d.state.snapshots[key]
  if (snapshot === undefined) return fail(d, caller, notFound(key), 'NotFound')
  readChanges(d, snapshot, { then: 'diff/read', data: { caller, key } })
}

const readChanges = (d: Containerd, snapshot: Snapshot, then: { then: string; data: object }): void => {
  syscall(d, d.state.pid, { name: 'readtree', path: diffDir(snapshot) }, then, { delay: 1_000 })
}

function diffed(d: Containerd, { caller, key }: { caller: Caller; key: string }, answer: SysReturn): void {
  const snapshot = d.state.snapshots[key]
  if (answer.errno !== undefined) return fail(d, caller, `failed to read ${key}: ${answer.errno}`)
  const entries = fromOverlay((answer.value?.entries ?? []).filter((entry) => entry.path !== ''))
  const tar = packTar(entries)
  const size = sizeOf(entries)
  if (snapshot !== undefined) patch(d, { snapshots: { ...d.state.snapshots, [key]: { ...snapshot, size } } })
  ok(d, caller, { tar, diffId: digestOf(tar), size }, 1_000 + Math.floor(size / 300))
}

export const snapshotsServed: Served<ContainerdState> = {
  methods: {
    [methods.prepare]: prepare('active'),
    [methods.view]: prepare('view'),
    [methods.mounts]: tell,
    [methods.statSnapshot]: tell,
    [methods.usage]: usage,
    [methods.commit]: commit,
    [methods.removeSnapshot]: remove,
    [methods.apply]: apply,
    [methods.diff]: diff,
  },
  continuations: {
    'snapshots/made': made,
    'snapshots/used': used,
    'snapshots/done': (d, { caller }: { caller: Caller }) => ok(d, caller),
    'diff/unpack': unpack,
    'diff/applied': applied,
    'diff/read': diffed,
  },
}
