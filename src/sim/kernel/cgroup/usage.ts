import { advance, setCpu } from '../cpu/clock'
import { cpusOf } from '../cpu/shares'
import { freshGroup } from '../cpu/state'
import { leaveGroup } from '../memory/charge'
import { groupMemory, usageOf } from '../memory/groups'
import { without, type Work } from '../work'
import type { CgroupUsage } from './files'

/** What the controllers have counted for a group, up to this moment. */
export function usageAt(w: Work, path: string): CgroupUsage {
  advance(w)
  const { user, system, periods, throttledPeriods, throttled } = w.state.cpu.groups[path] ?? freshGroup
  const events = groupMemory(w.state, path)
  const cpus = cpusOf(w.state.cgroups, path)
  return {
    ...usageOf(w.state, path),
    peak: events.peak,
    events,
    user,
    system,
    periods,
    throttledPeriods,
    throttled,
    cpus,
  }
}

/** The group is removed: its cpu time has been counted in those above all along, its cached pages go to its parent. */
export function forgetUsage(w: Work, path: string): void {
  advance(w)
  setCpu(w, { groups: without(w.state.cpu.groups, path) })
  leaveGroup(w, path)
}
