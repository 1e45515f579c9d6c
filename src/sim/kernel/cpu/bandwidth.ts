import { born, lived, type Life } from '../../world/life'
import type { Micros } from '../../world/message'
import type { CgroupState } from '../cgroup/cgroup'
import { chainOf } from '../cgroup/cgroup'
import { cpuMachine } from './cpu.machine'
import { freshGroup, type Bandwidth, type CpuState, type GroupCpu } from './state'

/** A group's quota in its period (cpu.max): used up by its tasks, refilled when the next period begins. */
type CpuEvent = Parameters<typeof lived<typeof cpuMachine>>[2]

const turn = (life: Life, type: CpuEvent['type']): Life => lived(cpuMachine, life as never, { type }) as Life

/** What cpu.max says; undefined where there is no quota. */
function limitOf(state: CgroupState, path: string): { readonly quota: Micros; readonly period: Micros } | undefined {
  const [quota = 'max', period = '100000'] = (state.groups[path]?.files['cpu.max'] ?? 'max').trim().split(' ')
  return quota === 'max' ? undefined : { quota: Number(quota), period: Number(period) }
}

/** Held back by a quota of its own or of a group above. */
export const throttled = (cpu: CpuState, path: string): boolean =>
  chainOf(path).some((at) => cpu.groups[at]?.bandwidth?.throttledAt !== undefined)

/** Brings the groups above these tasks in line with their cpu.max, and begins a period where one starts to run. */
export function begun(cpu: CpuState, cgroups: CgroupState, paths: readonly string[], now: Micros): CpuState {
  const groups = { ...cpu.groups }
  for (const path of new Set([
    ...paths.flatMap(chainOf),
    ...Object.keys(groups).filter((at) => groups[at]!.bandwidth !== undefined),
  ])) {
    const group = groups[path] ?? freshGroup
    const next = withLimit(group, limitOf(cgroups, path))
    const runs =
      next.bandwidth !== undefined && next.bandwidth.end === undefined && paths.some((at) => chainOf(at).includes(path))
    if (runs) groups[path] = { ...next, bandwidth: opened(next.bandwidth!, now) }
    else if (next !== group) groups[path] = next
  }
  return { ...cpu, groups }
}

function withLimit(group: GroupCpu, limit: ReturnType<typeof limitOf>): GroupCpu {
  const { bandwidth, ...rest } = group
  if (limit === undefined) return bandwidth === undefined ? group : rest
  if (bandwidth?.quota === limit.quota && bandwidth.period === limit.period) return group
  return { ...rest, bandwidth: { life: born(cpuMachine) as Life, ...limit, left: limit.quota } }
}

const opened = (b: Bandwidth, now: Micros): Bandwidth => ({
  ...b,
  life: turn(b.life, 'run'),
  left: b.quota,
  end: now + b.period,
})

/** Lets time pass from `from` to `to` with the group's tasks together at `rate`. */
export function passed(group: GroupCpu, from: Micros, to: Micros, rate: number): GroupCpu {
  const { bandwidth: b } = group
  if (b?.end === undefined) return group
  if (b.throttledAt !== undefined) return to < b.end ? group : refilled(group, b, b.end)
  if (to < b.end) return { ...group, bandwidth: { ...b, left: b.left - rate * (to - from) } }
  if (rate === 0) return { ...group, periods: group.periods + 1, bandwidth: idle(b) }
  const left = Math.min(b.quota, b.left - rate * (b.end - from) + b.quota)
  return passed(
    { ...group, periods: group.periods + 1, bandwidth: { ...b, left, end: b.end + b.period } },
    b.end,
    to,
    rate,
  )
}

function idle(b: Bandwidth): Bandwidth {
  const { end: _end, ...rest } = b
  return { ...rest, life: turn(b.life, 'idle'), left: b.quota }
}

function refilled(group: GroupCpu, b: Bandwidth, end: Micros): GroupCpu {
  const { throttledAt = end, cpus = 1, ...rest } = b
  return {
    ...group,
    periods: group.periods + 1,
    throttledPeriods: group.throttledPeriods + 1,
    throttled: group.throttled + (end - throttledAt) * cpus,
    bandwidth: {
      ...rest,
      life: turn(b.life, 'refilled'),
      left: Math.min(b.quota, b.left + b.quota),
      end: end + b.period,
    },
  }
}

export const isExhausted = ({ bandwidth: b }: GroupCpu): boolean =>
  b?.end !== undefined && b.throttledAt === undefined && b.left < 1

export const exhausted = (group: GroupCpu, now: Micros, cpus: number): GroupCpu => ({
  ...group,
  bandwidth: { ...group.bandwidth!, life: turn(group.bandwidth!.life, 'exhausted'), throttledAt: now, cpus },
})

/** When something happens to the group if its tasks go on together at `rate`; undefined: never. */
export function turningPoint({ bandwidth: b }: GroupCpu, at: Micros, rate: number): Micros | undefined {
  if (b?.end === undefined) return undefined
  if (b.throttledAt !== undefined) return b.end
  if (rate === 0) return undefined
  const soon = at + Math.ceil(Math.max(0, b.left) / rate)
  if (soon < b.end) return soon
  return rate * b.period > b.quota + 1 ? b.end + Math.ceil(b.quota / rate) : undefined
}
