import { text as decodeText } from '../../base/bytes'
import { control, escape } from './controls'
import { newPen, newline, tab, write as writeText, type Cell, type Pen } from './pen'
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
  /** Lines that are there before the first of `lines`, and whether still earlier ones are no longer kept. */
  readonly before: number
  readonly forgotten: boolean
}

/** A screen that more can be written to: it lives as long as what shows it. */
export interface Emulator {
  readonly columns: number
  readonly height: number
  readonly pen: Pen
  /** What it has been given so far. */
  readonly fed: string
  /** How many bytes of the output came before those. */
  readonly from: number
  /** The beginning of a sequence or of a letter whose end has not come. */
  readonly rest: string
}

export const screen = (bytes: string, columns = 0, height = 0): Screen =>
  shown(continued(undefined, bytes, columns, height))

/**
 * Goes on where it was when the bytes begin with those that it has had; else it starts over. `from` is how many bytes of the output are no
 * longer there before the first of these.
 */
export function continued(
  before: Emulator | undefined,
  bytes: string,
  columns: number,
  height: number,
  from = 0,
): Emulator {
  const had = before?.columns === columns && before.height === height ? hadOf(before, bytes, from) : undefined
  if (before !== undefined && had === bytes.length) return before
  const same = before !== undefined && had !== undefined
  const pen = same ? before.pen : newPen(columns, height)
  const more = same ? before.rest + bytes.slice(had) : bytes
  const rest = begun.exec(more.slice(-longest))?.[0] ?? ''
  write(pen, decodeText(rest === '' ? more : more.slice(0, -rest.length)))
  return { columns, height, pen, fed: bytes, from, rest }
}

/** How many of these bytes it has had already; undefined when they are others. */
function hadOf({ fed, from: start }: Emulator, bytes: string, from: number): number | undefined {
  const had = fed.length - (from - start)
  if (from < start || had < 0 || had > bytes.length) return undefined
  return bytes.startsWith(from === start ? fed : fed.slice(from - start)) ? had : undefined
}

/** The beginning of a sequence is looked for no further back: a file that is offered to an editor can be this long. */
const longest = 1 << 19

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
    else writeText(pen, all)
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

/** The last lines, all unless said otherwise; with the cursor as a block, where a program reads the keys. */
export function shown({ pen }: Emulator, cursor = false, most = Infinity): Screen {
  const lines: (readonly Run[])[] = []
  const end = lastRow(pen)
  const before = Math.max(0, end - [...pen.soft].filter((row) => row < end - 1).length - most)
  for (let i = 0, skipped = before; i < end; i++) {
    const first = i
    if (skipped > 0) {
      while (pen.soft.has(i) && i + 1 < pen.rows.length) i++
      skipped--
      continue
    }
    let cells = rowOf(pen, i, cursor)
    while (pen.soft.has(i) && i + 1 < pen.rows.length) cells = [...cells, ...rowOf(pen, ++i, cursor)]
    lines.push(cells === pen.rows[first] ? runsOf(pen, cells) : runs(cells))
  }
  return { lines, alternate: pen.saved !== undefined, cleared: pen.cleared, before, forgotten: pen.gone > 0 }
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
