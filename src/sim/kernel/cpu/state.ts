import type { Pid } from '../../wire/sys'
import type { Life } from '../../world/life'
import type { Micros } from '../../world/message'

/**
 * Who computes, and what every cgroup has had of the cpus. Between two changes each process gets a constant part of a cpu (a fluid
 * model), so that only changes are messages: a slice that is over, a quota that is used up, a period that begins.
 * @models linux kernel/sched/fair.c, kernel/sched/core.c (cpu cgroup)
 * @fidelity part: shares hold at every moment rather than over slices; every task may move to any cpu of its set at no cost
 */
export interface CpuState {
  /** Up to when everything below is counted. */
  readonly at: Micros
  /** Processes that want to compute, by pid. */
  readonly wants: Readonly<Record<string, Want>>
  readonly running: readonly Running[]
  readonly groups: Readonly<Record<string, GroupCpu>>
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number]
  /** The alarm that is set: when, and for which process (0: for a quota). */
  readonly alarm?: { readonly at: Micros; readonly pid: Pid }
}

/** How many microseconds of cpu a process still has to get before it goes on, and for which command. */
export interface Want {
  readonly left: number
  readonly span: number
}

/** A process that has a part of a cpu (1: a whole one) until something changes. */
export interface Running {
  readonly pid: Pid
  readonly cgroup: string
  readonly rate: number
}

/** What cpu.stat shows, in microseconds, and where the group stands in its period. */
export interface GroupCpu {
  readonly user: Micros
  readonly system: Micros
  readonly periods: number
  readonly throttledPeriods: number
  readonly throttled: Micros
  readonly bandwidth?: Bandwidth
}

export interface Bandwidth {
  /** Machine `cpu`: idle, running, throttled. */
  readonly life: Life
  readonly quota: Micros
  readonly period: Micros
  /** What is left of the quota in this period. */
  readonly left: number
  /** End of this period; absent while nothing in the group has run for a whole one. */
  readonly end?: Micros
  readonly throttledAt?: Micros
  /** On how many cpus tasks of the group were kept from running. */
  readonly cpus?: number
}

export const cpuCount = 2
export const allCpus: readonly number[] = Array.from({ length: cpuCount }, (_, n) => n)

export const emptyCpu = (at: Micros): CpuState => ({ at, wants: {}, running: [], groups: {}, load: [0.08, 0.03, 0.01] })

export const freshGroup: GroupCpu = { user: 0, system: 0, periods: 0, throttledPeriods: 0, throttled: 0 }
