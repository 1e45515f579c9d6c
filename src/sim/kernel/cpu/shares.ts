import { chainOf } from '../cgroup/cgroup'
import type { CgroupState } from '../cgroup/cgroup'
import { allCpus } from './state'

/**
 * Divides the cpus among the tasks that want to run: by the weights of their groups, level by level, no task more than one cpu, none
 * outside its cpuset. What one cannot use the others get (weighted max-min fairness, by progressive filling).
 */
export interface Task {
  readonly pid: number
  readonly cgroup: string
}

const tiny = 1e-9

export function shares(state: CgroupState, tasks: readonly Task[]): readonly number[] {
  const rates = tasks.map(() => 0)
  const sets = tasks.map((task) => maskOf(cpusOf(state, task.cgroup)))
  let open = tasks.map((_, i) => i)
  while (open.length > 0) {
    const weights = weightsOf(state, tasks, open)
    const limits = limitsOf(rates, sets, open, weights)
    const grow = Math.min(...limits.map(({ room }) => room))
    for (const i of open) rates[i]! += grow * weights[i]!
    const full = new Set(limits.filter(({ room }) => room <= grow + tiny).flatMap(({ tasks: bound }) => bound))
    open = open.filter((i) => !full.has(i))
  }
  return rates
}

interface Limit {
  /** By how much the common level can rise before this limit binds. */
  readonly room: number
  readonly tasks: readonly number[]
}

/** One cpu for each task, and for every set of cpus no more than it has for those that may not leave it. */
function limitsOf(
  rates: readonly number[],
  sets: readonly number[],
  open: readonly number[],
  weights: Readonly<Record<number, number>>,
): readonly Limit[] {
  const alone = open.map((i): Limit => ({ room: (1 - rates[i]!) / weights[i]!, tasks: [i] }))
  const masks = Array.from({ length: 2 ** allCpus.length - 1 }, (_, n) => n + 1)
  return [...alone, ...masks.flatMap((mask) => within(mask, rates, sets, open, weights))]
}

function within(
  mask: number,
  rates: readonly number[],
  sets: readonly number[],
  open: readonly number[],
  weights: Readonly<Record<number, number>>,
): readonly Limit[] {
  const inside = (i: number): boolean => (sets[i]! & ~mask) === 0
  const bound = open.filter(inside)
  if (bound.length === 0) return []
  const used = rates.reduce((sum, rate, i) => sum + (inside(i) ? rate : 0), 0)
  const weight = bound.reduce((sum, i) => sum + weights[i]!, 0)
  return [{ room: Math.max(0, bitsOf(mask) - used) / weight, tasks: bound }]
}

/** The part of all cpus that each task is due: its group's part among those with tasks, and so on up; within a group tasks count as one group of weight 100 each. */
function weightsOf(
  state: CgroupState,
  tasks: readonly Task[],
  open: readonly number[],
): Readonly<Record<number, number>> {
  const members: Record<string, Record<string, number>> = {}
  for (const i of open) {
    let below = `#${tasks[i]!.pid}`
    for (const path of chainOf(tasks[i]!.cgroup)) {
      ;(members[path] ??= {})[below] = below.startsWith('#') ? 100 : weightOf(state, below)
      below = path
    }
  }
  return Object.fromEntries(open.map((i) => [i, weightOfTask(members, tasks[i]!)]))
}

function weightOfTask(members: Readonly<Record<string, Readonly<Record<string, number>>>>, task: Task): number {
  let below = `#${task.pid}`
  let part = 1
  for (const path of chainOf(task.cgroup)) {
    const all = members[path]!
    part *= all[below]! / Object.values(all).reduce((sum, weight) => sum + weight, 0)
    below = path
  }
  return part
}

const weightOf = (state: CgroupState, path: string): number => Number(state.groups[path]?.files['cpu.weight'] ?? 100)

/** The cpus that a group may use: its own set within those above. */
export function cpusOf(state: CgroupState, path: string): readonly number[] {
  return chainOf(path).reduce<readonly number[]>((cpus, at) => {
    const own = listed(state.groups[at]?.files['cpuset.cpus'] ?? '')
    const both = cpus.filter((cpu) => own.includes(cpu))
    return both.length === 0 ? cpus : both
  }, allCpus)
}

/** `0-1,3` */
function listed(text: string): readonly number[] {
  return text
    .trim()
    .split(',')
    .flatMap((part) => {
      const [from, to = from] = part.split('-').map(Number)
      return part === '' || from === undefined ? [] : Array.from({ length: to! - from + 1 }, (_, n) => from + n)
    })
}

const maskOf = (cpus: readonly number[]): number => cpus.reduce((mask, cpu) => mask | (1 << cpu), 0)
const bitsOf = (mask: number): number => allCpus.filter((cpu) => mask & (1 << cpu)).length
