import type { ProcessSpec, RuntimeSpec } from '../../oci/runtime-spec'
import type { ProcessExit } from '../../wire/syscall'
import type { Calling } from '../../world/draft'
import type { Life } from '../../world/life'
import type { IoArgs } from '../face'

/** One process of the container that the shim looks after: its init, or an exec. */
export interface ShimProcess {
  readonly pid: number
  readonly process: ProcessSpec
  readonly io: IoArgs
  readonly life: Life
  readonly status?: number
}

export interface ShimState extends Calling {
  readonly id: string
  /** The shim's own pid. */
  readonly pid: number
  readonly spec: RuntimeSpec
  /** Where its events go. */
  readonly containerd: string
  /** By exec id; init has the container's id. */
  readonly processes: Readonly<Record<string, ShimProcess>>
  /** Ends of processes that runc has not told us of yet, by pid. */
  readonly early: Readonly<Record<string, ProcessExit>>
  /** The container is deleted: nothing keeps the shim but answers it still owes. */
  readonly leaving: boolean
}
