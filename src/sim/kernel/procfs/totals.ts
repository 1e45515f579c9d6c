import { advance } from '../cpu/clock'
import { cpuCount, freshGroup } from '../cpu/state'
import { usageOf } from '../memory/groups'
import { kernelMemory, memTotal } from '../memory/state'
import type { Process } from '../state'
import type { Work } from '../work'

/** /proc/meminfo and /proc/stat: the machine's memory and cpu time, as the model has them. */
const buffers = 64_228 * 1024
/** File pages that were there before the first command. */
const cachedAtBoot = 1_188_036 * 1024

export const kb = (kib: number): string => String(Math.ceil(kib)).padStart(8)

/** Address space in KiB: libraries and reserved stretches on top of what is resident. */
export const sizeOf = (p: Process): number => (p.run === 'zombie' ? 0 : Math.ceil(p.resident / 1024 / 4) * 4 + 3_400)

export function loadavg(w: Work): string {
  advance(w)
  const [one, five, fifteen] = w.state.cpu.load.map((load) => load.toFixed(2))
  return `${one} ${five} ${fifteen} ${Math.max(1, Object.keys(w.state.cpu.wants).length)}/${Object.keys(w.state.procs).length} ${lastPid(w)}\n`
}

const lastPid = (w: Work): number => Math.max(0, ...Object.keys(w.state.procs).map(Number))

export function meminfo(w: Work): string {
  const { anon, file } = usageOf(w.state, '')
  const cached = Math.min(cachedAtBoot + file, memTotal - kernelMemory - buffers - anon)
  const free = Math.max(0, memTotal - kernelMemory - buffers - cached - anon)
  const rows: readonly (readonly [name: string, bytes: number])[] = [
    ['MemTotal', memTotal],
    ['MemFree', free],
    ['MemAvailable', memTotal - kernelMemory - anon],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', cached / 2],
    ['Inactive', anon + cached / 2],
    ['AnonPages', anon],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Shmem', 1_248 * 1024],
    ['SReclaimable', 120_000 * 1024],
  ]
  return rows.map(([name, bytes]) => `${`${name}:`.padEnd(16)}${kb(bytes / 1024)} kB\n`).join('')
}

const tick = 10_000

export function cpuTimes(w: Work): string {
  advance(w)
  const { user, system } = w.state.cpu.groups[''] ?? freshGroup
  const all = ((w.now - w.state.bootAt) * cpuCount) / tick
  const times = [1_200 + user / tick, 0, 800 + system / tick, 0, 100, 0, 10, 0, 0, 0]
  times[3] = Math.max(0, all - times.reduce((sum, time) => sum + time, 0))
  const line = (name: string, part: number) => `${name} ${times.map((time) => Math.floor(time / part)).join(' ')}\n`
  const each = Array.from({ length: cpuCount }, (_, n) => line(`cpu${n}`, cpuCount)).join('')
  return `${line('cpu ', 1)}${each}btime ${Math.floor(w.state.bootAt / 1e6)}\nprocesses ${lastPid(w)}\nprocs_running ${Math.max(1, w.state.cpu.running.length)}\nprocs_blocked 0\n`
}
