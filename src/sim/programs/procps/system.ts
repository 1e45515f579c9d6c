import { userName } from '../accounts/names'
import { exit, isBusybox, linesOf, oneShot, put, quietly } from '../face'
import { strftime } from '../clock'
import { getopt, has, last } from '../options'
import { human } from '../coreutils/human'
import { loadAverage, memory, processes, uptimeOf, type ProcInfo } from './proc'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * How the machine is: free, uptime, top.
 *
 * @models procps-ng src/{free,uptime}.c, src/top
 * @fidelity part: top redraws every three seconds (-d) and knows q, space and h; nothing is chosen or sorted anew by keys
 */
export const free = oneShot('free', (sys, args) => {
  const options = getopt(sys, args, { short: 'hbkmgtws:c:', long: { human: 'h', mebi: 'm', gibi: 'g', total: 't' } })
  if (!options) return 1
  const m = memory(sys)
  const of = (key: string) => m[key] ?? 0
  const cache = of('Buffers') + of('Cached') + of('SReclaimable')
  const unit = has(options, 'b') ? 1 / 1024 : has(options, 'm') ? 1024 : has(options, 'g') ? 1_048_576 : 1
  const shown = (kib: number) =>
    has(options, 'h')
      ? human(kib * 1024, isBusybox(sys))
          .replace(/([KMG])$/, isBusybox(sys) ? '$1' : '$1i')
          .replace(/^0$/, '0B')
      : String(Math.floor(kib / unit))
  const row = (label: string, values: readonly number[]) =>
    label.padEnd(isBusybox(sys) ? 11 : 8) +
    values
      .map((value) => shown(value).padStart(12))
      .join('')
      .slice(isBusybox(sys) ? 1 : 0)
  const titles = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
  const used = of('MemTotal') - of('MemAvailable')
  put(
    sys,
    `${' '.repeat(isBusybox(sys) ? 11 : 8)}${titles
      .map((title) => title.padStart(12))
      .join('')
      .slice(isBusybox(sys) ? 1 : 0)}\n`,
  )
  put(
    sys,
    `${row('Mem:', [of('MemTotal'), used, of('MemFree'), of('Shmem'), cache, of('MemAvailable')])}\n${row('Swap:', [of('SwapTotal'), of('SwapTotal') - of('SwapFree'), of('SwapFree')])}\n`,
  )
  return 0
})

function upWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60) % 60
  const hours = Math.floor(seconds / 3600) % 24
  const days = Math.floor(seconds / 86_400)
  const dayWords = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''
  return `${dayWords}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`
}

export const uptimeLine = (sys: Sys): string =>
  ` ${strftime('%T', sys.now() / 1e6)} up ${upWords(uptimeOf(sys))},  ${isBusybox(sys) ? '0' : '1'} user${isBusybox(sys) ? 's' : ''},  load average: ${loadAverage(sys).join(', ')}\n`

export const uptime = oneShot('uptime', (sys, args) => {
  if (args.includes('-p')) put(sys, `up ${Math.floor(uptimeOf(sys) / 60)} minutes\n`)
  else if (args.includes('-s')) put(sys, `${strftime('%Y-%m-%d %H:%M:%S', sys.now() / 1e6 - uptimeOf(sys))}\n`)
  else put(sys, uptimeLine(sys))
  return 0
})

interface Topping {
  readonly left: number
  readonly pause: number
  readonly batch: boolean
  /** What the screen before said: of when, and the cpu time of each process and of the machine in hundredths of a second. */
  readonly before?: Snapshot
}

interface Snapshot {
  readonly at: number
  readonly cpu: Readonly<Record<string, number>>
  readonly machine: readonly number[]
}

const machineTimes = (sys: Sys): readonly number[] =>
  (linesOf(sys, '/proc/stat')[0] ?? '').split(/\s+/).slice(1).map(Number)

const snapshot = (sys: Sys, all: readonly ProcInfo[]): Snapshot => ({
  at: uptimeOf(sys),
  cpu: Object.fromEntries(all.map((p) => [p.pid, p.cpu])),
  machine: machineTimes(sys),
})

/** Percent of one cpu since the screen before; on the first since the process began. */
function percent(p: ProcInfo, now: Snapshot, before: Snapshot | undefined): number {
  const since = Math.max(before?.at ?? 0, p.started / 100)
  return Math.max(0, p.cpu - (before?.cpu[p.pid] ?? 0)) / Math.max(0.01, now.at - since)
}

/** Parts of the machine's time in percent, in /proc/stat's order. */
function machineParts(now: Snapshot, before: Snapshot | undefined): readonly number[] {
  const spent = now.machine.map((time, i) => Math.max(0, time - (before?.machine[i] ?? 0)))
  const sum = Math.max(
    1,
    spent.reduce((a, b) => a + b, 0),
  )
  return spent.map((time) => (time * 100) / sum)
}

const defaultPause = 3

export const top: Program<Topping> = {
  name: 'top',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'bn:d:p:u:o:cHi', long: {} })
      if (!options) return exit(1)
      const batch = has(options, 'b') || !sys.isatty(1)
      if (!batch && sys.isatty(0)) {
        sys.tcsetattr(0, { canonical: false, echo: false })
        for (const signal of ['SIGINT', 'SIGWINCH'] as const) sys.sigaction(signal, 'catch')
        sys.write(1, '\x1b[?1h\x1b=\x1b[?25l')
      }
      const pause = Math.max(0.1, Number(last(options, 'd') ?? defaultPause)) * 1e6
      return frame(sys, { left: Number(last(options, 'n') ?? Infinity) || Infinity, batch, pause })
    }),
  resume: (sys, state, wake) =>
    quietly(() => {
      if (wake.on === 'signal') return wake.signal === 'SIGINT' ? over(sys, state) : frame(sys, state)
      if (wake.on !== 'readable') return wake.on === 'timer' ? frame(sys, state) : wait(sys, state)
      const key = sys.read(0) ?? ' '
      if (/^[q\x03]|^$/.test(key)) return over(sys, state)
      if (/^[h?]/.test(key)) return help(sys, state)
      return frame(sys, state)
    }),
}

const wait = (sys: Sys, state: Topping): Turn<Topping> => {
  const timer = { on: 'timer', at: sys.now() + state.pause } as const
  return { turn: 'wait', state, on: state.batch ? [timer] : [timer, { on: 'readable', fd: 0 }] }
}

function over(sys: Sys, state: Topping): Turn<Topping> {
  if (!state.batch && sys.isatty(0)) {
    sys.tcsetattr(0, { canonical: true, echo: true })
    sys.write(1, `\x1b[?1l\x1b>\x1b[${sys.winsize(1).rows};1H\x1b[?25h\n`)
  }
  return exit(0)
}

/** No more than the window holds: rows that would scroll it are left out, long ones cut. */
function fitted(sys: Sys, screen: string): string {
  const { rows, cols } = sys.winsize(1)
  const lines = screen.replace(/\n$/, '').split('\n').slice(0, Math.max(1, rows))
  return lines.map((line) => (line.startsWith('\x1b') ? line : line.slice(0, cols))).join('\n')
}

function help(sys: Sys, state: Topping): Turn<Topping> {
  put(
    sys,
    '\x1b[H\x1b[JHelp for Interactive Commands\n\n  q       Quit\n  Space   Update display\n\nPress any key to continue',
  )
  return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
}

function frame(sys: Sys, state: Topping): Turn<Topping> {
  const all = processes(sys)
  const now = snapshot(sys, all)
  const shares = new Map(all.map((p) => [p.pid, percent(p, now, state.before)]))
  const busiest = [...all].sort((a, b) => shares.get(b.pid)! - shares.get(a.pid)! || a.pid - b.pid)
  const load: Load = { all: busiest, share: (p) => shares.get(p.pid)!, parts: machineParts(now, state.before) }
  const screen = isBusybox(sys) ? busyboxScreen(sys, load) : gnuScreen(sys, load)
  put(sys, state.batch ? screen : `\x1b[H\x1b[J${fitted(sys, screen)}`)
  const left = state.left - 1
  return left <= 0 ? over(sys, state) : wait(sys, { ...state, before: now, left: left === Infinity ? 1e9 : left })
}

const clock = (hundredths: number) =>
  `${Math.floor(hundredths / 6000)}:${(Math.floor(hundredths / 100) % 60).toString().padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`

interface Load {
  readonly all: readonly ProcInfo[]
  readonly share: (p: ProcInfo) => number
  readonly parts: readonly number[]
}

function gnuScreen(sys: Sys, { all, share, parts }: Load): string {
  const part = (i: number) => (parts[i] ?? 0).toFixed(1).padStart(5)
  const count = (letters: string) => all.filter((p) => letters.includes(p.state)).length
  const m = memory(sys)
  const mib = (kib: number) => (kib / 1024).toFixed(1).padStart(8)
  const cache = m['Buffers']! + m['Cached']!
  const rows = all.map((p) =>
    [
      String(p.pid).padStart(7),
      (userName(sys, p.uid) ?? String(p.uid)).padEnd(9).slice(0, 9),
      String(20 + p.nice).padStart(2),
      String(p.nice).padStart(3),
      String(p.vsz).padStart(7),
      String(p.rss).padStart(6),
      '  2304',
      p.state,
      share(p).toFixed(1).padStart(5),
      ((p.rss * 100) / m['MemTotal']!).toFixed(1).padStart(5),
      clock(p.cpu).padStart(9),
      p.comm,
    ].join(' '),
  )
  return (
    `top -${uptimeLine(sys)}Tasks: ${String(all.length).padStart(3)} total, ${String(count('R')).padStart(3)} running, ${String(count('SDI')).padStart(3)} sleeping, ${String(count('T')).padStart(3)} stopped, ${String(count('Z')).padStart(3)} zombie\n` +
    `%Cpu(s):${part(0)} us,${part(2)} sy,${part(1)} ni,${part(3)} id,${part(4)} wa,${part(5)} hi,${part(6)} si,${part(7)} st \nMiB Mem : ${mib(m['MemTotal']!)} total, ${mib(m['MemFree']!)} free, ${mib(m['MemTotal']! - m['MemAvailable']!)} used, ${mib(cache)} buff/cache     \n` +
    `MiB Swap: ${mib(m['SwapTotal']!)} total, ${mib(m['SwapFree']!)} free, ${mib(0)} used. ${mib(m['MemAvailable']!)} avail Mem \n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n${rows.join('\n')}\n`
  )
}

function busyboxScreen(sys: Sys, { all, share, parts }: Load): string {
  const part = (i: number) => String(Math.round(parts[i] ?? 0)).padStart(3)
  const m = memory(sys)
  const rows = all.map(
    (p) =>
      `${String(p.pid).padStart(5)} ${String(p.ppid).padStart(5)} ${(userName(sys, p.uid) ?? String(p.uid)).padEnd(8).slice(0, 8)} ${p.state.padEnd(4)} ${String(p.vsz).padStart(5)}   0%   ${p.pid % 2} ${String(Math.round(share(p) / 2)).padStart(3)}% ${p.args}`,
  )
  return (
    `Mem: ${m['MemTotal']! - m['MemFree']!}K used, ${m['MemFree']}K free, ${m['Shmem']}K shrd, ${m['Buffers']}K buff, ${m['Cached']}K cached\nCPU: ${part(0)}% usr ${part(2)}% sys ${part(1)}% nic ${part(3)}% idle ${part(4)}% io ${part(5)}% irq ${part(6)}% sirq\n` +
    `Load average: ${loadAverage(sys).join(' ')} 1/${all.length} ${all.at(-1)?.pid ?? 1}\n\x1b[7m  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\x1b[m\n${rows.join('\n')}\n`
  )
}
