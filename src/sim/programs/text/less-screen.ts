import { utf8 } from '../../../base/bytes'
import type { Fd, Sys } from '../../wire/sys'
import { isBusybox } from '../face'
import { rowsOf, type Manner, type Row, type Source } from './paging'

/** What less shows: rows of the file, and its prompt below them. */
export interface Reading {
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

export const has = (state: Reading, letter: string): boolean => new RegExp(`(^|\\s)-?\\w*${letter}`).test(state.flags)

const manner = (sys: Sys, state: Reading): Manner => ({
  cols: Math.max(1, sys.winsize(1).cols),
  colours: has(state, 'R') || has(state, 'r'),
  chop: has(state, 'S'),
  numbers: has(state, 'N') && state.help === undefined,
})

export const pageOf = (sys: Sys): number => Math.max(1, sys.winsize(1).rows - 1)
export const layout = (sys: Sys, state: Reading): readonly Row[] => rowsOf(state.source.text, manner(sys, state))

export const rowOfLine = (rows: readonly Row[], line: number): number => {
  const at = rows.findIndex((row) => row.line >= line - 1)
  return at < 0 ? rows.length : at
}

export const clamp = (top: number, rows: readonly Row[], page: number): number =>
  Math.max(0, Math.min(top, rows.length - page))

/** Rows with their ends: one that goes on is wrapped by the terminal itself. */
const drawn = (state: Reading, rows: readonly Row[]): string =>
  utf8(rows.map((row) => marked(state, row.shown) + (row.goesOn && !has(state, 'S') ? ' \b' : '\n')).join(''))

export function marked(state: Reading, shown: string): string {
  const found = state.pattern === undefined || state.help ? undefined : regex(state.pattern, 'g')
  return found === undefined ? shown : shown.replace(found, (word) => (word === '' ? '' : `\x1b[7m${word}\x1b[27m`))
}

export const regex = (pattern: string, flags: string): RegExp | undefined => orAbsent(() => new RegExp(pattern, flags))

function orAbsent<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

export function paint(sys: Sys, state: Reading, rows: readonly Row[], before: string): Reading {
  if (isBusybox(sys)) return busyboxScreen(sys, state)
  const next = { ...state, drawn: rows.length }
  sys.write(1, before + drawn(next, rows))
  return prompt(sys, next)
}

/** The whole screen anew: after a search, a resize, the help. */
export function repaint(sys: Sys, state: Reading): Reading {
  const page = pageOf(sys)
  const all = layout(sys, state)
  const top = clamp(state.top, all, page)
  const rows = all.slice(top, top + page)
  const now = paint(sys, { ...state, top, drawn: 0 }, rows, '\r\x1b[K\x1b[H\x1b[2J')
  return now
}

export function busyboxScreen(sys: Sys, state: Reading): Reading {
  const page = pageOf(sys)
  const rows = layout(sys, state)
  const shown = Array.from({ length: page }, (_, i) => rows[state.top + i]?.shown ?? (i === rows.length ? '' : '~'))
  sys.write(1, utf8(`\x1b[0;0H${shown.map((row) => `\x1b[K${marked(state, row)}\n`).join('')}`))
  return prompt(sys, { ...state, drawn: page })
}

/** The name at first, then `:`, and `(END)` where the end is on the screen. */
export function prompt(sys: Sys, state: Reading): Reading {
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

export const paintPrompt = (sys: Sys, state: Reading): Reading => (sys.write(1, '\r\x1b[K'), prompt(sys, state))

export function message(sys: Sys, state: Reading, words: string): Reading {
  sys.write(1, utf8(`\r\x1b[K\x1b[7m${words}  (press RETURN)\x1b[27m`))
  return { ...state, message: true }
}
