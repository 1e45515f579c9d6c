import { born, lived, type Life } from '../../world/life'
import type { HostState, Process } from '../state'
import { update, type Work } from '../work'
import { memoryMachine } from './memory.machine'
import type { GroupMemory } from './state'

/** The books of each group: counters, life, and what its processes and files take. */
const freshMemory = (): GroupMemory => ({
  cache: 0,
  peak: 0,
  high: 0,
  max: 0,
  oom: 0,
  oomKill: 0,
  oomGroupKill: 0,
  life: born(memoryMachine) as Life,
})

export const groupMemory = (state: HostState, path: string): GroupMemory => state.memory.groups[path] ?? freshMemory()

export function setGroup(w: Work, path: string, change: Partial<GroupMemory>): void {
  const groups = { ...w.state.memory.groups, [path]: { ...groupMemory(w.state, path), ...change } }
  update(w, { memory: { ...w.state.memory, groups } })
}

type MemoryEvent = Parameters<typeof lived<typeof memoryMachine>>[2]['type']

export const turnGroup = (w: Work, path: string, ...types: readonly MemoryEvent[]): void => {
  const before = groupMemory(w.state, path).life
  const life = types.reduce((at, type) => lived(memoryMachine, at as never, { type }) as Life, before)
  if (life !== before) setGroup(w, path, { life })
}

export const isWithin = (path: string, group: string): boolean =>
  group === '' || path === group || path.startsWith(`${group}/`)

export const membersOf = (state: HostState, group: string): readonly Process[] =>
  Object.values(state.procs).filter((p) => p.run !== 'zombie' && isWithin(p.cgroup, group))

const cacheOf = (state: HostState, group: string): number =>
  Object.entries(state.memory.groups).reduce((sum, [path, m]) => sum + (isWithin(path, group) ? m.cache : 0), 0)

export const anonOf = (state: HostState, group: string): number =>
  membersOf(state, group).reduce((sum, p) => sum + p.resident, 0)

export const usageOf = (state: HostState, group: string): { readonly anon: number; readonly file: number } => ({
  anon: anonOf(state, group),
  file: cacheOf(state, group),
})

export const currentOf = (state: HostState, group: string): number => anonOf(state, group) + cacheOf(state, group)
