import { linesOf, orUndefined } from '../face'
import type { Sys } from '../../wire/sys'

/** What /proc says of processes, read as ps(1) and top(1) read it. */
export interface ProcInfo {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  readonly sid: number
  readonly comm: string
  readonly args: string
  readonly state: string
  readonly uid: number
  readonly gid: number
  readonly tty: string
  readonly foreground: boolean
  readonly threads: number
  readonly nice: number
  /** Hundredths of a second. */
  readonly cpu: number
  readonly started: number
  /** Kibibytes. */
  readonly vsz: number
  readonly rss: number
}

export const processes = (sys: Sys): readonly ProcInfo[] =>
  sys
    .readdir('/proc')
    .filter((entry) => /^\d+$/.test(entry.name))
    .map((entry) => Number(entry.name))
    .sort((a, b) => a - b)
    .flatMap((pid) => processInfo(sys, pid) ?? [])

/** `pid (comm) state ppid …`; the command's name may hold blanks and brackets. */
export function processInfo(sys: Sys, pid: number | string): ProcInfo | undefined {
  const line = orUndefined(() => sys.readFile(`/proc/${pid}/stat`))
  const match = line === undefined ? null : /^(\d+) \(([^]*)\) (\S) ([^]*)$/.exec(line.trim())
  if (!match) return undefined
  const n = match[4]!.split(' ').map(Number)
  const at = (field: number) => n[field - 4] ?? 0
  const cmdline = orUndefined(() => sys.readFile(`/proc/${pid}/cmdline`)) ?? ''
  const [uid, gid] = ids(sys, pid)
  return {
    pid: Number(match[1]),
    comm: match[2]!,
    state: match[3]!,
    ppid: at(4),
    pgid: at(5),
    sid: at(6),
    tty: ttyName(at(7)),
    foreground: at(8) === at(5),
    cpu: at(14) + at(15),
    nice: at(19),
    threads: at(20) || 1,
    started: at(22),
    vsz: Math.floor(at(23) / 1024),
    rss: at(24) * 4,
    args: cmdline === '' ? `[${match[2]!}]` : cmdline.replace(/\0+$/, '').replace(/\0/g, ' '),
    uid,
    gid,
  }
}

function ids(sys: Sys, pid: number | string): readonly [uid: number, gid: number] {
  const of = (key: string, lines: readonly string[]) =>
    Number(lines.find((line) => line.startsWith(`${key}:`))?.split(/\s+/)[2] ?? 0)
  const lines = linesOf(sys, `/proc/${pid}/status`)
  return [of('Uid', lines), of('Gid', lines)]
}

/** Device 136:n is pts/n; 0 is none. */
function ttyName(device: number): string {
  if (device <= 0) return '?'
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00)
  return major >= 136 && major < 144
    ? `pts/${minor + (major - 136) * 256}`
    : major === 5 && minor === 1
      ? 'console'
      : `tty${minor}`
}

/** Seconds since boot, as /proc/uptime has it, and when that was. */
export const uptimeOf = (sys: Sys): number =>
  Number((orUndefined(() => sys.readFile('/proc/uptime')) ?? '').split(' ')[0]) || sys.uptime() / 1e6

export const bootTime = (sys: Sys): number => Math.floor(sys.now() / 1e6 - uptimeOf(sys))

/** `Ss+`: state, priority, session leader, threads, foreground. */
export const stateLetters = (p: ProcInfo): string =>
  p.state +
  (p.nice < 0 ? '<' : p.nice > 0 ? 'N' : '') +
  (p.sid === p.pid ? 's' : '') +
  (p.threads > 1 ? 'l' : '') +
  (p.foreground && p.tty !== '?' ? '+' : '')

export function memory(sys: Sys): Readonly<Record<string, number>> {
  const entries = linesOf(sys, '/proc/meminfo').map(
    (line) => [line.slice(0, line.indexOf(':')), Number(/\d+/.exec(line)?.[0] ?? 0)] as const,
  )
  const known = Object.fromEntries(entries)
  return {
    MemTotal: 8_131_584,
    MemFree: 5_321_000,
    MemAvailable: 6_912_000,
    Buffers: 82_000,
    Cached: 1_612_000,
    Shmem: 3_500,
    SReclaimable: 90_000,
    SwapTotal: 0,
    SwapFree: 0,
    ...known,
  }
}

export const loadAverage = (sys: Sys): readonly string[] => {
  const words = (orUndefined(() => sys.readFile('/proc/loadavg')) ?? '').split(' ')
  return words.length >= 3 ? words.slice(0, 3) : ['0.00', '0.00', '0.00']
}
