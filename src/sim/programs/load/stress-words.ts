import { put } from '../face'
import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/** stress's command line and its voice. @models stress src/stress.c @fidelity part: --backoff waits for nothing, --io is quiet */
export interface Hogs {
  readonly cpu: number
  readonly io: number
  readonly vm: number
  readonly hdd: number
  readonly vmBytes: number
  readonly vmHang?: number
  readonly hddBytes: number
  /** Seconds; absent: without end. */
  readonly timeout?: number
  readonly verbose: boolean
  readonly quiet: boolean
  readonly dryRun: boolean
}

export const usage = `\`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -?, --help         show this help statement
     --version      show version statement
 -v, --verbose      be verbose
 -q, --quiet        be quiet
 -n, --dry-run      show what would have been done
 -t, --timeout N    timeout after N seconds
     --backoff N    wait factor of N microseconds before work starts
 -c, --cpu N        spawn N workers spinning on sqrt()
 -i, --io N         spawn N workers spinning on sync()
 -m, --vm N         spawn N workers spinning on malloc()/free()
     --vm-bytes B   malloc B bytes per vm worker (default is 256MB)
     --vm-stride B  touch a byte every B bytes (default is 4096)
     --vm-hang N    sleep N secs before free (default none, 0 is inf)
     --vm-keep      redirty memory instead of freeing and reallocating
 -d, --hdd N        spawn N workers spinning on write()/unlink()
     --hdd-bytes B  write B bytes per hdd worker (default is 1GB)

Example: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s

Note: Numbers may be suffixed with s,m,h,d,y (time) or B,K,M,G (size).
`

/** Lines in its source that its messages name. */
type Kind = 'info' | 'dbug' | 'WARN' | 'FAIL'

export function say(sys: Sys, kind: Kind, words: string): void {
  const line = `stress: ${kind}: [${sys.pid}] ${words}\n`
  if (kind === 'FAIL' || kind === 'WARN') sys.write(2, utf8(line))
  else put(sys, line)
}

const times: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 }
const sizes: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1_048_576, g: 1_073_741_824 }

const scaled =
  (units: Readonly<Record<string, number>>) =>
  (word: string): number | undefined => {
    const [, digits, unit = ''] = /^(\d+)([a-z]?)$/i.exec(word) ?? []
    const factor = unit === '' ? 1 : units[unit.toLowerCase()]
    return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
  }

const count = (word: string): number | undefined => (/^\d+$/.test(word) ? Number(word) : undefined)

type NumberKey = 'cpu' | 'io' | 'vm' | 'hdd' | 'vmBytes' | 'vmHang' | 'hddBytes' | 'timeout' | 'none'

const values: Readonly<Record<string, readonly [key: NumberKey, read: (word: string) => number | undefined]>> = {
  '-c': ['cpu', count],
  '--cpu': ['cpu', count],
  '-i': ['io', count],
  '--io': ['io', count],
  '-m': ['vm', count],
  '--vm': ['vm', count],
  '-d': ['hdd', count],
  '--hdd': ['hdd', count],
  '--vm-bytes': ['vmBytes', scaled(sizes)],
  '--vm-stride': ['none', scaled(sizes)],
  '--vm-hang': ['vmHang', scaled(times)],
  '--hdd-bytes': ['hddBytes', scaled(sizes)],
  '-t': ['timeout', scaled(times)],
  '--timeout': ['timeout', scaled(times)],
  '--backoff': ['none', count],
}

const switches: Readonly<Record<string, Partial<Hogs>>> = {
  '-v': { verbose: true },
  '--verbose': { verbose: true },
  '-q': { quiet: true },
  '--quiet': { quiet: true },
  '-n': { dryRun: true },
  '--dry-run': { dryRun: true },
  '--vm-keep': {},
}

const idle: Hogs = {
  cpu: 0,
  io: 0,
  vm: 0,
  hdd: 0,
  vmBytes: 256 << 20,
  hddBytes: 1 << 30,
  verbose: false,
  quiet: false,
  dryRun: false,
}

/** What is asked for, or what to say instead. */
export function hogsOf(args: readonly string[]): Hogs | { readonly said: string; readonly status: number } {
  let hogs = idle
  const rest = args.flatMap((word) => (word.startsWith('--') && word.includes('=') ? word.split('=', 2) : [word]))
  if (rest.length === 0 || rest.some((word) => word === '-?' || word === '--help')) return { said: usage, status: 0 }
  if (rest.includes('--version')) return { said: 'stress 1.0.7\n', status: 0 }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = values[word]
    if (value === undefined && switches[word] === undefined)
      return { said: `(244) unrecognized option: ${word}`, status: 1 }
    hogs = { ...hogs, ...switches[word] }
    if (value === undefined) continue
    const text = rest.shift()
    if (text === undefined) return { said: `(514) missing argument to option '${word}'`, status: 1 }
    const number = value[1](text)
    if (number === undefined) return { said: `(541) invalid argument: ${text}`, status: 1 }
    if (value[0] !== 'none') hogs = { ...hogs, [value[0]]: number }
  }
  return hogs
}
