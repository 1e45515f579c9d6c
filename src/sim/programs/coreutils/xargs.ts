import { complain, exit, isBusybox, orUndefined, quietly } from '../face'
import { launch } from '../launch'
import { getopt, has, last } from '../options'
import { dialect, quote } from '../say'
import { strerror } from '../../wire/errno'
import { signalNumbers } from '../../wire/signal'
import { text, utf8 } from '../../../base/bytes'
import type { Fd, Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Runs a program with words from standard input, each time as soon as it has as many as belong on one command line.
 *
 * @models findutils xargs/xargs.c lib/buildcmd.c, busybox findutils/xargs.c
 * @fidelity part: a word counts once its line has come; no -E, no -p
 */
interface Gathering {
  readonly how: How
  /** What has come and is not a whole line (or -0's and -d's item) yet. */
  readonly input: string
  /** Words, or with -I and -L lines, of the next command line. */
  readonly items: readonly string[]
  readonly ended: boolean
  /** The quote that its input leaves open: it ends where that stands. */
  readonly open?: 'double' | 'single'
  /** Whether it has run anything at all. */
  readonly ran: boolean
  readonly children: readonly Pid[]
  readonly status: number
}

interface How {
  readonly command: readonly string[]
  readonly most: number
  /** The bytes that a command line may have. */
  readonly longest: number
  readonly replace?: string
  readonly separator?: string
  readonly skipEmpty: boolean
  readonly trace: boolean
  readonly lines: boolean
  /** -L: the words of a line are words all the same. */
  readonly split: boolean
  /** What stands before an open quote is run all the same, as GNU does. */
  readonly finishes: boolean
  /** -P: so many at a time. */
  readonly procs: number
  readonly fd: Fd
}

export const xargs: Program<Gathering> = {
  name: 'xargs',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), {
        short: '0n:I:i:L:l:d:rtpP:s:xa:',
        long: {
          null: '0',
          'max-args=': 'n',
          'replace=': 'I',
          'max-lines=': 'L',
          'delimiter=': 'd',
          'no-run-if-empty': 'r',
          verbose: 't',
          'max-procs=': 'P',
          'arg-file=': 'a',
        },
        stopEarly: true,
      })
      if (!options) return exit(1)
      const replace = last(options, 'I')
      const file = last(options, 'a')
      const fd = file === undefined ? 0 : orUndefined(() => sys.open(file, { read: true }))
      if (fd === undefined) {
        complain(sys, `Cannot open input file ${quote(sys, file!)}: No such file or directory`)
        return exit(1)
      }
      const separator = has(options, '0') ? '\0' : last(options, 'd')?.replace('\\n', '\n')
      const most = replace !== undefined ? 1 : Number(last(options, 'n') ?? last(options, 'L') ?? Infinity)
      const how: How = {
        command: options.operands.length > 0 ? options.operands : ['echo'],
        most,
        longest: Number(last(options, 's') ?? dialect(sys, '131072', '30720')),
        skipEmpty: has(options, 'r'),
        trace: has(options, 't'),
        lines: replace !== undefined || has(options, 'L'),
        split: replace === undefined,
        finishes: !isBusybox(sys),
        procs: has(options, 'P') ? Number(last(options, 'P')) || 64 : 1,
        fd,
        ...(replace === undefined ? {} : { replace }),
        ...(separator === undefined ? {} : { separator }),
      }
      return goOn(sys, { how, input: '', items: [], ended: false, ran: false, status: 0, children: [] })
    }),
  resume: (sys, state) =>
    quietly(() => {
      const reaped = reap(sys, state)
      return typeof reaped === 'number' ? exit(reaped) : goOn(sys, reaped)
    }),
}

/** Reads so often in one slice. */
const readsPerSlice = 64

function goOn(sys: Sys, from: Gathering): Turn<Gathering> {
  let state = from
  for (let n = 0; n < readsPerSlice; n++) {
    const ready = launched(sys, state)
    if (typeof ready === 'number') return exit(ready)
    state = ready
    const child = state.children.length > 0 ? [{ on: 'child' } as const] : []
    if (state.children.length >= state.how.procs) return { turn: 'wait', state, on: child }
    if (state.ended && child.length > 0) return { turn: 'wait', state, on: child }
    if (state.ended) return exit(state.open === undefined ? state.status : refused(sys, state.open))
    const bytes = sys.read(state.how.fd)
    if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: state.how.fd }, ...child] }
    state = taken(state, bytes)
  }
  return { turn: 'yield', state }
}

/** Takes input in up to the end of its last line or item; all of it once no more comes. */
function taken(state: Gathering, bytes: string): Gathering {
  const { how } = state
  const all = state.input + bytes
  const end = bytes === '' ? all.length : all.lastIndexOf(how.separator ?? '\n') + 1
  const whole = text(all.slice(0, end))
  const open = how.separator === undefined ? unmatched(whole) : undefined
  const items = [...state.items, ...itemsOf(how, open === undefined ? whole : open.before)]
  const ended = bytes === '' || open !== undefined
  return { ...state, input: all.slice(end), items, ended, ...(open !== undefined && { open: open.quote }) }
}

function refused(sys: Sys, open: string): number {
  const gnu = `unmatched ${open} quote; by default quotes are special to xargs unless you use the -0 option`
  complain(sys, dialect(sys, gnu, `unmatched ${open} quote`))
  return 1
}

function itemsOf(how: How, input: string): readonly string[] {
  if (how.separator !== undefined) {
    const items = input.split(how.separator)
    return items.at(-1) === '' ? items.slice(0, -1) : items
  }
  if (!how.lines) return quoted(input)
  return input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Starts what can be started; the status where something cannot. */
function launched(sys: Sys, from: Gathering): Gathering | number {
  let state = from
  while (state.children.length < state.how.procs) {
    const line = nextLine(state)
    if (line === undefined) return state
    if (line === 'too long') {
      complain(sys, 'argument line too long')
      return 1
    }
    const { argv, items } = line
    if (state.how.trace) sys.write(2, utf8(`${argv.join(' ')}\n`))
    const child = launch(sys, argv)
    if (typeof child === 'string') {
      complain(sys, `${argv[0]}: ${strerror[child]}`)
      return child === 'ENOENT' ? 127 : 126
    }
    state = { ...state, items, ran: true, children: [...state.children, child] }
  }
  return state
}

interface CommandLine {
  readonly argv: readonly string[]
  /** What is left for the ones after it. */
  readonly items: readonly string[]
}

/** The next command line, where enough has come for one. */
function nextLine({ how, items, ended: over, open, ran, input }: Gathering): CommandLine | 'too long' | undefined {
  const ended = over && (open === undefined || how.finishes)
  if (items.length === 0) {
    const word = how.separator === undefined && !how.lines ? /\S*$/.exec(input)![0] : input
    if (word.length > how.longest) return 'too long'
    return ended && open === undefined && !ran && !how.skipEmpty && how.replace === undefined
      ? { argv: how.command, items }
      : undefined
  }
  if (how.replace !== undefined)
    return { argv: how.command.map((part) => part.split(how.replace!).join(items[0]!)), items: items.slice(1) }
  const words = (some: readonly string[]) => (how.lines && how.split ? some.flatMap(quoted) : some)
  const size = (some: readonly string[]) => some.reduce((sum, word) => sum + utf8(word).length + 1, 0)
  let room = how.longest - size(how.command)
  let count = 0
  while (count < items.length && count < how.most) {
    room -= size(words([items[count]!]))
    if (room < 0) break
    count++
  }
  if (count === 0) return 'too long'
  if (room >= 0 && count < how.most && !ended) return undefined
  return { argv: [...how.command, ...words(items.slice(0, count))], items: items.slice(count) }
}

/** Words between blanks, with quotes and backslashes. */
function quoted(input: string): readonly string[] {
  const matches = input.match(/(?:[^\s'"\\]|\\[^]|'[^'\n]*'|"[^"\n]*")+/g) ?? []
  return matches.map((word) =>
    word.replace(
      /\\([^])|'([^']*)'|"([^"]*)"/g,
      (_, escaped?: string, single?: string, double?: string) => escaped ?? single ?? double ?? '',
    ),
  )
}

/** A quote that is not closed on its line, and the whole words before it. */
function unmatched(input: string): { readonly quote: 'double' | 'single'; readonly before: string } | undefined {
  const blank = input.replace(/\\[^]|'[^'\n]*'|"[^"\n]*"/g, (closed) => '.'.repeat(closed.length))
  const at = blank.search(/['"]/)
  if (at < 0) return undefined
  return { quote: blank[at] === '"' ? 'double' : 'single', before: input.slice(0, at).replace(/\S*$/, '') }
}

/** Takes note of what has ended; the status where that ends it all. */
function reap(sys: Sys, from: Gathering): Gathering | number {
  let state = from
  const [name] = from.how.command
  for (const pid of from.children) {
    const ended = sys.wait(pid)
    if (!ended) continue
    if (ended.status === 255) {
      complain(sys, `${name}: exited with status 255; aborting`)
      return 124
    }
    if (ended.signal !== undefined) {
      const shown = dialect(sys, `${name}:`, `'${name}'`)
      complain(sys, `${shown} terminated by signal ${signalNumbers[ended.signal]}`)
      return 125
    }
    const children = state.children.filter((each) => each !== pid)
    state = { ...state, children, status: ended.status !== 0 ? 123 : state.status }
  }
  return state
}
