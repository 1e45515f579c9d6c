import { rfc3339Nano, zeroTime } from '../../../base/time'
import { patch } from '../../world/draft'
import type { Continuations, Handler } from '../request'
import { chunk, encodeJson, endStream, sinkOf, startStream, watchConn } from '../respond'
import type { Daemon, Sink } from '../state'
import { forgetWatch } from '../system/events'
import { dataOf, work, type Act, type Worked } from '../work'
import type { Container } from './container'
import { isRunning, withContainer } from './lookup'
import { truthy } from './remove'

/**
 * `GET /containers/{name}/stats`: the cgroup's files, once or every second.
 * @models moby daemon/stats, daemon/stats_unix.go (cgroup v2)
 * @fidelity part: memory, cpu, pids; network and block counters are zero
 */
export const stats: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const sink = sinkOf(req)
    const endless = req.query['stream'] === undefined || truthy(req.query['stream'])
    startStream(d, req, { 'Content-Type': 'application/json' })
    const key = String(d.state.nextWatch)
    patch(d, {
      nextWatch: d.state.nextWatch + 1,
      watches: { ...d.state.watches, [key]: { kind: 'stats', about: container.id, sink, data: {} } },
    })
    watchConn(d, sink.conn, { handler: 'watch/left', peer: sink.to, data: { key } })
    const primed = endless || truthy(req.query['one-shot'] ?? '')
    sample(d, { id: container.id, key, sink, endless, primed })
  })

interface Sampling {
  readonly id: string
  readonly key: string
  readonly sink: Sink
  readonly endless: boolean
  /** Without a stream the first sample is only there to compare the second with. */
  readonly primed: boolean
  readonly before?: { readonly cpu: CpuUse; readonly at: number }
}

const files = ['memory.current', 'memory.max', 'pids.current', 'pids.max', 'cpu.stat', 'memory.stat'] as const

function sample(d: Daemon, sampling: Sampling): void {
  const container = d.state.containers[sampling.id]
  if (container === undefined || d.state.watches[sampling.key] === undefined) return
  const dir = `/sys/fs/cgroup/system.slice/docker-${container.id}.scope`
  const acts: readonly Act[] = isRunning(container)
    ? files.map((file) => ({ sys: { name: 'read', path: `${dir}/${file}` }, optional: true }))
    : []
  work(d, acts, { then: 'containers.stats/read', data: sampling })
}

function read(d: Daemon, sampling: Sampling, { answers }: Worked): void {
  const container = d.state.containers[sampling.id]
  if (container === undefined || d.state.watches[sampling.key] === undefined) return
  const values = answers.map((answer) => dataOf(answer).trim())
  const cpu = cpuOf(values[4] ?? '')
  if (!sampling.primed && isRunning(container))
    return again(d, { ...sampling, primed: true, before: { cpu, at: d.now } })
  const body = encodeJson(statsJson(container, values, cpu, sampling.before, d.now))
  if (!sampling.endless) {
    forgetWatch(d, sampling.key)
    return endStream(d, sampling.sink, body)
  }
  chunk(d, sampling.sink, body)
  again(d, { ...sampling, before: { cpu, at: d.now } })
}

const again = (d: Daemon, data: Sampling): void => {
  d.effects.push({
    to: 'dockerd',
    delay: 1_000_000,
    payload: { kind: 'timer', name: 'containers.stats/again', data: data as never },
  })
}

/** Of cpu.stat, in microseconds. */
interface CpuUse {
  readonly usage: number
  readonly user: number
  readonly system: number
  readonly periods: number
  readonly throttledPeriods: number
  readonly throttled: number
}

function cpuOf(text: string): CpuUse {
  const of = (name: string) => lineOf(text, name)
  return {
    usage: of('usage_usec'),
    user: of('user_usec'),
    system: of('system_usec'),
    periods: of('nr_periods'),
    throttledPeriods: of('nr_throttled'),
    throttled: of('throttled_usec'),
  }
}

const lineOf = (text: string, name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0)

const hostMemory = 8_326_774_784

function statsJson(
  container: Container,
  values: readonly string[],
  cpu: CpuUse,
  before: Sampling['before'],
  now: number,
): object {
  const number = (text: string | undefined) => (text === undefined || text === '' || text === 'max' ? 0 : Number(text))
  const limit = number(values[1]) || hostMemory
  const running = isRunning(container)
  const pidsMax = number(values[3])
  return {
    name: `/${container.name}`,
    id: container.id,
    read: running ? rfc3339Nano(now) : zeroTime,
    preread: before === undefined ? zeroTime : rfc3339Nano(before.at),
    pids_stats: running ? { current: number(values[2]), limit: pidsMax || 18446744073709552000 } : {},
    blkio_stats: {
      io_service_bytes_recursive: null,
      io_serviced_recursive: null,
      io_queue_recursive: null,
      io_service_time_recursive: null,
      io_wait_time_recursive: null,
      io_merged_recursive: null,
      io_time_recursive: null,
      sectors_recursive: null,
    },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuJson(cpu, now),
    precpu_stats: before === undefined ? cpuJson(undefined, undefined) : cpuJson(before.cpu, before.at),
    memory_stats: running ? { usage: number(values[0]), stats: memoryStats(values[5] ?? ''), limit } : {},
    ...(running && { networks: networksJson(container) }),
  }
}

/** Two CPUs' worth of time passes on the host each second. */
const cpuJson = (cpu: CpuUse | undefined, at: number | undefined): object => ({
  cpu_usage: {
    total_usage: (cpu?.usage ?? 0) * 1000,
    usage_in_kernelmode: (cpu?.system ?? 0) * 1000,
    usage_in_usermode: (cpu?.user ?? 0) * 1000,
  },
  ...(at !== undefined && { system_cpu_usage: at * 2000, online_cpus: 2 }),
  throttling_data: {
    periods: cpu?.periods ?? 0,
    throttled_periods: cpu?.throttledPeriods ?? 0,
    throttled_time: (cpu?.throttled ?? 0) * 1000,
  },
})

const memoryStats = (text: string): object =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([name]) => name !== '')
      .map(([name, value]) => [name, Number(value)]),
  )

const networksJson = (container: Container): object =>
  Object.fromEntries(
    Object.keys(container.networks).map((_name, i) => [
      `eth${i}`,
      {
        rx_bytes: 0,
        rx_packets: 0,
        rx_errors: 0,
        rx_dropped: 0,
        tx_bytes: 0,
        tx_packets: 0,
        tx_errors: 0,
        tx_dropped: 0,
      },
    ]),
  )

export const statsContinuations: Continuations = { 'containers.stats/read': read, 'containers.stats/again': sample }
