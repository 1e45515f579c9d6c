/**
 * The interface files of a cgroup, each with the default it reads as and the values it takes.
 * @models linux Documentation/admin-guide/cgroup-v2.rst, "Interface Files"
 * @fidelity part: the files that Docker, runc and people look at; statistics are those that are simulated
 */
export interface Cgroup {
  readonly pids: readonly number[]
  /** Files that were written, by name, as they read back (with newline). */
  readonly files: Readonly<Record<string, string>>
}

export interface CgroupState {
  /** By path. */
  readonly groups: Readonly<Record<string, Cgroup>>
}

/** What the kernel's controllers know about a group: given when a file is read. */
export interface CgroupUsage {
  /** Bytes of processes, and of cached file pages. */
  readonly anon?: number
  readonly file?: number
  readonly peak?: number
  readonly events?: {
    readonly high: number
    readonly max: number
    readonly oom: number
    readonly oomKill: number
    readonly oomGroupKill: number
  }
  /** Microseconds. */
  readonly user?: number
  readonly system?: number
  readonly periods?: number
  readonly throttledPeriods?: number
  readonly throttled?: number
  /** The cpus that its processes may use. */
  readonly cpus?: readonly number[]
  readonly pidsRefused?: number
}

export interface Reading {
  readonly group: Cgroup
  readonly usage: CgroupUsage
  /** Processes here and below. */
  readonly population: number
  readonly controllers: readonly string[]
  readonly frozen: boolean
}

export interface CgroupFile {
  readonly name: string
  readonly controller?: string
  readonly read: (at: Reading) => string
  /** What a written text reads back as; undefined: EINVAL. Absent: the file cannot be written so. */
  readonly parse?: (text: string, old: string) => string | undefined
}

export const CONTROLLERS: readonly string[] = ['cpuset', 'cpu', 'io', 'memory', 'pids']

const PAGE = 4096

const whole = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined)

/** Bytes with an optional K, M or G, rounded down to pages; or `max`. */
function bytes(text: string): string | undefined {
  if (text === 'max') return 'max\n'
  const [, digits, unit] = /^(\d+)([KMGT]?)$/i.exec(text) ?? []
  if (digits === undefined || unit === undefined) return undefined
  const value = Number(digits) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' ')
  return `${Math.floor(value / PAGE) * PAGE}\n`
}

const count = (text: string): string | undefined =>
  text === 'max' || whole(text) !== undefined ? `${text}\n` : undefined

const within =
  (low: number, high: number) =>
  (text: string): string | undefined => {
    const value = whole(text)
    return value === undefined || value < low || value > high ? undefined : `${value}\n`
  }

/** `QUOTA PERIOD`, `QUOTA` alone keeps the period. */
function cpuMax(text: string, old: string): string | undefined {
  const [quota = '', period = old.trim().split(' ')[1] ?? '100000'] = text.split(/\s+/)
  const length = whole(period)
  if (length === undefined || length < 1000 || length > 1_000_000) return undefined
  if (quota === 'max') return `max ${length}\n`
  const micros = whole(quota)
  return micros === undefined || micros < 1000 ? undefined : `${micros} ${length}\n`
}

const cpus = (text: string): string | undefined =>
  /^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/.test(text) ? `${text}\n` : undefined

const bit = (text: string): string | undefined => (text === '0' || text === '1' ? `${text}\n` : undefined)

/** A file that reads back what was written, `initial` before that. */
function knob(name: string, controller: string, initial: string, parse: NonNullable<CgroupFile['parse']>): CgroupFile {
  return { name, controller, parse, read: ({ group }) => group.files[name] ?? `${initial}\n` }
}

const lines = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('')

const cpuStat = ({ usage, controllers }: Reading): string => {
  const { user = 0, system = 0, periods = 0, throttledPeriods = 0, throttled = 0 } = usage
  const used = { usage_usec: user + system, user_usec: user, system_usec: system }
  const held = {
    nr_periods: periods,
    nr_throttled: throttledPeriods,
    throttled_usec: throttled,
    nr_bursts: 0,
    burst_usec: 0,
  }
  return lines(controllers.includes('cpu') ? { ...used, ...held } : used)
}

const currentOf = ({ anon = 0, file = 0 }: CgroupUsage): number => anon + file

const memoryStat = ({ usage: { anon = 0, file = 0 } }: Reading): string =>
  lines({
    anon,
    file,
    kernel: 0,
    kernel_stack: 0,
    pagetables: 0,
    sock: 0,
    shmem: 0,
    file_mapped: 0,
    file_dirty: 0,
    file_writeback: 0,
    swapcached: 0,
    inactive_anon: anon,
    active_anon: 0,
    inactive_file: file,
    active_file: 0,
    unevictable: 0,
    slab: 0,
    pgfault: 0,
    pgmajfault: 0,
  })

const memoryEvents = ({ usage: { events } }: Reading): string =>
  lines({
    low: 0,
    high: events?.high ?? 0,
    max: events?.max ?? 0,
    oom: events?.oom ?? 0,
    oom_kill: events?.oomKill ?? 0,
    oom_group_kill: events?.oomGroupKill ?? 0,
  })

/** `8:0 rbps=1048576 wiops=max`: devices one a line; what is `max` is not shown. */
function ioMax(text: string, old: string): string | undefined {
  const [device = '', ...limits] = text.split(/\s+/)
  if (!/^\d+:\d+$/.test(device) || limits.some((limit) => !/^[rw](bps|iops)=(max|\d+)$/.test(limit))) return undefined
  const before =
    old
      .split('\n')
      .find((line) => line.startsWith(`${device} `))
      ?.split(' ')
      .slice(1) ?? []
  const all = Object.fromEntries([...before, ...limits].map((limit) => limit.split('=') as [string, string]))
  const shown = ['rbps', 'wbps', 'riops', 'wiops'].map((key) => `${key}=${all[key] ?? 'max'}`).join(' ')
  const others = old.split('\n').filter((line) => line !== '' && !line.startsWith(`${device} `))
  const free = Object.values(all).every((value) => value === 'max')
  return [...others, ...(free ? [] : [`${device} ${shown}`])].map((line) => `${line}\n`).join('')
}

/** `0-1,3` of the cpus 0, 1 and 3. */
const rangesOf = (cpus: readonly number[]): string =>
  cpus
    .reduce<number[][]>(
      (runs, cpu) =>
        runs.at(-1)?.at(-1) === cpu - 1 ? [...runs.slice(0, -1), [...runs.at(-1)!, cpu]] : [...runs, [cpu]],
      [],
    )
    .map((run) => (run.length === 1 ? `${run[0]}` : `${run[0]}-${run.at(-1)}`))
    .join(',')

const everywhere: readonly CgroupFile[] = [
  { name: 'cgroup.controllers', read: ({ controllers }) => `${controllers.join(' ')}\n` },
  { name: 'cgroup.procs', read: ({ group }) => group.pids.map((pid) => `${pid}\n`).join('') },
  { name: 'cgroup.threads', read: ({ group }) => group.pids.map((pid) => `${pid}\n`).join('') },
  { name: 'cgroup.subtree_control', read: ({ group }) => group.files['cgroup.subtree_control'] ?? '\n' },
  { name: 'cgroup.max.depth', parse: count, read: ({ group }) => group.files['cgroup.max.depth'] ?? 'max\n' },
  {
    name: 'cgroup.max.descendants',
    parse: count,
    read: ({ group }) => group.files['cgroup.max.descendants'] ?? 'max\n',
  },
  { name: 'cpu.stat', read: cpuStat },
]

const notAtRoot: readonly CgroupFile[] = [
  { name: 'cgroup.type', read: () => 'domain\n' },
  { name: 'cgroup.events', read: (at) => lines({ populated: at.population > 0 ? 1 : 0, frozen: at.frozen ? 1 : 0 }) },
  { name: 'cgroup.freeze', parse: bit, read: ({ group }) => group.files['cgroup.freeze'] ?? '0\n' },
  knob('cpu.max', 'cpu', 'max 100000', cpuMax),
  knob('cpu.weight', 'cpu', '100', within(1, 10000)),
  knob('cpu.weight.nice', 'cpu', '0', (text) =>
    /^-?\d+$/.test(text) && Number(text) >= -20 && Number(text) <= 19 ? `${text}\n` : undefined,
  ),
  knob('cpuset.cpus', 'cpuset', '', cpus),
  knob('cpuset.mems', 'cpuset', '', cpus),
  {
    name: 'cpuset.cpus.effective',
    controller: 'cpuset',
    read: ({ usage }) => `${rangesOf(usage.cpus ?? [0, 1])}\n`,
  },
  { name: 'cpuset.mems.effective', controller: 'cpuset', read: () => '0\n' },
  knob('io.weight', 'io', 'default 100', (text) =>
    /^(default )?\d+$/.test(text) ? `default ${text.replace('default ', '')}\n` : undefined,
  ),
  { name: 'io.stat', controller: 'io', read: () => '' },
  { name: 'io.max', controller: 'io', parse: ioMax, read: ({ group }) => group.files['io.max'] ?? '' },
  { name: 'memory.current', controller: 'memory', read: ({ usage }) => `${currentOf(usage)}\n` },
  { name: 'memory.events', controller: 'memory', read: memoryEvents },
  knob('memory.high', 'memory', 'max', bytes),
  knob('memory.low', 'memory', '0', bytes),
  knob('memory.max', 'memory', 'max', bytes),
  knob('memory.min', 'memory', '0', bytes),
  {
    name: 'memory.peak',
    controller: 'memory',
    read: ({ usage }) => `${Math.max(usage.peak ?? 0, currentOf(usage))}\n`,
  },
  knob('memory.oom.group', 'memory', '0', bit),
  { name: 'memory.stat', controller: 'memory', read: memoryStat },
  { name: 'memory.swap.current', controller: 'memory', read: () => '0\n' },
  knob('memory.swap.max', 'memory', 'max', bytes),
  { name: 'pids.current', controller: 'pids', read: ({ population }) => `${population}\n` },
  { name: 'pids.events', controller: 'pids', read: ({ usage }) => `max ${usage.pidsRefused ?? 0}\n` },
  knob('pids.max', 'pids', 'max', count),
  { name: 'pids.peak', controller: 'pids', read: ({ population }) => `${population}\n` },
]

const inGroups: readonly CgroupFile[] = [...everywhere, ...notAtRoot]

export const filesOf = (root: boolean): readonly CgroupFile[] => (root ? everywhere : inGroups)
