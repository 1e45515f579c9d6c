import { refuse } from '../errors'
import type { Machine } from '../state'
import type { Builtin } from './face'
import { output } from './output'
import { usage } from './usage'
import { SysError, strerror } from '../../../wire/errno'

/**
 * Shows and sets resource limits.
 *
 * @models bash builtins/ulimit.def, busybox shell/shell_common.c
 * @fidelity part: -p is a constant; no -T, -b, -k, -P, -R
 */
interface Row {
  readonly letter: string
  readonly resource: string
  readonly factor: number
  readonly bash: string
  readonly ash: string
}

const row = (letter: string, resource: string, factor: number, bash: string, ash: string): Row => ({
  letter,
  resource: `RLIMIT_${resource}`,
  factor,
  bash,
  ash,
})

const rows: readonly Row[] = [
  row('c', 'CORE', 1024, 'core file size              (blocks, -c) ', 'core file size (blocks)         (-c) '),
  row('d', 'DATA', 1024, 'data seg size               (kbytes, -d) ', 'data seg size (kb)              (-d) '),
  row('e', 'NICE', 1, 'scheduling priority                 (-e) ', 'scheduling priority             (-e) '),
  row('f', 'FSIZE', 1024, 'file size                   (blocks, -f) ', 'file size (blocks)              (-f) '),
  row('i', 'SIGPENDING', 1, 'pending signals                     (-i) ', 'pending signals                 (-i) '),
  row('l', 'MEMLOCK', 1024, 'max locked memory           (kbytes, -l) ', 'max locked memory (kb)          (-l) '),
  row('m', 'RSS', 1024, 'max memory size             (kbytes, -m) ', 'max memory size (kb)            (-m) '),
  row('n', 'NOFILE', 1, 'open files                          (-n) ', 'open files                      (-n) '),
  row('q', 'MSGQUEUE', 1, 'POSIX message queues         (bytes, -q) ', 'POSIX message queues (bytes)    (-q) '),
  row('r', 'RTPRIO', 1, 'real-time priority                  (-r) ', 'real-time priority              (-r) '),
  row('s', 'STACK', 1024, 'stack size                  (kbytes, -s) ', 'stack size (kb)                 (-s) '),
  row('t', 'CPU', 1, 'cpu time                   (seconds, -t) ', 'cpu time (seconds)              (-t) '),
  row('u', 'NPROC', 1, 'max user processes                  (-u) ', 'max user processes              (-u) '),
  row('v', 'AS', 1024, 'virtual memory              (kbytes, -v) ', 'virtual memory (kb)             (-v) '),
  row('x', 'LOCKS', 1, 'file locks                          (-x) ', 'file locks                      (-x) '),
]

const isBash = (m: Machine): boolean => m.sys.exe.endsWith('/bash')

export const ulimit: Builtin = (m, args) => {
  const wrong = args.find((arg) => !arg.startsWith('-') && !/^(\d+|unlimited|hard|soft)$/.test(arg))
  if (wrong !== undefined) return refuse(m, 'ulimit', `${wrong}: invalid number`)
  const letters = args.flatMap((arg) => (/^-[A-Za-z]/.test(arg) ? arg.slice(1).split('') : []))
  const value = args.find((arg) => /^(\d+|unlimited|hard|soft)$/.test(arg))
  const sides = { hard: letters.includes('H'), soft: letters.includes('S') }
  if (letters.includes('a')) return output(m, 'ulimit', rows.map((each) => all(m, each, sides.hard)).join(''))
  const letter = letters.find((each) => each !== 'H' && each !== 'S') ?? 'f'
  const found = rows.find((each) => each.letter === letter)
  if (found === undefined) {
    refuse(m, 'ulimit', `-${letter}: invalid option`)
    return m.s.flavour === 'bash' ? usage(m, 'ulimit') : 2
  }
  return value === undefined ? output(m, 'ulimit', `${shown(m, found, sides.hard)}\n`) : set(m, found, value, sides)
}

function shown(m: Machine, { resource, factor }: Row, hard: boolean): string {
  const limit = m.sys.getrlimit(resource)[hard ? 1 : 0]
  return limit === -1 ? 'unlimited' : String(Math.floor(limit / factor))
}

const all = (m: Machine, each: Row, hard: boolean): string =>
  `${isBash(m) ? each.bash : each.ash}${shown(m, each, hard)}\n`

interface Sides {
  readonly hard: boolean
  readonly soft: boolean
}

function set(m: Machine, { resource, factor, bash }: Row, words: string, sides: Sides): number {
  const [soft, hard] = m.sys.getrlimit(resource)
  const amount = words === 'unlimited' ? -1 : words === 'hard' ? hard : words === 'soft' ? soft : Number(words) * factor
  const both = sides.hard === sides.soft
  try {
    m.sys.setrlimit(resource, both || sides.soft ? amount : soft, both || sides.hard ? amount : hard)
    return 0
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const what = isBash(m) ? `${bash.replace(/ *\(.*$/, '')}: cannot modify limit` : 'error setting limit'
    return refuse(m, 'ulimit', `${what}: ${strerror[error.errno]}`)
  }
}
