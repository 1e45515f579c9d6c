import { text as decodeText } from '../../base/bytes'

/**
 * What a terminal makes of bytes (the part of ECMA-48 and xterm that Docker and its friends use), as pure functions: SGR with
 * 16, 256 and true colours, CR, LF, BS, tab, cursor movement, erasing, and the alternate screen.
 */
export interface Style {
  /** A palette number (0–255) or `#rrggbb`. */
  readonly fg?: number | string
  readonly bg?: number | string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
}

export interface Run {
  readonly text: string
  readonly style: Style
}

export interface Screen {
  readonly lines: readonly (readonly Run[])[]
  /** A full-screen program shows its own screen now (`top`, `docker stats`). */
  readonly alternate: boolean
}

interface Cell {
  readonly char: string
  readonly style: Style
}

interface Pen {
  rows: Cell[][]
  row: number
  col: number
  style: Style
  saved: { rows: Cell[][]; row: number; col: number } | undefined
  mark: { row: number; col: number }
  /** Where row 1 of absolute addressing is: cleared screens keep no history in a block. */
  top: number
  /** Rows that go on in the next only because the screen was full: shown as one line, which then fits any width. */
  soft: Set<number>
}

const plain: Style = {}

export function screen(bytes: string, columns = 0): Screen {
  const pen: Pen = {
    rows: [[]],
    row: 0,
    col: 0,
    style: plain,
    saved: undefined,
    mark: { row: 0, col: 0 },
    top: 0,
    soft: new Set(),
  }
  const source = decodeText(bytes)
  const token =
    /\x1b\[([?>=!]?)([\d;:]*)([ -/]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b([78=>cMDE])|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/gu
  for (const match of source.matchAll(token)) obey(pen, match, columns)
  return {
    lines: pen.rows.reduce<Cell[][]>((lines, row, i) => joined(lines, row, pen.soft.has(i - 1)), []).map(runs),
    alternate: pen.saved !== undefined,
  }
}

function joined(lines: Cell[][], row: Cell[], soft: boolean): Cell[][] {
  if (soft && lines.length > 0) lines.push([...lines.pop()!, ...row])
  else lines.push(row)
  return lines
}

function obey(pen: Pen, match: RegExpMatchArray, columns: number): void {
  const [all, mode, numbers, , final, escape] = match
  if (final !== undefined) return control(pen, mode ?? '', numbers ?? '', final)
  if (escape !== undefined) return simple(pen, escape)
  if (all.startsWith('\x1b')) return
  if (all.length === 1 && (all < ' ' || all === '\x7f')) return format(pen, all)
  for (const char of all) put(pen, char, columns)
}

function put(pen: Pen, char: string, columns: number): void {
  if (columns > 0 && pen.col >= columns) {
    pen.col = 0
    pen.soft.add(pen.row)
    newline(pen)
  }
  const row = pen.rows[pen.row]!
  while (row.length < pen.col) row.push({ char: ' ', style: plain })
  row[pen.col] = { char, style: pen.style }
  pen.col++
}

function newline(pen: Pen): void {
  pen.row++
  while (pen.rows.length <= pen.row) pen.rows.push([])
}

function format(pen: Pen, char: string): void {
  if (char === '\n') {
    newline(pen)
    pen.col = 0
  } else if (char === '\r') pen.col = 0
  else if (char === '\b') pen.col = Math.max(0, pen.col - 1)
  else if (char === '\t') pen.col = (Math.floor(pen.col / 8) + 1) * 8
}

function simple(pen: Pen, escape: string): void {
  if (escape === '7') pen.mark = { row: pen.row, col: pen.col }
  else if (escape === '8') Object.assign(pen, pen.mark)
  else if (escape === 'c') clear(pen)
  else if (escape === 'M') pen.row = Math.max(pen.top, pen.row - 1)
}

function clear(pen: Pen): void {
  pen.rows = [[]]
  pen.soft = new Set()
  pen.row = pen.col = pen.top = 0
}

function control(pen: Pen, mode: string, numbers: string, final: string): void {
  const args = numbers.split(';').map((n) => (n === '' ? undefined : Number.parseInt(n, 10)))
  const n = Math.max(1, args[0] ?? 1)
  switch (final) {
    case 'm':
      if (mode === '') pen.style = styled(pen.style, numbers)
      return
    case 'A':
      return goTo(pen, pen.row - n, pen.col)
    case 'B':
      return goTo(pen, pen.row + n, pen.col)
    case 'C':
      return goTo(pen, pen.row, pen.col + n)
    case 'D':
      return goTo(pen, pen.row, pen.col - n)
    case 'E':
      return goTo(pen, pen.row + n, 0)
    case 'F':
      return goTo(pen, pen.row - n, 0)
    case 'G':
      return goTo(pen, pen.row, n - 1)
    case 'd':
      return goTo(pen, pen.top + n - 1, pen.col)
    case 'H':
    case 'f':
      return goTo(pen, pen.top + n - 1, Math.max(1, args[1] ?? 1) - 1)
    case 'J':
      return eraseScreen(pen, args[0] ?? 0)
    case 'K':
      return eraseLine(pen, args[0] ?? 0)
    case 'P':
      pen.rows[pen.row]!.splice(pen.col, n)
      return
    case '@':
      pen.rows[pen.row]!.splice(pen.col, 0, ...Array.from({ length: n }, () => ({ char: ' ', style: plain })))
      return
    case 's':
      return simple(pen, '7')
    case 'u':
      return simple(pen, '8')
    case 'h':
    case 'l':
      if (mode === '?' && /^(47|1047|1049)$/.test(numbers)) alternate(pen, final === 'h')
  }
}

function goTo(pen: Pen, row: number, col: number): void {
  pen.row = Math.max(pen.top, row)
  pen.col = Math.max(0, col)
  while (pen.rows.length <= pen.row) pen.rows.push([])
}

function eraseScreen(pen: Pen, how: number): void {
  if (how >= 2) {
    pen.rows = Array.from({ length: pen.row + 1 }, () => [])
    if (how === 3) clear(pen)
    else {
      pen.rows = [[]]
      pen.top = 0
      pen.row = 0
    }
    return
  }
  if (how === 0) {
    eraseLine(pen, 0)
    pen.rows.length = pen.row + 1
  } else {
    for (let i = pen.top; i < pen.row; i++) pen.rows[i] = []
    eraseLine(pen, 1)
  }
}

function eraseLine(pen: Pen, how: number): void {
  const row = pen.rows[pen.row]!
  pen.soft.delete(pen.row)
  if (how === 0) row.length = Math.min(row.length, pen.col)
  else if (how === 2) row.length = 0
  else for (let i = 0; i <= pen.col && i < row.length; i++) row[i] = { char: ' ', style: plain }
}

function alternate(pen: Pen, on: boolean): void {
  if (on && pen.saved === undefined) {
    pen.saved = { rows: pen.rows, row: pen.row, col: pen.col }
    clear(pen)
  } else if (!on && pen.saved !== undefined) {
    Object.assign(pen, pen.saved)
    pen.saved = undefined
  }
}

/** Select Graphic Rendition. */
function styled(style: Style, numbers: string): Style {
  const codes = numbers === '' ? [0] : numbers.split(/[;:]/).map((n) => (n === '' ? 0 : Number.parseInt(n, 10)))
  let next = style
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code === 38 || code === 48) {
      const [colour, used] = extended(codes, i + 1)
      i += used
      if (colour !== undefined) next = { ...next, [code === 38 ? 'fg' : 'bg']: colour }
    } else next = attribute(next, code)
  }
  return next
}

function extended(codes: readonly number[], at: number): readonly [colour: number | string | undefined, used: number] {
  if (codes[at] === 5) return [codes[at + 1], 2]
  if (codes[at] !== 2) return [undefined, 0]
  const hex = codes.slice(at + 1, at + 4).map((c) => Math.min(255, c).toString(16).padStart(2, '0'))
  return [hex.length === 3 ? `#${hex.join('')}` : undefined, 4]
}

const without = (style: Style, ...keys: readonly (keyof Style)[]): Style =>
  Object.fromEntries(Object.entries(style).filter(([key]) => !keys.includes(key as keyof Style)))

function attribute(style: Style, code: number): Style {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 3) return { ...style, italic: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 7) return { ...style, inverse: true }
  if (code === 22) return without(style, 'bold', 'dim')
  if (code === 23) return without(style, 'italic')
  if (code === 24) return without(style, 'underline')
  if (code === 27) return without(style, 'inverse')
  if (code === 39) return without(style, 'fg')
  if (code === 49) return without(style, 'bg')
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 }
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 }
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 }
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 }
  return style
}

function runs(cells: readonly Cell[]): readonly Run[] {
  const out: { text: string; style: Style }[] = []
  for (const { char, style } of cells) {
    const last = out[out.length - 1]
    if (last && last.style === style) last.text += char
    else out.push({ text: char, style })
  }
  return out
}

/** CSS for a style; the first 16 colours are the theme's. */
export function css(style: Style): string {
  const [fg, bg] = style.inverse
    ? [style.bg ?? 'var(--gw-term)', style.fg ?? 'var(--gw-term-ink)']
    : [style.fg, style.bg]
  return [
    fg === undefined ? '' : `color:${colour(fg)}`,
    bg === undefined ? '' : `background:${colour(bg)}`,
    style.bold ? 'font-weight:700' : '',
    style.dim ? 'opacity:.75' : '',
    style.italic ? 'font-style:italic' : '',
    style.underline ? 'text-decoration:underline' : '',
  ]
    .filter(Boolean)
    .join(';')
}

function colour(value: number | string): string {
  if (typeof value === 'string') return value
  if (value < 16) return `var(--gw-ansi-${value})`
  if (value >= 232) return grey(8 + (value - 232) * 10)
  const cube = value - 16
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40)
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`
}

const grey = (n: number): string => `rgb(${n} ${n} ${n})`
