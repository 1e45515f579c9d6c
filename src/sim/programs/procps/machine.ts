import { memory } from './proc'
import { exit, fail, isBusybox, linesOf, oneShot, orUndefined, put, quietly } from '../face'
import { getopt, has } from '../options'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * The machine: its processors, disks, kernel messages and activity.
 *
 * @models util-linux lscpu(1), lsblk(8), dmesg(1), procps-ng vmstat(8), busybox util-linux/dmesg.c
 * @fidelity part: one disk; the kernel keeps no log but how it started; vmstat counts neither blocks nor interrupts
 */
export const lscpu = oneShot('lscpu', (sys) => {
  const lines = linesOf(sys, '/proc/cpuinfo')
  const of = (key: string) => lines.find((line) => line.startsWith(key))?.split(': ')[1] ?? ''
  const count = lines.filter((line) => line.startsWith('processor')).length
  const rows = [
    ['Architecture:', 'x86_64'],
    ['CPU op-mode(s):', '32-bit, 64-bit'],
    ['Byte Order:', 'Little Endian'],
    ['CPU(s):', String(count)],
    ['On-line CPU(s) list:', Array.from({ length: count }, (_, i) => i).join(',')],
    ['Vendor ID:', of('vendor_id')],
    ['Model name:', of('model name')],
    ['Thread(s) per core:', '1'],
    ['Core(s) per socket:', of('cpu cores')],
    ['Socket(s):', '1'],
  ]
  put(sys, rows.map(([label = '', value = '']) => `${label.padEnd(41)}${value}\n`).join(''))
  return 0
})

export const lsblk = oneShot('lsblk', (sys, args) => {
  const options = getopt(sys, args, { short: 'fabdlmno:pP' })
  if (!options) return 1
  if (has(options, 'f') || has(options, 'o')) return fail(sys, 'glasswhale: lsblk shows its default columns only')
  const source = '/dev/sda1'
  const targets = sys.mounts().filter((mount) => mount.source === source)
  const bytes = orUndefined(() => sys.statfs(targets[0]?.target ?? '/'))?.total ?? 0
  const size = has(options, 'b') ? String(bytes) : gigabytes(bytes)
  const points = targets.length > 0 ? targets.map(({ target }) => target) : ['']
  const head = has(options, 'n')
    ? []
    : [`NAME   MAJ:MIN RM ${'SIZE'.padStart(Math.max(5, size.length))} RO TYPE MOUNTPOINTS`]
  const row = (name: string, minor: number, type: string, point: string) =>
    `${name}   8:${minor}    0 ${size.padStart(5)}  0 ${type} ${point}`
  const more = points.slice(1).map((point) => `${' '.repeat(27 + Math.max(5, size.length))}${point}`)
  const part = has(options, 'd') ? [] : [row('└─sda1', 1, 'part', points[0]!), ...more]
  put(sys, [...head, row('sda   ', 0, 'disk', ''), ...part].map((line) => `${line}\n`).join(''))
  return 0
})

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1).replace('.0', '')}G`

const syslogCapability = 34

/** kernel.dmesg_restrict is 1 on Debian and Ubuntu: CAP_SYSLOG is needed, which containers have not. */
const mayReadLog = (sys: Sys): boolean => {
  const mask = linesOf(sys, '/proc/self/status').find((line) => line.startsWith('CapEff:')) ?? ''
  return (BigInt(`0x${mask.split(/\s+/)[1] ?? '0'}`) >> BigInt(syslogCapability)) % 2n === 1n
}

export const dmesg = oneShot('dmesg', (sys) => {
  if (!mayReadLog(sys))
    return fail(
      sys,
      isBusybox(sys) ? 'klogctl: Operation not permitted' : 'read kernel buffer failed: Operation not permitted',
    )
  const version = linesOf(sys, '/proc/version')[0] ?? ''
  put(sys, `[    0.000000] ${version}\n[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n`)
  return 0
})

interface Watching {
  readonly every: number
  readonly left: number
  readonly before?: readonly number[]
}

export const vmstat: Program<Watching> = {
  name: 'vmstat',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'afmnsdDpSwtV' })
      if (!options) return exit(1)
      if (has(options, 's') || has(options, 'd') || has(options, 'm'))
        return exit(fail(sys, 'glasswhale: vmstat shows its first form only'))
      const [every, count] = options.operands.map(Number)
      put(
        sys,
        'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n',
      )
      return report(sys, { every: (every ?? 0) * 1e6, left: count ?? (every === undefined ? 1 : 1e9) })
    }),
  resume: (sys, state) => quietly(() => report(sys, state)),
}

function report(sys: Sys, state: Watching): Turn<Watching> {
  const stat = linesOf(sys, '/proc/stat')
  const of = (key: string) => Number(stat.find((line) => line.startsWith(key))?.split(/\s+/)[1] ?? 0)
  const times = (stat[0] ?? '').split(/\s+/).slice(1).map(Number)
  const spent = times.map((time, i) => time - (state.before?.[i] ?? 0))
  const whole = Math.max(
    1,
    spent.reduce((a, b) => a + b, 0),
  )
  const share = (...fields: readonly number[]) =>
    String(Math.round((fields.reduce((sum, i) => sum + (spent[i] ?? 0), 0) * 100) / whole)).padStart(2)
  const m = memory(sys)
  const cell = (key: string) => String(m[key] ?? 0).padStart(6)
  const cache = String((m['Cached'] ?? 0) + (m['SReclaimable'] ?? 0)).padStart(6)
  put(
    sys,
    `${String(of('procs_running')).padStart(2)} ${String(of('procs_blocked')).padStart(2)} ${'0'.padStart(6)} ${cell('MemFree')} ${cell('Buffers')} ${cache}    0    0     0     0    0    0 ${share(0, 1)} ${share(2, 5, 6)} ${share(3)} ${share(4)} ${share(7)}\n`,
  )
  const left = state.left - 1
  if (left <= 0) return exit(0)
  return {
    turn: 'wait',
    state: { ...state, left, before: times },
    on: [{ on: 'timer', at: sys.now() + state.every }],
  }
}
