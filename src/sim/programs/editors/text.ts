import type { Bytes } from '../../../base/bytes'

/** The text under a cursor: lines of bytes, and where the cursor stands (a byte of a line, always the first of a character). */
export interface Text {
  readonly lines: readonly Bytes[]
  readonly row: number
  readonly col: number
  /** The column that moving up and down keeps to, through lines that are too short for it. */
  readonly goal?: number
  /** There is no line at all: the one that is shown is not written. */
  readonly empty?: true
}

export const linesOf = (contents: Bytes): readonly Bytes[] => contents.replace(/\n$/, '').split('\n')

export const textOf = (contents: Bytes): Text => ({
  lines: linesOf(contents),
  row: 0,
  col: 0,
  ...(contents === '' && { empty: true }),
})

/** As vi and nano write it: the last line is ended, too. */
export const contentsOf = ({ lines, empty }: Text): Bytes => (empty ? '' : `${lines.join('\n')}\n`)

export const lineAt = (text: Text, row = text.row): Bytes => text.lines[row] ?? ''

const isInside = (line: Bytes, col: number): boolean => (line.charCodeAt(col) & 0xc0) === 0x80

/** The beginning of the character after the one at `col`, and of the one before. */
export function after(line: Bytes, col: number): number {
  let at = Math.min(line.length, col + 1)
  while (isInside(line, at)) at++
  return at
}

export function before(line: Bytes, col: number): number {
  let at = Math.max(0, col - 1)
  while (at > 0 && isInside(line, at)) at--
  return at
}

/** Characters before `col`: where the cursor is shown. */
export function column(line: Bytes, col: number): number {
  let count = 0
  for (let at = 0; at < col; at = after(line, at)) count++
  return count
}

/** The cursor put there, or as near as there is text. */
export function at(text: Text, row: number, col: number): Text {
  const to = Math.max(0, Math.min(text.lines.length - 1, row))
  const line = text.lines[to] ?? ''
  let place = Math.max(0, Math.min(line.length, col))
  while (place > 0 && isInside(line, place)) place--
  return { ...text, row: to, col: place }
}

/** Up or down by so many lines, in the same column where there is one. */
export function vertically(text: Text, by: number): Text {
  const line = lineAt(text)
  const here = column(line, text.col)
  const goal = after(line, text.col) >= line.length ? Math.max(here, text.goal ?? 0) : here
  const moved = at(text, text.row + by, 0)
  let col = 0
  for (let i = 0; i < goal; i++) col = after(lineAt(moved), col)
  return { ...moved, col, goal }
}

const withLines = (text: Text, from: number, to: number, ...lines: readonly Bytes[]): readonly Bytes[] => [
  ...text.lines.slice(0, from),
  ...lines,
  ...text.lines.slice(to),
]

export function typed(text: Text, what: Bytes): Text {
  const line = lineAt(text)
  const whole = line.slice(0, text.col) + what + line.slice(text.col)
  return { row: text.row, lines: withLines(text, text.row, text.row + 1, whole), col: text.col + what.length }
}

export function broken(text: Text): Text {
  const line = lineAt(text)
  const lines = withLines(text, text.row, text.row + 1, line.slice(0, text.col), line.slice(text.col))
  return { lines, row: text.row + 1, col: 0 }
}

/** Without the character at the cursor; at the end of a line, joined with the next. */
export function deleted(text: Text): Text {
  const line = lineAt(text)
  if (text.col < line.length) {
    const rest = line.slice(0, text.col) + line.slice(after(line, text.col))
    return { ...text, lines: withLines(text, text.row, text.row + 1, rest) }
  }
  if (text.row + 1 >= text.lines.length) return text
  return { ...text, lines: withLines(text, text.row, text.row + 2, line + lineAt(text, text.row + 1)) }
}

export function erased(text: Text): Text {
  if (text.col > 0) return deleted({ ...text, col: before(lineAt(text), text.col) })
  if (text.row === 0) return text
  return deleted({ ...text, row: text.row - 1, col: lineAt(text, text.row - 1).length })
}

/** Without so many whole lines from the cursor's on; there is always one left. */
export function withoutLines(text: Text, count: number): Text {
  const lines = withLines(text, text.row, text.row + count)
  return lines.length === 0 ? textOf('') : at({ lines, row: text.row, col: 0 }, text.row, 0)
}

/** Whole lines put before `row`; the cursor goes to the first of them. */
export const withInserted = (text: Text, row: number, lines: readonly Bytes[]): Text =>
  text.empty ? { lines, row: 0, col: 0 } : { lines: withLines(text, row, row, ...lines), row, col: 0 }

/** The text up to a column of the cursor's line cut out. */
export function cut(text: Text, from: number, to: number): Text {
  const line = lineAt(text)
  return {
    ...text,
    lines: withLines(text, text.row, text.row + 1, line.slice(0, from) + line.slice(to)),
    col: from,
  }
}

/** The next place where the words stand, after the cursor and then from the top. */
export function found(text: Text, words: Bytes): Text | undefined {
  for (let i = 0; i <= text.lines.length; i++) {
    const row = (text.row + i) % text.lines.length
    const line = lineAt(text, row)
    const col = line.indexOf(words, i === 0 ? text.col + 1 : 0)
    if (col >= 0) return { ...text, row, col }
  }
  return undefined
}
