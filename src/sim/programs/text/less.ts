import { utf8 } from '../../../base/bytes'
import { exit, isBusybox, putBytes, quietly, why } from '../face'
import { copy, keysOf, moreOf, readTo, rowsOf, type Copying, type Manner, type Row, type Source } from './paging'
import type { Await, Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * A pager: forwards and backwards by lines and screens, search. Where its output is no terminal it is cat.
 *
 * @models less(1), busybox miscutils/less.c
 * @fidelity part: keys of moving, searching, several files, -N -S -R -F -X +N +G; no marks, no commands for the shell; the help is short
 */
interface Reading {
  readonly files: readonly string[]
  readonly at: number
  readonly source: Source
  readonly flags: string
  readonly keys?: Fd
  /** First row of the screen. */
  readonly top: number
  /** Rows that are on the screen already, from `top`; 0 before the first. */
  readonly drawn: number
  readonly fresh: boolean
  readonly pending: string
  readonly digits: string
  readonly typed?: string
  readonly message?: boolean
  readonly pattern?: string
  readonly backwards?: boolean
  /** What was shown before the help. */
  readonly help?: { readonly source: Source; readonly top: number }
  /** Where it goes as soon as so much has been read. */
  readonly goal?: number
}

export const less: Program<Reading | Copying> = {
  name: 'less',
  start: (sys) => quietly(() => start(sys)),
  resume: (sys, state, wake) =>
    quietly((): Turn<Reading | Copying> => {
      if ('copies' in state) return copy(sys, state, refused(sys))
      if (wake.on === 'signal') return state.keys === undefined ? wait(state) : wait(repaint(sys, state))
      return state.keys === undefined ? begin(sys, state) : pressed(sys, state)
    }),
}

function start(sys: Sys): Turn<Reading | Copying> {
  const args = sys.argv.slice(1)
  const flags = [sys.env['LESS'] ?? '', ...args.filter((word) => /^[-+]./.test(word))].join(' ')
  const files = args.filter((word) => !/^[-+]./.test(word))
  if (files.length === 0 && sys.isatty(0)) {
    sys.write(2, isBusybox(sys) ? 'less: missing filename\n' : 'Missing filename ("less --help" for help)\n')
    return exit(1)
  }
  const wanted = files.length > 0 ? files : ['-']
  if (!sys.isatty(1)) return copy(sys, { copies: wanted, failed: false }, refused(sys))
  return opened(sys, { files: wanted, at: 0, flags, top: 0, drawn: 0, fresh: true, pending: '', digits: '' })
}

type Unopened = Omit<Reading, 'source'>

function opened(sys: Sys, state: Unopened): Turn<Reading> {
  for (let at = state.at; at < state.files.length; at++) {
    const source = open(sys, state.files[at]!)
    if (source !== undefined) return begin(sys, { ...state, at, source })
  }
  return exit(1)
}

function open(sys: Sys, name: string): Source | undefined {
  if (name === '-') return { name, fd: 0, text: '', ended: false }
  try {
    if (sys.stat(name).kind === 'dir') {
      sys.write(2, utf8(`${name} is a directory\n`))
      return undefined
    }
    return { name, fd: sys.open(name, { read: true }), text: '', ended: false }
  } catch (error) {
    refused(sys)(name, error)
    return undefined
  }
}

const refused = (sys: Sys) => (name: string, error: unknown) => sys.write(2, utf8(`${name}: ${why(error)}\n`))

const has = (state: Reading, letter: string): boolean => new RegExp(`(^|\\s)-?\\w*${letter}`).test(state.flags)

const manner = (sys: Sys, state: Reading): Manner => ({
  cols: Math.max(1, sys.winsize(1).cols),
  colours: has(state, 'R') || has(state, 'r'),
  chop: has(state, 'S'),
  numbers: has(state, 'N') && state.help === undefined,
})

const pageOf = (sys: Sys): number => Math.max(1, sys.winsize(1).rows - 1)
const layout = (sys: Sys, state: Reading): readonly Row[] => rowsOf(state.source.text, manner(sys, state))

function wait(state: Reading): Turn<Reading> {
  const input: readonly Await[] = state.source.ended || state.goal === undefined ? [] : [moreOf(state.source)]
  return { turn: 'wait', state, on: [{ on: 'readable', fd: state.keys ?? 0 }, ...input] }
}

/** The first screen, once there is enough for one. */
function begin(sys: Sys, state: Reading): Turn<Reading> {
  const page = pageOf(sys)
  const toEnd = /\+G/.test(state.flags)
  const { source, enough } = readTo(sys, state.source, toEnd ? Infinity : page + 1)
  const now = { ...state, source }
  if (!enough) return { turn: 'wait', state: now, on: [moreOf(source)] }
  const rows = layout(sys, now)
  if (has(now, 'F') && source.ended && rows.length < page && state.files.length === 1) {
    putBytes(sys, source.text)
    return exit(0)
  }
  const keys = keysOf(sys)
  sys.tcsetattr(keys, { canonical: false, echo: false })
  for (const signal of ['SIGINT', 'SIGWINCH'] as const) sys.sigaction(signal, 'catch')
  if (!isBusybox(sys)) sys.write(1, has(now, 'X') ? '\r' : '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\r')
  const line = /\+(\d+)/.exec(state.flags)?.[1]
  const top = clamp(toEnd ? Infinity : line === undefined ? 0 : rowOfLine(rows, Number(line)), rows, page)
  return wait(paint(sys, { ...now, keys, top }, rows.slice(top, top + page), ''))
}

const rowOfLine = (rows: readonly Row[], line: number): number => {
  const at = rows.findIndex((row) => row.line >= line - 1)
  return at < 0 ? rows.length : at
}

const clamp = (top: number, rows: readonly Row[], page: number): number =>
  Math.max(0, Math.min(top, rows.length - page))

function leave(sys: Sys, state: Reading): Turn<Reading> {
  const keys = state.keys ?? 0
  sys.tcsetattr(keys, { canonical: true, echo: true })
  if (isBusybox(sys)) sys.write(1, `\x1b[${sys.winsize(1).rows};0H\x1b[K`)
  else sys.write(1, has(state, 'X') ? '\r\x1b[K' : '\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t')
  return exit(0)
}

/** Rows with their ends: one that goes on is wrapped by the terminal itself. */
const drawn = (state: Reading, rows: readonly Row[]): string =>
  utf8(rows.map((row) => marked(state, row.shown) + (row.goesOn && !has(state, 'S') ? ' \b' : '\n')).join(''))

function marked(state: Reading, shown: string): string {
  const found = state.pattern === undefined || state.help ? undefined : regex(state.pattern, 'g')
  return found === undefined ? shown : shown.replace(found, (word) => (word === '' ? '' : `\x1b[7m${word}\x1b[27m`))
}

const regex = (pattern: string, flags: string): RegExp | undefined => orAbsent(() => new RegExp(pattern, flags))

function orAbsent<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

function paint(sys: Sys, state: Reading, rows: readonly Row[], before: string): Reading {
  if (isBusybox(sys)) return busyboxScreen(sys, state)
  const next = { ...state, drawn: rows.length }
  sys.write(1, before + drawn(next, rows))
  return prompt(sys, next)
}

/** The whole screen anew: after a search, a resize, the help. */
function repaint(sys: Sys, state: Reading): Reading {
  const page = pageOf(sys)
  const all = layout(sys, state)
  const top = clamp(state.top, all, page)
  const rows = all.slice(top, top + page)
  const now = paint(sys, { ...state, top, drawn: 0 }, rows, '\r\x1b[K\x1b[H\x1b[2J')
  return now
}

function busyboxScreen(sys: Sys, state: Reading): Reading {
  const page = pageOf(sys)
  const rows = layout(sys, state)
  const shown = Array.from({ length: page }, (_, i) => rows[state.top + i]?.shown ?? (i === rows.length ? '' : '~'))
  sys.write(1, utf8(`\x1b[0;0H${shown.map((row) => `\x1b[K${marked(state, row)}\n`).join('')}`))
  return prompt(sys, { ...state, drawn: page })
}

/** The name at first, then `:`, and `(END)` where the end is on the screen. */
function prompt(sys: Sys, state: Reading): Reading {
  const { name, ended } = state.source
  const rows = layout(sys, state)
  const end = ended && state.top + pageOf(sys) >= rows.length
  const several = state.files.length > 1 ? ` (file ${state.at + 1} of ${state.files.length})` : ''
  const named = state.fresh && name !== '-' && !state.help ? name + several : ''
  if (isBusybox(sys)) {
    const words = named !== '' ? `\x1b[7m${named}\x1b[m` : end ? '\x1b[7m(END)\x1b[m' : ':'
    sys.write(1, utf8(`\x1b[${sys.winsize(1).rows};0H\x1b[K${words}`))
  } else {
    const help = state.help
      ? `HELP -- ${end ? 'END -- Press g to see it again' : 'Press RETURN for more'}, or q when done`
      : ''
    const words = help || [named, end ? '(END)' : ''].filter((word) => word !== '').join(' ')
    sys.write(1, utf8(`${words === '' ? ':' : `\x1b[7m${words}\x1b[27m`}\x1b[K`))
  }
  return { ...state, fresh: false }
}

/** Keys come in one read or in several: an escape sequence that is not whole waits for its rest. */
function pressed(sys: Sys, from: Reading): Turn<Reading> {
  const bytes = sys.read(from.keys ?? 0, 256)
  if (bytes === '') return leave(sys, from)
  let state: Reading = { ...from, pending: from.pending + (bytes ?? '') }
  if (state.goal !== undefined) {
    const { goal, ...rest } = state
    state = goTo(sys, rest, goal)
  }
  while (state.pending !== '' && state.goal === undefined) {
    const key = /^\x1b[[O][\d;]*[A-Za-z~]|^\x1b[[O]?[\d;]*$|^[^]/.exec(state.pending)![0]
    if (/^\x1b([[O][\d;]*)?$/.test(key) && key.length > 1) break
    const next = act(sys, { ...state, pending: state.pending.slice(key.length) }, key)
    if (next === undefined) return leave(sys, state)
    state = next
  }
  return wait(state)
}

/** Undefined: it ends. */
function act(sys: Sys, state: Reading, key: string): Reading | undefined {
  if (state.typed !== undefined) return typing(sys, state, state.typed, key)
  if (state.message) {
    const { message: _, ...rest } = state
    const quiet = paintPrompt(sys, rest)
    return /[\r\n]/.test(key) ? quiet : act(sys, quiet, key)
  }
  if (/^\d$/.test(key)) return digit(sys, state, key)
  if (/^[qQ]$/.test(key)) return state.help ? unhelped(sys, state, state.help) : undefined
  return command(sys, { ...state, digits: '' }, key, state.digits === '' ? undefined : Number(state.digits))
}

/** Each letter typed at the prompt is written twice: where it goes, and over itself. */
const echoed = (key: string): string => `\x1b[K${key}\b${key}`

function digit(sys: Sys, state: Reading, key: string): Reading {
  sys.write(1, `${state.digits === '' ? '\r\x1b[K:' : ''}${echoed(key)}`)
  return { ...state, digits: state.digits + key }
}

const paintPrompt = (sys: Sys, state: Reading): Reading => (sys.write(1, '\r\x1b[K'), prompt(sys, state))

const lineKeys = ['\r', '\n', 'j', 'e', '\x05', '\x0e', '\x1b[B', '\x1bOB']
const backKeys = ['k', 'y', '\x19', '\x10', '\x0b', '\x1b[A', '\x1bOA']
const pageKeys = [' ', 'f', 'z', '\x06', '\x16', '\x1b[6~']
const pageBackKeys = ['b', 'w', '\x02', '\x1b[5~']

function command(sys: Sys, state: Reading, key: string, count: number | undefined): Reading | undefined {
  const page = pageOf(sys)
  const half = Math.max(1, Math.ceil(page / 2))
  if (lineKeys.includes(key)) return goTo(sys, state, state.top + (count ?? 1))
  if (backKeys.includes(key)) return goTo(sys, state, state.top - (count ?? 1))
  if (pageKeys.includes(key)) return goTo(sys, state, state.top + (count ?? page))
  if (pageBackKeys.includes(key)) return goTo(sys, state, state.top - (count ?? page))
  if (key === 'd' || key === '\x04') return goTo(sys, state, state.top + (count ?? half))
  if (key === 'u' || key === '\x15') return goTo(sys, state, state.top - (count ?? half))
  if (/^(g|<|\x1b\[H|\x1bOH|\x1b\[1~)$/.test(key)) return goTo(sys, state, toLine(sys, state, count ?? 1))
  if (/^(G|>|\x1b\[F|\x1bOF|\x1b\[4~)$/.test(key))
    return goTo(sys, state, count === undefined ? Infinity : toLine(sys, state, count))
  if (key === '/' || key === '?' || key === ':' || key === '-')
    return (sys.write(1, `\r\x1b[K${key}${/[/?]/.test(key) ? '\x1b[K' : ''}`), { ...state, typed: key })
  if (key === 'n' || key === 'N') return search(sys, state, (key === 'N') !== (state.backwards ?? false))
  if (key === 'h' || key === 'H') return state.help ? state : helped(sys, state)
  if (/^[rR\x0c]$/.test(key)) return repaint(sys, state)
  if (key === 'F') return goTo(sys, state, Infinity)
  sys.write(1, '\x07')
  return paintPrompt(sys, state)
}

const toLine = (sys: Sys, state: Reading, line: number): number => rowOfLine(layout(sys, state), line)

/** Moves the screen so that `wanted` is its first row, having read as far as that needs. */
function goTo(sys: Sys, from: Reading, wanted: number): Reading {
  const page = pageOf(sys)
  const { source, enough } = readTo(sys, from.source, wanted + page + 1)
  const state = { ...from, source }
  if (!enough) return { ...state, goal: wanted }
  const rows = layout(sys, state)
  const top = wanted < state.top ? Math.max(0, wanted) : Math.max(state.top, clamp(wanted, rows, page))
  if (top === state.top) return (sys.write(1, '\r\x1b[K\x07'), paintPrompt(sys, state))
  if (isBusybox(sys)) return busyboxScreen(sys, { ...state, top })
  return top > state.top ? forward(sys, state, rows, top, wanted === Infinity) : backward(sys, state, rows, top)
}

function forward(sys: Sys, state: Reading, rows: readonly Row[], top: number, jump: boolean): Reading {
  const page = pageOf(sys)
  const bottom = state.top + page
  const skipping = jump || top > bottom
  const fresh = rows.slice(skipping ? top : bottom, top + page)
  return paint(sys, { ...state, top }, fresh, `\r\x1b[K${skipping ? '...skipping...\n' : ''}`)
}

/** A few rows come in at the top one by one; a jump fills the screen anew. */
function backward(sys: Sys, state: Reading, rows: readonly Row[], top: number): Reading {
  const page = pageOf(sys)
  if (state.top - top > page)
    return paint(sys, { ...state, top }, rows.slice(top, top + page), '\r\x1b[K...skipping...\n')
  const lines = rows.slice(top, state.top).reverse()
  const body = lines
    .map((row) => `\x1b[H\x1bM${utf8(marked(state, row.shown))}${row.goesOn && !has(state, 'S') ? '' : '\n'}`)
    .join('')
  sys.write(1, `\r\x1b[K${body}\x1b[${sys.winsize(1).rows};1H\r\x1b[K`)
  return prompt(sys, { ...state, top })
}

/** After `/`, `?`, `:` and `-`: what follows is shown and taken back until Enter. */
function typing(sys: Sys, state: Reading, typed: string, key: string): Reading | undefined {
  const { typed: _, ...rest } = state
  if (key === '\x03' || key === '\x1b') return paintPrompt(sys, rest)
  if (key === '\x7f' || key === '\b') {
    if (typed.length === 1) return paintPrompt(sys, rest)
    sys.write(1, '\b \b')
    return { ...state, typed: typed.slice(0, -1) }
  }
  if (typed === ':') return file(sys, rest, key)
  if (typed === '-') return toggled(sys, rest, key)
  if (!/[\r\n]/.test(key)) {
    sys.write(1, typed.length === 1 ? `${key}\b${key}` : echoed(key))
    return { ...state, typed: typed + key }
  }
  const backwards = typed.startsWith('?')
  const pattern = typed.length > 1 ? typed.slice(1) : state.pattern
  return search(sys, { ...rest, ...(pattern !== undefined && { pattern }), backwards }, backwards)
}

function file(sys: Sys, state: Reading, key: string): Reading | undefined {
  if (key === 'q') return undefined
  const step = key === 'n' ? 1 : key === 'p' ? -1 : 0
  const at = state.at + step
  const name = state.files[at]
  const source = step === 0 || name === undefined ? undefined : open(sys, name)
  if (source === undefined) return message(sys, state, step < 0 ? 'No previous file' : 'No next file')
  const read = readTo(sys, source, pageOf(sys) + 1).source
  return repaint(sys, { ...state, at, source: read, top: 0, fresh: true })
}

const toggles: Readonly<Record<string, string>> = { N: 'line numbers', S: 'chopped lines' }

function toggled(sys: Sys, state: Reading, key: string): Reading {
  if (toggles[key] === undefined) return message(sys, state, `There is no ${key} option`)
  const flags = has(state, key) ? state.flags.replaceAll(key, '') : `${state.flags} -${key}`
  return repaint(sys, { ...state, flags })
}

function message(sys: Sys, state: Reading, words: string): Reading {
  sys.write(1, utf8(`\r\x1b[K\x1b[7m${words}  (press RETURN)\x1b[27m`))
  return { ...state, message: true }
}

/** To the next row that matches below (or above) the first one shown. */
function search(sys: Sys, from: Reading, up: boolean): Reading {
  if (from.pattern === undefined) return message(sys, from, 'No previous regular expression')
  const found = regex(from.pattern, '')
  if (found === undefined) return message(sys, from, 'Invalid pattern')
  const state = { ...from, source: readTo(sys, from.source, Infinity).source }
  const rows = layout(sys, state)
  const hits = rows.flatMap((row, i) => (found.test(row.shown) ? [i] : []))
  const hit = up ? hits.filter((i) => i < state.top).at(-1) : hits.find((i) => i > state.top)
  if (hit === undefined) return message(sys, repaint(sys, state), 'Pattern not found')
  return repaint(sys, { ...state, top: hit })
}

const words = `
                   SUMMARY OF LESS COMMANDS

  h  H               Display this help.
  q  :q  Q           Exit.

  e  j  Enter  Down  Forward  one line   (or N lines).
  y  k  Up           Backward one line   (or N lines).
  f  z  SPACE        Forward  one window (or N lines).
  b  w               Backward one window (or N lines).
  d                  Forward  one half-window.
  u                  Backward one half-window.
  g  <               Go to first line in file (or line N).
  G  >               Go to last line in file (or line N).

  /pattern           Search forward for a matching line.
  ?pattern           Search backward for a matching line.
  n                  Repeat previous search.
  N                  Repeat previous search in reverse direction.

  :n  :p             Examine the next or the previous file.
  -N  -S             Line numbers, chopped lines: on or off.
  r                  Repaint screen.
`

const helped = (sys: Sys, state: Reading): Reading =>
  repaint(sys, {
    ...state,
    help: { source: state.source, top: state.top },
    source: { name: '-', fd: -1, text: words, ended: true },
    top: 0,
  })

function unhelped(sys: Sys, state: Reading, { source, top }: NonNullable<Reading['help']>): Reading {
  const { help: _, ...rest } = state
  return repaint(sys, { ...rest, source, top })
}
