import { utf8 } from '../../../base/bytes'
import { complain, exit, isBusybox, quietly, why } from '../face'
import { copy, keysOf, moreOf, readTo, rowsOf, type Copying, type Manner, type Row, type Source } from './paging'
import { misuse } from '../say'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * A pager that only goes on. Where its output is no terminal it is cat.
 *
 * @models util-linux more(1), busybox util-linux/more.c
 * @fidelity part: space, Enter, d, b, q and h; files one after another, without their names between them
 */
interface Turning {
  readonly files: readonly string[]
  readonly source: Source
  readonly keys?: Fd
  /** Rows shown so far. */
  readonly shown: number
  /** How many are to be shown next. */
  readonly want: number
  readonly prompted: boolean
  /** What is shown next begins over the prompt. */
  readonly over?: boolean
}

export const more: Program<Turning | Copying> = {
  name: 'more',
  start: (sys) => quietly(() => start(sys)),
  resume: (sys, state, wake) =>
    quietly((): Turn<Turning | Copying> => {
      if ('copies' in state) return copy(sys, state, refused(sys))
      if (wake.on === 'signal') return wake.signal === 'SIGINT' ? leave(sys, state) : wait(state)
      return state.prompted ? pressed(sys, state) : show(sys, state)
    }),
}

const refused = (sys: Sys) => (name: string, error: unknown) =>
  complain(sys, isBusybox(sys) ? `${name}: ${why(error)}` : `cannot open ${name}: ${why(error)}`)

function start(sys: Sys): Turn<Turning | Copying> {
  const files = sys.argv.slice(1).filter((word) => !/^[-+]./.test(word))
  if (files.length === 0 && sys.isatty(0)) return exit(misuse(sys, 'bad usage'))
  const wanted = files.length > 0 ? files : ['-']
  if (!sys.isatty(1)) return copy(sys, { copies: wanted, failed: false }, refused(sys))
  return next(sys, { files: wanted, shown: 0, want: page(sys), prompted: false })
}

const page = (sys: Sys): number => Math.max(1, sys.winsize(1).rows - 1)

type Unopened = Omit<Turning, 'source'>

/** The next file that can be read. */
function next(sys: Sys, state: Unopened): Turn<Turning> {
  const [name, ...files] = state.files
  if (name === undefined) return exit(0)
  if (name === '-') return show(sys, { ...state, files, source: { name, fd: 0, text: '', ended: false } })
  try {
    const fd = sys.open(name, { read: true })
    if (sys.fstat(fd).kind === 'dir') sys.write(1, utf8(`\n*** ${name}: directory ***\n\n`))
    else return show(sys, { ...state, files, source: { name, fd, text: '', ended: false } })
  } catch (error) {
    refused(sys)(name, error)
  }
  return next(sys, { ...state, files })
}

const manner = (sys: Sys): Manner => ({
  cols: Math.max(1, sys.winsize(1).cols),
  colours: true,
  chop: false,
  numbers: false,
})

const drawn = (rows: readonly Row[]): string => rows.map(({ shown }) => `${shown}\n`).join('')

function show(sys: Sys, from: Turning): Turn<Turning> {
  const { source, enough } = readTo(sys, from.source, from.shown + from.want + 1)
  if (!enough) return { turn: 'wait', state: { ...from, source, prompted: false }, on: [moreOf(source)] }
  const rows = rowsOf(source.text, manner(sys))
  const fresh = rows.slice(from.shown, from.shown + from.want)
  if (from.over) erase(sys, fresh)
  sys.write(1, utf8(from.over && !isBusybox(sys) ? drawn(fresh).replace('\n', '\x1b[K\n') : drawn(fresh)))
  const { over: _, ...rest } = from
  const state = { ...rest, source, shown: from.shown + fresh.length }
  const over = source.ended && state.shown >= rows.length
  if (over && state.files.length > 0)
    return next(sys, { ...state, shown: 0, want: Math.max(1, from.want - fresh.length), prompted: false })
  if (over && isBusybox(sys)) return finish(sys, state)
  if (over) sys.write(1, '\n'.repeat(Math.max(0, from.want - fresh.length)))
  const keys = state.keys ?? keysOf(sys)
  if (state.keys === undefined) {
    sys.tcsetattr(keys, { canonical: false, echo: false })
    for (const signal of ['SIGINT', 'SIGWINCH'] as const) sys.sigaction(signal, 'catch')
  }
  sys.write(1, over ? '\x1b[7m--More--\r\x1b[K(END)\x1b[27m' : prompt(sys, state, rows))
  return wait({ ...state, keys, prompted: true })
}

const wait = (state: Turning): Turn<Turning> => ({
  turn: 'wait',
  state,
  on: [{ on: 'readable', fd: state.keys ?? 0 }],
})

/** Of a file the part that was shown is known; of a pipe it is not. */
function prompt(sys: Sys, state: Turning, rows: readonly Row[]): string {
  const size = state.source.name === '-' ? undefined : sys.stat(state.source.name).size
  const shown = rows.slice(0, state.shown)
  const bytes = shown.reduce((sum, row) => sum + utf8(row.shown).length + (row.goesOn ? 0 : 1), 0)
  if (size === undefined || size === 0) return isBusybox(sys) ? '--More-- ' : '\x1b[7m--More--\x1b[27m'
  const part = Math.floor((bytes * 100) / size)
  return isBusybox(sys) ? `--More-- (${part}% of ${size} bytes)` : `\x1b[7m--More--(${part}%)\x1b[27m`
}

function finish(sys: Sys, state: Turning): Turn<Turning> {
  if (state.keys !== undefined) sys.tcsetattr(state.keys, { canonical: true, echo: true })
  return exit(0)
}

/** The prompt goes; where a row takes its place, that erases the rest of it. */
function erase(sys: Sys, fresh: readonly Row[] = []): void {
  if (isBusybox(sys)) sys.write(1, `\r${' '.repeat(26)}\r`)
  else sys.write(1, fresh.length > 0 ? '\r' : '\r\x1b[K')
}

function leave(sys: Sys, state: Turning): Turn<Turning> {
  erase(sys)
  return finish(sys, state)
}

function pressed(sys: Sys, state: Turning): Turn<Turning> {
  const key = sys.read(state.keys ?? 0, 1)
  if (key === undefined) return wait(state)
  if (key === '' || /[qQ\x03\x04]/.test(key)) return leave(sys, state)
  const want = key === ' ' || key === 'z' ? page(sys) : /[\r\nj]/.test(key) ? 1 : key === 'd' ? 11 : 0
  const back = key === 'b' || key === '\x02'
  if (want === 0 && !back) return wait(state)
  if (!back) return show(sys, { ...state, want, prompted: false, over: true })
  erase(sys)
  sys.write(1, '...back 1 page\n')
  return show(sys, { ...state, shown: Math.max(0, state.shown - 2 * page(sys)), want: page(sys), prompted: false })
}
