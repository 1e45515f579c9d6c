import type { Bytes } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'

/**
 * What BuildKit says and hears: names of methods, what goes in, what comes out. Types only.
 * @models buildkit api/services/control, session/filesync, moby builder-next/controller
 * @fidelity part: one JSON document a frame instead of protobuf over HTTP/2; file trees travel whole instead of packet by packet
 */
export const methods = {
  solve: 'moby.buildkit.v1.Control/Solve',
  status: 'moby.buildkit.v1.Control/Status',
  /** The client is gone (Ctrl-C): args {ref}. */
  cancel: 'glasswhale.Control/Cancel',
  diskUsage: 'moby.buildkit.v1.Control/DiskUsage',
  prune: 'moby.buildkit.v1.Control/Prune',
  /** BuildKit → client, by way of dockerd and the session. */
  diffCopy: 'moby.filesync.v1.FileSync/DiffCopy',
  /** BuildKit → dockerd. */
  resolve: 'images.Resolve',
  export: 'images.Export',
} as const

/** `frontendAttrs`: filename, target, `build-arg:X`, `label:X`, no-cache (''), platform. Attributes that are not there are absent. */
export interface SolveArgs {
  readonly ref: string
  readonly conn?: string
  readonly frontend?: string
  readonly frontendAttrs: Readonly<Record<string, string>>
  readonly exporter: string
  /** `name`: references separated by commas; absent for an image without a name. */
  readonly exporterAttrs: Readonly<Record<string, string>>
  /** Identifies the build context across builds: the client's node id and path. */
  readonly sharedKey?: string
}

export interface StatusArgs {
  readonly ref: string
  readonly conn?: string
}

/**
 * One message of the Status stream. Times are microseconds since 1970 of the simulated clock.
 * A vertex is told again whenever something about it changes; all of it each time.
 */
export interface StatusUpdate {
  readonly vertexes?: readonly VertexStatus[]
  readonly statuses?: readonly ProgressStatus[]
  readonly logs?: readonly VertexLog[]
  readonly warnings?: readonly VertexWarning[]
}

export interface VertexStatus {
  readonly digest: string
  readonly inputs?: readonly string[]
  readonly name: string
  readonly started?: number
  readonly completed?: number
  readonly cached?: boolean
  readonly error?: string
}

/** A line below a vertex: `transferring context:`, `exporting layers`, `sha256:…` of a layer being pulled. */
export interface ProgressStatus {
  readonly vertex: string
  readonly id: string
  readonly current: number
  /** 0 when not known. */
  readonly total: number
  readonly started?: number
  readonly completed?: number
  readonly timestamp: number
}

export interface VertexLog {
  readonly vertex: string
  /** 1 stdout, 2 stderr. */
  readonly stream: 1 | 2
  readonly msg: Bytes
  readonly timestamp: number
}

export interface VertexWarning {
  readonly vertex: string
  readonly level: number
  readonly short: string
  readonly detail: readonly string[]
  readonly url?: string
  readonly source?: SourceExcerpt
}

/** Where in the Dockerfile an error is: the client draws the excerpt with `>>>` from it. Lines count from 1. */
export interface SourceExcerpt {
  readonly filename: string
  readonly data: Bytes
  readonly start: number
  readonly end: number
}

/**
 * The error of Solve: `message` is complete from after "failed to solve: " on; where the Dockerfile is to blame the excerpt
 * (`Dockerfile:3`, rule, lines, rule) is in `result` of the same reply as {@link SolveFailure}.
 */
export interface SolveFailure {
  readonly source?: SourceExcerpt
  /** `printSources` done for the client: the lines from `Dockerfile:3` to the closing rule, without the last newline. */
  readonly excerpt?: string
}

/** `name`: `dockerfile` or `context`. Followed paths are clean relative paths or patterns; none means everything. */
export interface DiffCopyArgs {
  readonly conn: string
  readonly name: 'dockerfile' | 'context'
  readonly followPaths: readonly string[]
  readonly excludes: readonly string[]
}

export interface DiffCopied {
  readonly files: readonly FileEntry[]
}

export interface ResolveArgs {
  readonly ref: string
  readonly platform: string
}

export interface Resolved {
  readonly id: string
  readonly config: Bytes
  /** ChainIDs of its layers, base first, and the keys of their snapshots. */
  readonly chainIds: readonly string[]
  readonly snapshotKeys: readonly string[]
}

export interface ExportLayer {
  readonly diffId: string
  readonly chainId: string
  readonly size: number
  /** Key of the committed snapshot. */
  readonly key: string
  readonly createdBy: string
}

export interface ExportArgs {
  readonly config: Bytes
  readonly layers: readonly ExportLayer[]
  readonly names: readonly string[]
}

export interface Exported {
  readonly id: string
}

/** Answer of DiskUsage (all) and Prune (those that are gone): `{ records: CacheRecord[] }`. One record of the build cache, for `docker system df` and `docker builder prune`. */
export interface CacheRecord {
  readonly id: string
  readonly type: 'regular' | 'source.local' | 'exec.cachemount' | 'internal'
  readonly description: string
  readonly size: number
  readonly inUse: boolean
  readonly shared: boolean
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly usageCount: number
}
