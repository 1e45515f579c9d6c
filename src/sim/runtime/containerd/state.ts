import type { Rng } from '../../../base/random'
import type { RuntimeSpec } from '../../oci/runtime-spec'
import type { Address } from '../../wire/address'
import { noCalls, type Calling } from '../../world/draft'
import type { Caller } from '../serve'

export interface Snapshot {
  readonly key: string
  readonly parent: string
  readonly kind: 'active' | 'view' | 'committed'
  readonly cacheId: string
  /** Directories of the layers below, top first. */
  readonly lower: readonly string[]
  readonly size: number
}

/** Metadata of a container (not a process): what it is made of. */
export interface ContainerRecord {
  readonly id: string
  readonly snapshot: string
  readonly spec: RuntimeSpec
}

export interface TaskRecord {
  readonly id: string
  readonly shimPid: number
  readonly pid: number
  /** Who made it and hears of its end. */
  readonly owner: Address
}

/** BuildKit's RUN under way. */
export interface RunRecord {
  readonly id: string
  readonly snapshot: string
  readonly caller: Caller
  readonly ended?: number
}

export interface ContainerdState extends Calling {
  readonly rng: Rng
  readonly pid: number
  readonly snapshots: Readonly<Record<string, Snapshot>>
  readonly containers: Readonly<Record<string, ContainerRecord>>
  readonly tasks: Readonly<Record<string, TaskRecord>>
  readonly runs: Readonly<Record<string, RunRecord>>
}

export const newContainerd = (start: { readonly rng: Rng; readonly pid: number }): ContainerdState => ({
  ...noCalls,
  ...start,
  snapshots: {},
  containers: {},
  tasks: {},
  runs: {},
})
