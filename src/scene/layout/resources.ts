import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { CgroupTree, CgroupView, Micros } from '../../trace/types'
import type { Seen } from '../seen'

/** What a cgroup may use and uses of one thing, as its files say. */
export interface Meter {
  readonly used: number | undefined
  readonly limit: number | undefined
  /** The file the limit stands in, and its text. */
  readonly file: string
  readonly text: string
}

export interface Group {
  readonly path: string
  readonly level: number
  /** Its own name in the tree, and the container that it is of. */
  readonly name: string
  readonly container?: string
  readonly memory: Meter
  readonly pids: Meter
  /** Microseconds of cpu time so far. */
  readonly cpu: number
  /** Part of one cpu that the quota allows; none: no quota. */
  readonly quota: number | undefined
  readonly quotaText: string
  readonly weight: number | undefined
  readonly throttled: number
  readonly periods: number
  readonly oomKills: number
  readonly frozen: boolean
  readonly processes: readonly number[]
}

const lines = (text: string | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries(
    (text ?? '').split('\n').flatMap((line) => {
      const [name, value] = line.split(' ')
      return name && value !== undefined ? [[name, Number(value)]] : []
    }),
  )

const number = (text: string | undefined): number | undefined =>
  text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)

/** `cpu.max` as a part of one cpu: `50000 100000` is 0.5. */
export function quotaOf(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').split(' ').map(Number)
  return quota === undefined || period === undefined || Number.isNaN(quota) || !period ? undefined : quota / period
}

/** The tree in reading order: a parent before its children. Groups in which nothing lives and that limit nothing are left out. */
export function groups(tree: CgroupTree, seen: Seen): readonly Group[] {
  const paths = Object.keys(tree).sort((a, b) => (order(a) < order(b) ? -1 : 1))
  return paths.filter((path) => path === '' || alive(tree, path)).map((path) => groupOf(path, tree[path]!, seen))
}

/** A slash sorts before every other character, so that `a/b` stands directly below `a`. */
const order = (path: string): string => path.replaceAll('/', '\x01')
const alive = (tree: CgroupTree, path: string): boolean =>
  Object.keys(tree).some((other) => (other === path || other.startsWith(`${path}/`)) && tree[other]!.pids.length > 0) ||
  /docker-/.test(path)

function groupOf(path: string, { files, pids }: CgroupView, seen: Seen): Group {
  const container = Object.values(seen.dockerd.containers).find(({ id }) => path.includes(id))
  const events = lines(files['memory.events'])
  const stat = lines(files['cpu.stat'])
  const meter = (file: string, used: string): Meter => ({
    used: number(files[used]),
    limit: number(files[file]),
    file,
    text: files[file] ?? '',
  })
  return {
    path,
    level: path === '' ? 0 : path.split('/').length,
    name: path === '' ? '/' : path.slice(path.lastIndexOf('/') + 1),
    ...(container && path.endsWith(`${container.id}.scope`) && { container: container.name }),
    memory: meter('memory.max', 'memory.current'),
    pids: meter('pids.max', 'pids.current'),
    cpu: stat['usage_usec'] ?? 0,
    quota: quotaOf(files['cpu.max']),
    quotaText: files['cpu.max'] ?? '',
    weight: number(files['cpu.weight']),
    throttled: stat['nr_throttled'] ?? 0,
    periods: stat['nr_periods'] ?? 0,
    oomKills: events['oom_kill'] ?? 0,
    frozen: files['cgroup.freeze'] === '1',
    processes: pids,
  }
}

/** One look at a group at a moment of the past. */
export interface Sample {
  readonly time: Micros
  readonly memory: number
  /** Cpus in use on average since the sample before: 0.5 is half of one. */
  readonly cpu: number
  readonly throttled: boolean
  readonly oom: boolean
}

/** Simulated time that a chart shows, and how finely. */
export const chartSpan = 30_000_000
export const chartGrid = 500_000

/**
 * The moments at which a chart looks: a fixed grid of simulated time, so that a moment looked at once is the same moment in the next
 * picture, and the present.
 */
export function moments(start: Micros, now: Micros): readonly Micros[] {
  const first = Math.max(start, now - chartSpan)
  const from = Math.ceil(first / chartGrid) * chartGrid
  const count = Math.max(0, Math.ceil((now - from) / chartGrid))
  return [
    ...(first < from && first < now ? [first] : []),
    ...Array.from({ length: count }, (_, i) => from + i * chartGrid),
    now,
  ]
}

/**
 * The history of one group: pure in the recording and the step, given how a moment's tree is found. Looks that are less than `least`
 * apart are too near to tell a cpu use: the one before goes on.
 */
export function history(
  path: string,
  times: readonly Micros[],
  treeAt: (time: Micros) => CgroupTree,
  least = 1,
): readonly Sample[] {
  let anchor: { readonly time: Micros; readonly used: number } | undefined
  let before: { readonly cpu: number; readonly throttled: number; readonly oom: number } | undefined
  return times.flatMap((time): readonly Sample[] => {
    const files = treeAt(time)[path]?.files
    if (files === undefined) {
      anchor = before = undefined
      return []
    }
    const stat = lines(files['cpu.stat'])
    const used = stat['usage_usec'] ?? 0
    const apart = time - (anchor ?? { time }).time
    const cpu = apart >= least && anchor !== undefined ? (used - anchor.used) / apart : (before?.cpu ?? 0)
    const now = { cpu, throttled: stat['nr_throttled'] ?? 0, oom: lines(files['memory.events'])['oom_kill'] ?? 0 }
    const past = before ?? now
    if (anchor === undefined || apart >= least) anchor = { time, used }
    before = now
    const memory = Number(files['memory.current'] ?? 0)
    return [{ time, memory, cpu, throttled: now.throttled > past.throttled, oom: now.oom > past.oom }]
  })
}

/** A line through values, as an SVG path in a box of that size; `top` is the value at its upper edge. */
export function linePath(
  samples: readonly Sample[],
  value: (sample: Sample) => number,
  top: number,
  width: number,
  height: number,
  start: Micros,
  end: Micros,
): string {
  const x = scaleLinear([start, Math.max(end, start + 1)], [end > start ? 0 : width, width])
  const y = scaleLinear([0, top > 0 ? top : 1], [height, top > 0 ? 0 : height]).clamp(true)
  return (
    line<Sample>()
      .x(({ time }) => x(time))
      .y((sample) => y(value(sample)))
      .digits(1)(samples) ?? ''
  )
}
