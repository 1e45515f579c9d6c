import type { Life } from '../../world/life'

/**
 * Memory as cgroups count it. What a process has is with the process (resident); a group's usage is the sum over its processes and
 * what is cached of files written in it, so nothing can stay charged when a process has gone.
 * @models linux mm/memcontrol.c, mm/oom_kill.c
 * @fidelity part: resident sizes by program; the page cache holds what was written, not what was read; no swap, no kernel memory
 */
export interface MemoryState {
  readonly groups: Readonly<Record<string, GroupMemory>>
}

export interface GroupMemory {
  /** Bytes of file pages first written by a process of this very group. */
  readonly cache: number
  /** Highest usage, here and below. */
  readonly peak: number
  /** Counters of memory.events. */
  readonly high: number
  readonly max: number
  readonly oom: number
  readonly oomKill: number
  readonly oomGroupKill: number
  /** Machine `memory`: under, high, over, oom. */
  readonly life: Life
}

export const emptyMemory = (): MemoryState => ({ groups: {} })

/** The machine's memory in bytes, and what the kernel keeps for itself. */
export const memTotal = 8_131_616 * 1024
export const kernelMemory = 310_000 * 1024
