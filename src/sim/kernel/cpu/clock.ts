import type { Pid } from '../../wire/sys'
import type { Micros } from '../../world/message'
import { chainOf, frozen } from '../cgroup/cgroup'
import type { Process } from '../state'
import { addressOf, emit, setProc, update, without, type Work } from '../work'
import { begun, exhausted, isExhausted, passed, throttled, turningPoint } from './bandwidth'
import { cpusOf, shares } from './shares'
import { freshGroup, type CpuState, type GroupCpu, type Running } from './state'

/** Lets computing processes compute: counts what they got, divides the cpus anew when something changed, sets the alarm for what comes next. */
const alarmKey = 'cpu'

export const setCpu = (w: Work, change: Partial<CpuState>): void => update(w, { cpu: { ...w.state.cpu, ...change } })

/** Kept from running by the freezer, by a quota, or by a page that there is no memory for. */
export const halted = (w: Work, p: Process): boolean =>
  p.faulting !== undefined || frozen(w.state.cgroups, p.cgroup) || throttled(w.state.cpu, p.cgroup)

/** A process wants `micros` of cpu before it goes on. */
export function compute(w: Work, pid: Pid, micros: Micros): void {
  advance(w)
  setCpu(w, { wants: { ...w.state.cpu.wants, [pid]: { left: Math.max(1, Math.round(micros)), span: w.message.span } } })
}

export const isComputing = (w: Work, pid: Pid): boolean => w.state.cpu.wants[pid] !== undefined

/** Its slice's turn has come: what it wanted to compute is done. */
export function computed(w: Work, pid: Pid): boolean {
  if (w.state.cpu.alarm?.pid === pid && w.state.cpu.alarm.at <= w.now) rang(w)
  advance(w)
  return (w.state.cpu.wants[pid]?.left ?? 0) <= 0
}

/** It has what it wanted, or wants no more. */
export function stopComputing(w: Work, pid: Pid): void {
  if (isComputing(w, pid)) setCpu(w, { wants: without(w.state.cpu.wants, pid) })
}

/** Counts the time since the last change. */
export function advance(w: Work): void {
  const { cpu } = w.state
  if (w.now <= cpu.at) return
  const got = cpu.running.map((r) => Math.round(r.rate * (w.now - cpu.at)))
  const wants = { ...cpu.wants }
  cpu.running.forEach(({ pid }, i) => {
    const want = wants[pid]
    if (want !== undefined) wants[pid] = { ...want, left: want.left - got[i]! }
    const p = w.state.procs[pid]
    if (p !== undefined) setProc(w, pid, { cpu: p.cpu + got[i]! })
  })
  setCpu(w, { at: w.now, wants, groups: counted(cpu, got, w.now), load: loadAfter(cpu, w.now - cpu.at) })
  throttleExhausted(w)
}

/** How many wanted a cpu, forgotten over 1, 5 and 15 minutes. */
function loadAfter({ load, wants }: CpuState, passed: Micros): CpuState['load'] {
  const wanting = Object.keys(wants).length
  const over = (average: number, minutes: number) => {
    const part = passed / (minutes * 60_000_000)
    return (average + wanting * part) / (1 + part)
  }
  return [over(load[0], 1), over(load[1], 5), over(load[2], 15)]
}

function counted(cpu: CpuState, got: readonly Micros[], now: Micros): CpuState['groups'] {
  const groups = { ...cpu.groups }
  cpu.running.forEach((r, i) => {
    for (const path of chainOf(r.cgroup)) {
      const group = groups[path] ?? freshGroup
      groups[path] = { ...group, user: group.user + got[i]! }
    }
  })
  for (const [path, group] of Object.entries(groups))
    if (group.bandwidth?.end !== undefined) groups[path] = passed(group, cpu.at, now, rateOf(cpu.running, path))
  return groups
}

const isBelow = (path: string, group: string): boolean => chainOf(path).includes(group)

const rateOf = (running: readonly Running[], group: string): number =>
  running.reduce((sum, r) => sum + (isBelow(r.cgroup, group) ? r.rate : 0), 0)

/** The short time in which a process makes its system calls: counted, but nobody waits for it. */
export function countSlice(w: Work, p: Process, micros: Micros): void {
  const groups = { ...w.state.cpu.groups }
  for (const path of chainOf(p.cgroup)) groups[path] = sliced(groups[path] ?? freshGroup, micros)
  setCpu(w, { groups })
}

const sliced = (group: GroupCpu, micros: Micros): GroupCpu => ({
  ...group,
  system: group.system + micros,
  ...(group.bandwidth?.end !== undefined && { bandwidth: { ...group.bandwidth, left: group.bandwidth.left - micros } }),
})

function throttleExhausted(w: Work): void {
  for (const [path, group] of Object.entries(w.state.cpu.groups)) {
    if (!isExhausted(group)) continue
    const held = Object.keys(w.state.cpu.wants).flatMap((pid) =>
      isBelow(w.state.procs[pid]?.cgroup ?? '', path) ? [Number(pid)] : [],
    )
    const cpus = Math.max(1, Math.min(held.length, cpusOf(w.state.cgroups, path).length))
    setCpu(w, { groups: { ...w.state.cpu.groups, [path]: exhausted(group, w.now, cpus) } })
    const pid = held[0] ?? w.current
    emit(w, {
      from: addressOf(pid),
      to: 'host',
      payload: { kind: 'kernel', what: 'throttle', pid, path: `/sys/fs/cgroup/${path}` },
      delay: 1,
    })
  }
}

/** At the end of every delivery: whoever wants to compute and may shares the cpus, until the next alarm. */
export function balance(w: Work): void {
  if (isQuiet(w.state.cpu)) return
  const tasks = ready(w)
  if (changed(w, tasks)) {
    advance(w)
    share(w)
  }
  setAlarm(w)
}

const isQuiet = (cpu: CpuState): boolean =>
  Object.keys(cpu.wants).length === 0 &&
  cpu.running.length === 0 &&
  cpu.alarm === undefined &&
  !Object.values(cpu.groups).some((group) => group.bandwidth?.throttledAt !== undefined)

const ready = (w: Work): readonly Process[] =>
  Object.keys(w.state.cpu.wants).flatMap((pid) => {
    const p = w.state.procs[pid]
    return p === undefined || p.run === 'zombie' || p.run === 'stop' || halted(w, p) ? [] : [p]
  })

function changed(w: Work, tasks: readonly Process[]): boolean {
  const { running } = w.state.cpu
  if (
    running.length !== tasks.length ||
    running.some((r, i) => r.pid !== tasks[i]!.pid || r.cgroup !== tasks[i]!.cgroup)
  )
    return true
  return w.state.cgroups !== w.cgroupsBefore
}

function share(w: Work): void {
  const paths = ready(w).map((p) => p.cgroup)
  setCpu(w, begun(w.state.cpu, w.state.cgroups, paths, w.now))
  const tasks = ready(w)
  const rates = shares(w.state.cgroups, tasks)
  setCpu(w, { running: tasks.map((p, i) => ({ pid: p.pid, cgroup: p.cgroup, rate: rates[i]! })) })
}

/** Sets the alarm for whatever comes first: a slice that is over, or a turn of some group's quota. */
function setAlarm(w: Work): void {
  const { cpu } = w.state
  const next = nextEvent(cpu)
  if (next?.at === cpu.alarm?.at && next?.pid === cpu.alarm?.pid) return
  if (cpu.alarm !== undefined) w.effects.push({ cancel: alarmKey })
  const { alarm: _old, ...rest } = cpu
  update(w, { cpu: { ...rest, ...(next !== undefined && { alarm: next }) } })
  if (next === undefined) return
  const at = { delay: Math.max(1, next.at - w.now), key: alarmKey, span: cpu.wants[next.pid]?.span ?? w.message.span }
  if (next.pid === 0) emit(w, { to: 'host', payload: { kind: 'timer', name: 'cpu', data: 0 }, ...at })
  else emit(w, { to: addressOf(next.pid), payload: { kind: 'sched', pid: next.pid }, ...at })
}

function nextEvent(cpu: CpuState): CpuState['alarm'] {
  const slices = cpu.running.map(({ pid, rate }) => ({
    pid,
    at: cpu.at + Math.max(1, Math.ceil((cpu.wants[pid]?.left ?? 0) / rate)),
  }))
  const turns = Object.entries(cpu.groups).flatMap(([path, group]) => {
    const at = turningPoint(group, cpu.at, rateOf(cpu.running, path))
    return at === undefined ? [] : [{ pid: 0, at }]
  })
  return [...slices, ...turns].reduce<CpuState['alarm']>(
    (first, each) => (first === undefined || each.at < first.at ? each : first),
    undefined,
  )
}

/** The alarm has rung: it is not set any more. */
export function rang(w: Work): void {
  const { alarm: _rung, ...rest } = w.state.cpu
  update(w, { cpu: rest })
}
