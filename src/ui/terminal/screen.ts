import { text as decodeText } from '../../base/bytes'
import { control, escape } from './controls'
import { newPen, newline, put, tab, type Cell, type Pen } from './pen'
import { plain, type Style } from './style'

/**
 * What a terminal makes of bytes: the part of ECMA-48 and xterm that Docker and its friends use. A block is shown as one screen that
 * grows downwards; only what a full-screen program draws is as high as the window.
 *
 * @models xterm(1), ctlseqs
 * @fidelity part: no tab stops of one's own, no double-width lines, no mouse, no titles; what is not understood is not shown
 */
export interface Run {
  readonly text: string
  readonly style: Style
  /** Columns, where its letters are not one column each. */
  readonly columns?: number
  /** Where the program writes next. */
  readonly cursor?: true
}

export interface Screen {
  readonly lines: readonly (readonly Run[])[]
  /** A full-screen program shows its own screen now (`top`, `less`). */
  readonly alternate: boolean
  /** The scrollback was erased (`clear`): what came before is gone, in earlier blocks too. */
  readonly cleared: boolean
}

/** A screen that more can be written to: it lives as long as what shows it. */
export interface Emulator {
  readonly columns: number
  readonly height: number
  readonly pen: Pen
  /** What it has been given so far. */
  readonly fed: string
  /** The beginning of a sequence or of a letter whose end has not come. */
  readonly rest: string
}

export const screen = (bytes: string, columns = 0, height = 0): Screen =>
  shown(continued(undefined, bytes, columns, height))

/** Goes on where it was when the bytes begin with those that it has had; else it starts over. */
export function continued(before: Emulator | undefined, bytes: string, columns: number, height: number): Emulator {
  const same = before?.columns === columns && before.height === height && bytes.startsWith(before.fed)
  if (same && bytes.length === before.fed.length) return before
  const pen = same ? before.pen : newPen(columns, height)
  const more = same ? before.rest + bytes.slice(before.fed.length) : bytes
  const rest = begun.exec(more)?.[0] ?? ''
  write(pen, decodeText(rest === '' ? more : more.slice(0, -rest.length)))
  return { columns, height, pen, fed: bytes, rest }
}

/** A sequence, or a letter of several bytes, that is not whole yet. */
const begun =
  /(?:\x1b(?:\[[\d;:?>=!]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[()*+#% ])?|[\xc0-\xf7]|[\xe0-\xf7][\x80-\xbf]|[\xf0-\xf7][\x80-\xbf]{2})$/

const token =
  /\x1b\[([?>=!]?)([\d;:]*)[ -/]*([@-~])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b([()*+#% ].)|\x1b([0-9=>A-Z\\c])|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/gu

function write(pen: Pen, text: string): void {
  for (const match of text.matchAll(token)) {
    const [all, mode = '', numbers = '', final, charset, single] = match
    if (final !== undefined) control(pen, mode, numbers, final)
    else if (charset !== undefined || single !== undefined) escape(pen, charset ?? single!)
    else if (all.startsWith('\x1b') || all === '\x7f') continue
    else if (all < ' ') format(pen, all)
    else for (const char of all) put(pen, char)
  }
}

function format(pen: Pen, char: string): void {
  if (char === '\n' || char === '\v' || char === '\f') {
    newline(pen)
    pen.col = 0
  } else if (char === '\r') pen.col = 0
  else if (char === '\b') pen.col = Math.max(0, Math.min(pen.col, pen.columns > 0 ? pen.columns - 1 : pen.col) - 1)
  else if (char === '\t') tab(pen, 1)
  else if (char === '\x0e' || char === '\x0f') pen.graphics = char === '\x0e'
}

/** With the cursor as a block, where a program reads the keys. */
export function shown({ pen }: Emulator, cursor = false): Screen {
  const lines: (readonly Run[])[] = []
  for (let i = 0; i < lastRow(pen); i++) {
    const first = i
    let cells = rowOf(pen, i, cursor)
    while (pen.soft.has(i) && i + 1 < pen.rows.length) cells = [...cells, ...rowOf(pen, ++i, cursor)]
    lines.push(cells === pen.rows[first] ? runsOf(pen, cells) : runs(cells))
  }
  return { lines, alternate: pen.saved !== undefined, cleared: pen.cleared }
}

function rowOf(pen: Pen, at: number, cursor: boolean): Cell[] {
  const row = pen.rows[at]!
  if (!cursor || !pen.cursor || at !== pen.row) return row
  const col = pen.columns > 0 ? Math.min(pen.col, pen.columns - 1) : pen.col
  const cells = [...row]
  while (cells.length <= col) cells.push({ char: ' ', style: plain })
  const under = cells[col]!
  cells[col] = { ...under, cursor: true }
  return cells
}

/** What was erased below the cursor is not shown as empty lines. */
function lastRow({ rows, row }: Pen): number {
  let end = rows.length
  while (end > row + 1 && rows[end - 1]!.length === 0) end--
  return end
}

function runsOf(pen: Pen, row: Cell[]): readonly Run[] {
  const known = pen.drawn.get(row)
  if (known !== undefined) return known
  const made = runs(row)
  pen.drawn.set(row, made)
  return made
}

/** A few wide letters together, so that a line of them can still be broken. */
const mostWide = 8

function runs(cells: readonly Cell[]): readonly Run[] {
  const out: { text: string; style: Style; columns?: number; cursor?: true }[] = []
  for (const { char, style, wide, cursor } of cells) {
    if (char === '') continue
    const last = out[out.length - 1]
    const fits = last !== undefined && last.style === style && (last.columns !== undefined) === (wide === true)
    if (fits && !cursor && !last.cursor && (last.columns ?? 0) < 2 * mostWide) {
      last.text += char
      if (wide) last.columns = (last.columns ?? 0) + 2
    } else out.push({ text: char, style, ...(wide && { columns: 2 }), ...(cursor && { cursor }) })
  }
  return out
}
