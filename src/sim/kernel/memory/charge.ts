import type { Pid } from '../../wire/sys'
import { chainOf, type CgroupState } from '../cgroup/cgroup'
import { addressOf, emit, proc, putProc, setProc, update, without, type Work } from '../work'
import { currentOf, groupMemory, isWithin, membersOf, setGroup, turnGroup } from './groups'
import { killFor } from './oom'
import { kernelMemory, memTotal } from './state'

/** Charging memory up the cgroup tree, with reclaim and the OOM killer behind it (try_charge). */
const page = 4096
const pages = (bytes: number): number => Math.ceil(bytes / page) * page

const bytesIn = (state: CgroupState, path: string, file: string): number => {
  const text = state.groups[path]?.files[file]?.trim() ?? 'max'
  return text === 'max' ? Infinity : Number(text)
}

/** The machine itself is the limit of the root. */
const maxOf = (state: CgroupState, path: string): number =>
  path === '' ? memTotal - kernelMemory : bytesIn(state, path, 'memory.max')

/** This process's own memory becomes `bytes`; what does not fit makes it stand still until someone has gone. */
export function setResident(w: Work, pid: Pid, bytes: number): void {
  const p = proc(w, pid)
  const { faulting: _was, ...rest } = p
  const wanted = pages(bytes)
  putProc(w, rest)
  if (wanted <= p.resident) return setProc(w, pid, { resident: wanted })
  note(w, pid, wanted - p.resident)
  const tight = chainOf(p.cgroup).find((path) => !fits(w, pid, path, wanted - p.resident))
  if (tight === undefined) setProc(w, pid, { resident: wanted })
  else {
    setProc(w, pid, { resident: p.resident + roomIn(w, p.cgroup), faulting: wanted })
    over(w, pid, tight)
  }
  for (const path of chainOf(p.cgroup)) counted(w, path)
}

/** Told where it matters: in a group with a limit, and not for small change. */
const worthTelling = 1_048_576

function note(w: Work, pid: Pid, grown: number): void {
  const { cgroup } = proc(w, pid)
  const limited = chainOf(cgroup).some((path) => path !== '' && maxOf(w.state.cgroups, path) !== Infinity)
  if (!limited || grown < worthTelling) return
  const payload = { kind: 'kernel', what: 'charge', pid, path: `/sys/fs/cgroup/${cgroup}`, bytes: grown } as const
  emit(w, { from: addressOf(pid), to: 'host', payload, delay: 1 })
}

/** Makes room by giving up cached file pages; whether it was enough. */
function fits(w: Work, pid: Pid, path: string, grow: number): boolean {
  const missing = currentOf(w.state, path) + grow - maxOf(w.state.cgroups, path)
  if (missing <= 0) return true
  setGroup(w, path, { max: groupMemory(w.state, path).max + 1 })
  turnGroup(w, path, 'max')
  emit(w, {
    from: addressOf(pid),
    to: 'host',
    payload: { kind: 'kernel', what: 'over', pid, path: `/sys/fs/cgroup/${path}`, bytes: missing },
    delay: 2,
  })
  if (reclaim(w, path, missing) < missing) return false
  turnGroup(w, path, 'reclaimed')
  return true
}

/** Drops file pages of the group and those below; answers how many bytes that was. */
function reclaim(w: Work, path: string, wanted: number): number {
  let freed = 0
  for (const [at, group] of Object.entries(w.state.memory.groups)) {
    if (!isWithin(at, path) || group.cache === 0 || freed >= wanted) continue
    const part = Math.min(group.cache, pages(wanted - freed))
    setGroup(w, at, { cache: group.cache - part })
    freed += part
  }
  return freed
}

const roomIn = (w: Work, cgroup: string): number =>
  Math.max(0, Math.min(...chainOf(cgroup).map((path) => maxOf(w.state.cgroups, path) - currentOf(w.state, path))))

function over(w: Work, pid: Pid, path: string): void {
  turnGroup(w, path, 'stuck')
  setGroup(w, path, { oom: groupMemory(w.state, path).oom + 1 })
  killFor(w, pid, path)
}

function counted(w: Work, path: string): void {
  const current = currentOf(w.state, path)
  const high = bytesIn(w.state.cgroups, path, 'memory.high')
  const m = groupMemory(w.state, path)
  if (current > m.peak) setGroup(w, path, { peak: current })
  if (current <= high) return turnGroup(w, path, 'charge')
  reclaim(w, path, current - high)
  setGroup(w, path, { high: m.high + 1 })
  turnGroup(w, path, 'high')
}

/** memory.max was written: what is above it has to go, cached pages first. */
export function enforceMax(w: Work, path: string): void {
  const missing = () => currentOf(w.state, path) - maxOf(w.state.cgroups, path)
  if (missing() <= 0) return
  turnGroup(w, path, 'max')
  reclaim(w, path, missing())
  const [first] = membersOf(w.state, path)
  if (missing() <= 0 || first === undefined) turnGroup(w, path, 'reclaimed')
  else over(w, first.pid, path)
}

/** Memory was given back: those who stood still for a page try again. */
export function retryFaults(w: Work): void {
  for (const p of Object.values(w.state.procs))
    if (p.faulting !== undefined && p.run !== 'zombie') setResident(w, p.pid, p.faulting)
}

/** A process wrote to a file: its pages are the writer's, as far as there is room. */
export function chargeCache(w: Work, pid: Pid, bytes: number): void {
  const { cgroup } = proc(w, pid)
  if (bytes <= 0) return
  const before = groupMemory(w.state, cgroup)
  const room = Math.max(0, roomIn(w, cgroup) + before.cache)
  const cache = Math.min(before.cache + pages(bytes), room)
  setGroup(w, cgroup, { cache, ...(before.cache + pages(bytes) > room && { max: before.max + 1 }) })
  for (const path of chainOf(cgroup)) counted(w, path)
}

/** The group is gone: what is still cached is its parent's now. */
export function leaveGroup(w: Work, path: string): void {
  const gone = w.state.memory.groups[path]
  if (gone === undefined) return
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  update(w, { memory: { ...w.state.memory, groups: without(w.state.memory.groups, path) } })
  if (gone.cache > 0) setGroup(w, parent, { cache: groupMemory(w.state, parent).cache + gone.cache })
}
