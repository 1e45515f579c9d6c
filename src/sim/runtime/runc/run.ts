import type { ProcessSpec, RuntimeSpec } from '../../oci/runtime-spec'
import type { Errno } from '../../wire/errno'
import type { SyscallOp } from '../../wire/syscall'
import type { Life } from '../../world/life'
import type { Calling } from '../../world/draft'
import type { IoArgs } from '../face'
import type { Caller } from '../serve'

/** One runc process at work: the verb, what it has learned, and the system calls that its present phase has left. */
export interface Run {
  readonly verb: 'create' | 'exec' | 'start' | 'kill' | 'pause' | 'resume' | 'update' | 'delete'
  readonly caller: Caller
  readonly id: string
  /** runc's own pid. */
  readonly pid: number
  readonly shimPid: number
  /** The process being made; 0 until it is cloned. */
  readonly child: number
  /** Init of the container, for verbs on one that exists. */
  readonly init: number
  readonly spec: RuntimeSpec
  readonly process: ProcessSpec
  readonly io?: IoArgs
  readonly life: Life
  readonly steps: readonly Step[]
  readonly passwd: string
}

/** A system call to be made, and by whom. */
export interface Step {
  readonly as: 'runc' | 'shim' | 'child'
  readonly op: SyscallOp
  /** Errors that runc shrugs off. */
  readonly ignore?: readonly Errno[] | 'all'
  /** What the error is called when it is not shrugged off. */
  readonly wrong?: { readonly kind: 'lookpath' | 'cwd' | 'mount' | 'cgroup' | 'other'; readonly what?: string }
  /** runc refuses before it asks the kernel. */
  readonly refusal?: string
  /** Microseconds that this takes over and above the call. */
  readonly cost?: number
  /** What the answer is good for. */
  readonly keep?: 'child' | 'passwd'
}

export interface RuncState extends Calling {
  readonly runs: Readonly<Record<string, Run>>
}
