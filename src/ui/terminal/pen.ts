import type { Run } from './screen'
import { plain, type Style } from './style'
import { widthOf } from '../../base/width'

export interface Cell {
  /** Empty: the second half of the wide letter before it. */
  readonly char: string
  readonly style: Style
  readonly wide?: true
  readonly cursor?: true
}

/** Where a terminal writes: its rows, the cursor, and how the next letter will look. Changed in place. */
export interface Pen {
  readonly columns: number
  /** Rows of the window; 0: as many as come. */
  readonly height: number
  rows: Cell[][]
  row: number
  col: number
  style: Style
  saved: { rows: Cell[][]; row: number; col: number; top: number; soft: Set<number> } | undefined
  mark: { row: number; col: number; style: Style }
  /** The row that absolute addressing calls 1. */
  top: number
  /** Scrolling happens between these rows, counted from `top`. */
  region: { readonly from: number; readonly to: number } | undefined
  /** Rows that go on in the next only because the screen was full: shown as one line, which then fits any width. */
  soft: Set<number>
  wraps: boolean
  /** Whether the cursor is to be seen. */
  cursor: boolean
  inserts: boolean
  graphics: boolean
  /** What G0 is: `(0` chooses line drawing. */
  drawing: boolean
  cleared: boolean
  last: string
  drawn: WeakMap<Cell[], readonly Run[]>
  /** Letters of the style of the moment: each is made once. */
  kit: { readonly style: Style; readonly cells: Record<string, Cell> }
  /** Rows that are no longer kept. */
  gone: number
}

/** What a terminal scrolls back to. */
const scrollback = 10_000

export const newPen = (columns: number, height: number): Pen => ({
  columns,
  height,
  rows: [[]],
  row: 0,
  col: 0,
  style: plain,
  saved: undefined,
  mark: { row: 0, col: 0, style: plain },
  top: 0,
  region: undefined,
  soft: new Set(),
  wraps: true,
  cursor: true,
  inserts: false,
  graphics: false,
  drawing: false,
  cleared: false,
  last: ' ',
  drawn: new WeakMap(),
  kit: { style: plain, cells: {} },
  gone: 0,
})

/** A row that is about to be changed. */
export function rowAt(pen: Pen, at: number): Cell[] {
  while (pen.rows.length <= at) pen.rows.push([])
  const row = pen.rows[at]!
  pen.drawn.delete(row)
  return row
}

const blank: Cell = { char: ' ', style: plain }

/** Letters one after the other; plain ones at the end of a row, which most are, the short way. */
export function write(pen: Pen, text: string): void {
  const simple = !pen.drawing && !pen.graphics && !pen.inserts
  let touched: Cell[] | undefined
  for (const char of text) {
    const row = pen.rows[pen.row]!
    const fits = pen.columns === 0 || pen.col < pen.columns
    if (!simple || !fits || char >= '\u0300' || row.length !== pen.col) {
      put(pen, char)
      continue
    }
    if (row !== touched) pen.drawn.delete((touched = row))
    row.push(cellOf(pen, char))
    pen.col++
    pen.last = char
  }
}

function cellOf(pen: Pen, char: string): Cell {
  if (pen.kit.style !== pen.style) pen.kit = { style: pen.style, cells: {} }
  return (pen.kit.cells[char] ??= { char, style: pen.style })
}

export function put(pen: Pen, given: string): void {
  const char = pen.drawing || pen.graphics ? (lines[given] ?? given) : given
  const width = widthOf(char)
  if (width === 0) return combine(pen, char)
  if (pen.columns > 0 && pen.col + width > pen.columns) wrap(pen, width)
  const row = rowAt(pen, pen.row)
  while (row.length < pen.col) row.push(blank)
  if (pen.inserts) row.splice(pen.col, 0, ...Array.from({ length: width }, () => blank))
  half(row, pen.col)
  half(row, pen.col + width)
  row[pen.col] = width === 2 ? { char, style: pen.style, wide: true } : { char, style: pen.style }
  if (width === 2) row[pen.col + 1] = { char: '', style: pen.style }
  pen.col += width
  pen.last = char
}

/** Writing over one half of a wide letter leaves a blank of the other. */
function half(row: Cell[], at: number): void {
  if (row[at]?.char !== '') return
  row[at] = blank
  if (row[at - 1]?.wide) row[at - 1] = blank
}

function combine(pen: Pen, char: string): void {
  const row = rowAt(pen, pen.row)
  const at = row[pen.col - 1]?.char === '' ? pen.col - 2 : pen.col - 1
  const cell = row[at]
  if (cell !== undefined) row[at] = { ...cell, char: cell.char + char }
}

function wrap(pen: Pen, width: number): void {
  if (!pen.wraps) {
    pen.col = Math.max(0, pen.columns - width)
    return
  }
  pen.soft.add(pen.row)
  newline(pen)
  pen.col = 0
}

/** A line feed: down, and at the bottom everything goes up. */
export function newline(pen: Pen): void {
  const { region, height, top } = pen
  if (region !== undefined && pen.row - top === region.to) return scroll(pen, region.from, region.to, 1)
  if (height > 0 && pen.row - top >= height - 1) {
    if (pen.saved !== undefined) return scroll(pen, 0, height - 1, 1)
    pen.top++
  }
  pen.row++
  while (pen.rows.length <= pen.row) pen.rows.push([])
  if (pen.rows.length > scrollback * 1.2 && pen.saved === undefined) forget(pen, pen.rows.length - scrollback)
}

/** The oldest rows go. */
function forget(pen: Pen, many: number): void {
  pen.rows.splice(0, many)
  pen.row -= many
  pen.top = Math.max(0, pen.top - many)
  pen.soft = new Set([...pen.soft].map((row) => row - many).filter((row) => row >= 0))
  pen.gone += many
}

/** Moves the rows between two up, or down where `by` is negative. */
export function scroll(pen: Pen, from: number, to: number, by: number): void {
  const { top } = pen
  while (pen.rows.length <= top + to) pen.rows.push([])
  for (let i = top + from; i <= top + to; i++) pen.soft.delete(i)
  for (let n = Math.min(Math.abs(by), to - from + 1); n > 0; n--) {
    pen.rows.splice(top + (by > 0 ? from : to), 1)
    pen.rows.splice(top + (by > 0 ? to : from), 0, [])
  }
}

export function tab(pen: Pen, by: number): void {
  const most = pen.columns > 0 ? pen.columns - 1 : Infinity
  for (let n = Math.abs(by); n > 0; n--)
    pen.col = by > 0 ? Math.min(most, (Math.floor(pen.col / 8) + 1) * 8) : Math.max(0, Math.ceil(pen.col / 8 - 1) * 8)
}

/** The special graphics of a VT100: frames. */
const lines: Readonly<Record<string, string>> = {
  j: '┘',
  k: '┐',
  l: '┌',
  m: '└',
  n: '┼',
  q: '─',
  t: '├',
  u: '┤',
  v: '┴',
  w: '┬',
  x: '│',
  a: '▒',
  '`': '◆',
  '~': '·',
}
