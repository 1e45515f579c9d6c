import type { Bytes } from '../../base/bytes'
import type { RuntimeSpec } from '../oci/runtime-spec'
import type { Address } from '../wire/address'

/**
 * What containerd offers to dockerd and buildkit: names of methods, what goes in, what comes out. Types only.
 * Every call is an `rpc.call` to node `containerd`.
 *
 * Snapshots live where Docker's overlay2 driver has them: `/var/lib/docker/overlay2/<cache id>/{diff,link,lower,work,merged}`.
 * A snapshot is known by its key: a ChainID for a layer, `<container id>-init` and `<container id>` for a container's own.
 * @models containerd api/services, moby daemon/graphdriver/overlay2
 * @fidelity part: one namespace (`moby`); layer content travels in the call instead of by way of the content store
 */
export const methods = {
  prepare: 'containerd.services.snapshots.v1.Snapshots/Prepare',
  view: 'containerd.services.snapshots.v1.Snapshots/View',
  mounts: 'containerd.services.snapshots.v1.Snapshots/Mounts',
  commit: 'containerd.services.snapshots.v1.Snapshots/Commit',
  removeSnapshot: 'containerd.services.snapshots.v1.Snapshots/Remove',
  statSnapshot: 'containerd.services.snapshots.v1.Snapshots/Stat',
  usage: 'containerd.services.snapshots.v1.Snapshots/Usage',
  apply: 'containerd.services.diff.v1.Diff/Apply',
  diff: 'containerd.services.diff.v1.Diff/Diff',
  createContainer: 'containerd.services.containers.v1.Containers/Create',
  deleteContainer: 'containerd.services.containers.v1.Containers/Delete',
  createTask: 'containerd.services.tasks.v1.Tasks/Create',
  startTask: 'containerd.services.tasks.v1.Tasks/Start',
  killTask: 'containerd.services.tasks.v1.Tasks/Kill',
  deleteTask: 'containerd.services.tasks.v1.Tasks/Delete',
  exec: 'containerd.services.tasks.v1.Tasks/Exec',
  pause: 'containerd.services.tasks.v1.Tasks/Pause',
  resume: 'containerd.services.tasks.v1.Tasks/Resume',
  update: 'containerd.services.tasks.v1.Tasks/Update',
  pids: 'containerd.services.tasks.v1.Tasks/ListPids',
  resizePty: 'containerd.services.tasks.v1.Tasks/ResizePty',
  closeIO: 'containerd.services.tasks.v1.Tasks/CloseIO',
  /** Ours: BuildKit's executor (it calls runc itself) as one call. Streams {@link RunOutput}, ends with {@link RunResult}. */
  run: 'glasswhale.Executor/Run',
} as const

/** Topics of containerd's event bus that dockerd listens to. */
export const topics = {
  create: '/tasks/create',
  start: '/tasks/start',
  exit: '/tasks/exit',
  oom: '/tasks/oom',
  paused: '/tasks/paused',
  resumed: '/tasks/resumed',
  execAdded: '/tasks/exec-added',
  execStarted: '/tasks/exec-started',
} as const

/** Prepare and View: a new writable (or read-only) snapshot on top of a committed one; `parent` '' for none. */
export interface PrepareArgs {
  readonly key: string
  readonly parent: string
  /** Name of its directory; absent: a random one. A container's init layer has its container's with `-init`. */
  readonly cacheId?: string
}

/** Of Prepare, View, Mounts and Stat. Lower directories top first, as mount(8) wants them. */
export interface SnapshotMounts {
  readonly key: string
  readonly parent: string
  readonly kind: 'active' | 'view' | 'committed'
  readonly cacheId: string
  /** Where the snapshot's own changes are: `…/diff`. */
  readonly dir: string
  readonly mounts: {
    readonly lower: readonly string[]
    readonly upper: string
    readonly work: string
    readonly merged: string
  }
}

/** An active snapshot becomes a layer with this name (its ChainID). → SnapshotMounts */
export interface CommitArgs {
  readonly name: string
  readonly key: string
}

/** Remove, Mounts, Stat, Usage, Diff. */
export interface KeyArgs {
  readonly key: string
}

/**
 * Unpacks a layer tar (uncompressed). With `parent` a snapshot `key` is prepared, filled and committed under `key`, which is how
 * a pulled layer arrives; without, the tar goes into the active snapshot `key`. → {@link Applied}
 */
export interface ApplyArgs {
  readonly key: string
  readonly parent?: string
  readonly tar: Bytes
}

export interface Applied {
  readonly key: string
  readonly cacheId: string
  readonly dir: string
  readonly size: number
}

/** What the upper directory of that snapshot changes, as a layer tar. */
export interface Diffed {
  readonly tar: Bytes
  readonly diffId: string
  /** Sum of the files' sizes. */
  readonly size: number
}

/** Who has the other end of a process's stdio. Names of pipes: `<id>-stdin`, `<id>-stdout`, `<id>-stderr`; of a terminal: `<id>-tty`. */
export interface IoArgs {
  readonly id: string
  readonly stdin: boolean
  readonly terminal: boolean
  /** Receives the output as `pipe` or `tty.output` payloads: `dockerd`, `buildkit`. */
  readonly holder: Address
}

export interface CreateContainerArgs {
  readonly id: string
  readonly snapshot: string
  readonly spec: RuntimeSpec
}

/** runc has made the init process, which waits at the exec.fifo. → {@link TaskCreated} */
export interface CreateTaskArgs {
  readonly id: string
  readonly io: IoArgs
}

export interface TaskCreated {
  readonly id: string
  readonly pid: number
}

/** `exec` '' or absent: the container's init. Start, Delete, ResizePty, CloseIO. */
export interface TaskArgs {
  readonly id: string
  readonly exec?: string
}

export interface KillArgs extends TaskArgs {
  readonly signal: string
  readonly all?: boolean
}

export interface ResizeArgs extends TaskArgs {
  readonly rows: number
  readonly cols: number
}

/** Registers a further process; Start with the same `exec` runs it. */
export interface ExecArgs {
  readonly id: string
  readonly exec: string
  readonly process: RuntimeSpec['process']
  readonly io: IoArgs
}

export interface TaskExited {
  readonly id: string
  /** The container's id for its init, else the exec's. */
  readonly exec: string
  readonly pid: number
  readonly status: number
  readonly oomKilled: boolean
}

/** BuildKit's RUN. `argv` is whole: `['/bin/sh', '-c', 'echo hi']`. */
export interface RunArgs {
  readonly id: string
  /** Key of the active snapshot that is its root. */
  readonly snapshot: string
  readonly argv: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: string
  readonly hostname: string
}

export interface RunOutput {
  readonly channel: 'stdout' | 'stderr'
  readonly data: Bytes
}

export interface RunResult {
  readonly exitCode: number
}
