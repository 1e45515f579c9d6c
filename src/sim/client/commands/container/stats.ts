import { bytesSize, humanSizeWithPrecision } from '../../../../base/units'
import type { Json } from '../../../wire/rpc'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { on, value } from '../../flags/parse'
import { write } from '../../format/listing'
import type { Row } from '../../format/template/value'
import { shortId } from '../../names'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker stats.
 *
 * @models docker/cli cli/command/container/stats.go, stats_helpers.go, formatter_stats.go
 * @fidelity part: containers that start later are not added
 */
interface Sample {
  readonly id: string
  readonly name: string
  readonly pids_stats?: { readonly current?: number }
  readonly blkio_stats?: {
    readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null
  }
  readonly cpu_stats: Cpu
  readonly precpu_stats: Cpu
  readonly memory_stats: {
    readonly usage?: number
    readonly limit?: number
    readonly stats?: Readonly<Record<string, number>>
  }
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>
}

interface Cpu {
  readonly cpu_usage: { readonly total_usage: number; readonly percpu_usage?: readonly number[] | null }
  readonly system_cpu_usage?: number
  readonly online_cpus?: number
}

interface Watching {
  readonly names: readonly string[]
  readonly samples: Readonly<Record<string, Json>>
  readonly errors: readonly string[]
  readonly shown: boolean
}

export const stats = verb<Watching>({
  start(c) {
    c.data = { names: c.parsed.args, samples: {}, errors: [], shown: false }
    if (c.parsed.args.length > 0) return watch(c)
    c.call({ method: 'GET', path: '/containers/json', query: { all: on(c.parsed, 'all') ? '1' : undefined } }, 'listed')
  },
  phases: {
    listed(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      c.data = { ...c.data, names: bodyOf<{ Id: string }[]>(heard).map((s) => shortId(s.Id)) }
      if (c.data.names.length === 0) {
        show(c)
        return on(c.parsed, 'no-stream') ? c.exit(0) : c.after(500_000, 'tick')
      }
      watch(c)
    },
    sampled(c, heard) {
      const name = heard.tag as string
      if (heard.on === 'answer') {
        c.data = { ...c.data, errors: [...c.data.errors, daemonError(heard)] }
        const known = Object.keys(c.data.samples).length
        return known + c.data.errors.length >= c.data.names.length ? c.fail(c.data.errors.join('\n')) : undefined
      }
      if (heard.on === 'line') {
        c.data = { ...c.data, samples: { ...c.data.samples, [name]: heard.value } }
        if (Object.keys(c.data.samples).length + c.data.errors.length < c.data.names.length) return
        if (c.data.errors.length > 0) return c.fail(c.data.errors.join('\n'))
        show(c)
        if (on(c.parsed, 'no-stream')) c.exit(0)
      }
    },
    tick(c) {
      show(c)
      c.after(500_000, 'tick')
    },
  },
})

function watch(c: Cli<Watching>): void {
  for (const name of c.data.names)
    c.call(
      { method: 'GET', path: `/containers/${name}/stats`, query: { stream: on(c.parsed, 'no-stream') ? '0' : '1' } },
      'sampled',
      'lines',
      name,
    )
}

const heads = {
  Container: 'CONTAINER',
  ID: 'CONTAINER ID',
  Name: 'NAME',
  CPUPerc: 'CPU %',
  MemUsage: 'MEM USAGE / LIMIT',
  MemPerc: 'MEM %',
  NetIO: 'NET I/O',
  BlockIO: 'BLOCK I/O',
  PIDs: 'PIDS',
}

function show(c: Cli<Watching>): void {
  const rows = c.data.names.map((name) =>
    row(name, c.data.samples[name] as unknown as Sample | undefined, !on(c.parsed, 'no-trunc')),
  )
  const standard =
    '{{.ID}}\\t{{.Name}}\\t{{.CPUPerc}}\\t{{.MemUsage}}\\t{{.MemPerc}}\\t{{.NetIO}}\\t{{.BlockIO}}\\t{{.PIDs}}'
  const written = write({ format: value(c.parsed, 'format'), standard, heads, rows })
  if ('error' in written) return c.fail(written.error)
  if (on(c.parsed, 'no-stream')) return c.out(written.text)
  // Each line is drawn over the one before; what was longer is wiped out.
  c.out(
    `\x1b[H${written.text
      .split('\n')
      .map((line) => `${line}\x1b[K`)
      .join('\n')}\x1b[J`,
  )
}

const percent = (n: number): string => `${n.toFixed(2)}%`

function row(name: string, s: Sample | undefined, trunc: boolean): Row {
  const nets = Object.values(s?.networks ?? {})
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  const block = (op: string) =>
    sum(
      (s?.blkio_stats?.io_service_bytes_recursive ?? [])
        .filter((b) => b.op.toLowerCase().startsWith(op))
        .map((b) => b.value),
    )
  const [memory, limit] = s === undefined ? [0, 0] : [memoryOf(s), s.memory_stats.limit ?? 0]
  return {
    row: '*container.statsContext',
    methods: {
      Container: name,
      ID: s === undefined ? '--' : trunc ? shortId(s.id) : s.id,
      Name: s === undefined || s.name === '' ? '--' : s.name.replace(/^\//, ''),
      CPUPerc: s === undefined ? '--' : percent(cpuPercent(s)),
      MemUsage: s === undefined ? '-- / --' : `${bytesSize(memory)} / ${bytesSize(limit)}`,
      MemPerc: s === undefined ? '--' : percent(limit === 0 ? 0 : (memory / limit) * 100),
      NetIO:
        s === undefined
          ? '--'
          : `${humanSizeWithPrecision(sum(nets.map((n) => n.rx_bytes)), 3)} / ${humanSizeWithPrecision(sum(nets.map((n) => n.tx_bytes)), 3)}`,
      BlockIO:
        s === undefined ? '--' : `${humanSizeWithPrecision(block('r'), 3)} / ${humanSizeWithPrecision(block('w'), 3)}`,
      PIDs: s === undefined ? '--' : String(s.pids_stats?.current ?? 0),
    },
  }
}

/** The page cache that could be dropped is not counted. */
function memoryOf(s: Sample): number {
  const { usage = 0, stats = {} } = s.memory_stats
  const cache = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0
  return cache < usage ? usage - cache : usage
}

function cpuPercent(s: Sample): number {
  const used = s.cpu_stats.cpu_usage.total_usage - s.precpu_stats.cpu_usage.total_usage
  const passed = (s.cpu_stats.system_cpu_usage ?? 0) - (s.precpu_stats.system_cpu_usage ?? 0)
  const cpus = s.cpu_stats.online_cpus || (s.cpu_stats.cpu_usage.percpu_usage ?? []).length
  return passed > 0 && used > 0 ? (used / passed) * cpus * 100 : 0
}
