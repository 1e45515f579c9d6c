import type { Bytes } from '../../base/bytes'
import type { Digest } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import type { Rng } from '../../base/random'
import type { Address } from '../wire/address'
import { noCalls, type Calling, type Draft } from '../world/draft'
import type { BuildLife } from './build.machine'
import type { Converted } from './dockerfile/convert'
import type { Plan } from './dockerfile/stages'
import type { ProgressStatus, Resolved, SolveArgs, StatusUpdate, VertexStatus } from './face'
import type { StepLife } from './step.machine'

/** What BuildKit remembers: builds under way or just ended, its cache, and what it has seen of build contexts. */
export interface BuildkitState extends Calling {
  readonly rng: Rng
  readonly builds: Readonly<Record<string, Build>>
  /** By cache key. */
  readonly cache: Readonly<Record<string, CacheEntry>>
  /** Digests of the files of each build context at its last transfer: only what changed travels again. */
  readonly contexts: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly nextSnapshot: number
  /** Who asked for the status of a build that has not begun yet. */
  readonly early: Readonly<Record<string, Caller>>
}

export const newBuildkit = (rng: Rng): BuildkitState => ({
  ...noCalls,
  rng,
  builds: {},
  cache: {},
  contexts: {},
  nextSnapshot: 1,
  early: {},
})

/** Who is to be answered. */
export interface Caller {
  readonly to: Address
  readonly call: number
  readonly method: string
}

export interface Build {
  readonly ref: string
  readonly args: SolveArgs
  readonly life: BuildLife
  readonly solve: Caller
  readonly status?: Caller
  /** What happened before anybody asked for the status. */
  readonly untold: readonly StatusUpdate[]
  readonly told: Readonly<Record<string, VertexStatus>>
  readonly filename: string
  readonly dockerfile: Bytes
  readonly plan?: Plan
  readonly resolved: Readonly<Record<string, Resolved>>
  readonly unresolved: number
  /** Layers of base images on their way, by the name of their line. */
  readonly transfers: Readonly<Record<string, ProgressStatus>>
  readonly excludes: readonly string[]
  readonly converted?: Converted
  readonly contextState: 'none' | 'asked' | 'here'
  readonly contextFiles: readonly FileEntry[]
  readonly steps: Readonly<Record<string, Step>>
}

export interface Step {
  readonly vertex: string
  readonly life: StepLife
  /** All layers of its file system, base first, once it is done. */
  readonly layers: readonly Layer[]
  /** The file of an inline document. */
  readonly files: readonly FileEntry[]
  readonly cacheKey: string
  /** Key of its active snapshot, and where that is mounted while files are copied. */
  readonly snapshot: string
  readonly merged: string
  /** Where its own changes are. */
  readonly upper: string
}

export interface Layer {
  readonly diffId: Digest
  readonly chainId: Digest
  readonly size: number
  readonly key: string
  /** Microseconds; 0 for a layer of a base image. */
  readonly created: number
}

export interface CacheEntry {
  readonly layer: Layer
  readonly description: string
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly usageCount: number
  /** Part of an image that was exported. */
  readonly shared: boolean
}

export type Buildkit = Draft<BuildkitState>

export const buildOf = (d: Buildkit, ref: string): Build | undefined => d.state.builds[ref]

export function setBuild(d: Buildkit, ref: string, change: Partial<Build>): void {
  const build = d.state.builds[ref]
  if (build !== undefined) d.state = { ...d.state, builds: { ...d.state.builds, [ref]: { ...build, ...change } } }
}

export function setStep(d: Buildkit, ref: string, digest: string, change: Partial<Step>): void {
  const steps = d.state.builds[ref]?.steps
  const step = steps?.[digest]
  if (steps !== undefined && step !== undefined)
    setBuild(d, ref, { steps: { ...steps, [digest]: { ...step, ...change } } })
}
