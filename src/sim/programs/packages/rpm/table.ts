/**
 * Columns as yum 3 and dnf 4 lay them out: the space of a line goes, step by step, to where it helps most rows to fit; what is too long for
 * its column goes on in the next line. Compared with dnf 4.14.
 */
export interface Layout {
  /** The least width of each column. */
  readonly least: readonly number[]
  readonly indent: number
  readonly width: number
  /** Which column gets what is left at the end. */
  readonly rest: number
  /** Columns that are as wide as `least` says, whatever is in them. */
  readonly fixed?: readonly number[]
}

type Lengths = readonly (readonly [length: number, rows: number])[]

const lengthsOf = (cells: readonly string[]): Lengths =>
  [...new Set(cells.map((cell) => cell.length))]
    .sort((a, b) => a - b)
    .map((length) => [length, cells.filter((cell) => cell.length === length).length])

/** How many rows would fit that do not now, if `left` were this column's. */
function helped(width: number, lengths: Lengths, left: number): number {
  const beyond = lengths.findIndex(([length]) => left < length - width)
  return (beyond < 0 ? lengths : lengths.slice(0, beyond)).reduce((sum, [, rows]) => sum + rows, 0)
}

/** The column that helps most; of equals the later one, but the last only where it helps twice as much. */
function neediest(widths: readonly number[], todo: readonly Lengths[], left: number): number | undefined {
  const best = todo.reduce<{ readonly helps: number; readonly column?: number }>(
    (found, lengths, column) => {
      const helps = helped(widths[column]!, lengths, left)
      const last = column === todo.length - 1
      return helps === 0 || helps < found.helps || (found.helps > 0 && last && helps / 2 < found.helps)
        ? found
        : { helps, column }
    },
    { helps: 0 },
  )
  return best.column
}

export function columnWidths(rows: readonly (readonly string[])[], layout: Layout): readonly number[] {
  const widths = [...layout.least]
  const count = widths.length
  const todo = widths.map((_, column) =>
    layout.fixed?.includes(column) ? [] : lengthsOf(rows.map((row) => row[column]!)),
  )
  let left =
    layout.width - (widths.reduce((a, b) => a + b, 0) + count - 1 + layout.indent) + (widths.at(-1) === 0 ? 1 : 0)
  for (;;) {
    const column = left > 0 ? neediest(widths, todo, left) : undefined
    if (column === undefined) break
    const [[length], ...others] = todo[column]! as [Lengths[number], ...Lengths]
    if (widths[column] === 0 && column === count - 1) left--
    left -= length - widths[column]!
    widths[column] = length
    todo[column] = others
  }
  return left > 0 ? shared(widths, todo, left, layout.rest) : widths
}

/** What is left goes in equal parts to the columns that are still too narrow, then to all but the last. */
function shared(widths: readonly number[], todo: readonly Lengths[], left: number, rest: number): readonly number[] {
  const narrow = todo.filter((lengths) => lengths.length > 0).length
  const each = narrow === 0 ? 0 : Math.floor(left / narrow)
  const spare = left - each * narrow
  const norm = Math.floor(spare / (widths.length - 1))
  return widths.map(
    (width, column) =>
      width +
      (todo[column]!.length > 0 ? each : 0) +
      (column < widths.length - 1 ? norm : 0) +
      (column === rest ? spare - norm * (widths.length - 1) : 0),
  )
}

/** A row; the last cell stands right where `right`. */
export function rowOf(cells: readonly string[], widths: readonly number[], indent: string, right: boolean): string {
  let at = indent.length
  const words = cells.slice(0, -1).map((cell, column) => {
    const width = widths[column]!
    at += width + 1
    return cell.length <= width ? `${cell.padEnd(width)} ` : `${cell}\n${' '.repeat(at)}`
  })
  const last = cells.at(-1)!
  const width = widths.at(-1)!
  return `${indent}${words.join('')}${right ? last.padStart(width) : last.padEnd(width)}`
}

/** Names side by side, in as many columns as fit. */
export function inColumns(names: readonly string[], width: number): string {
  const widths = [8, 7, 6, 5, 4, 3, 2].map((count) => fitting(names, count, width)).find((found) => found !== undefined)
  const columns = widths ?? [width - 2]
  const rows: string[] = []
  for (let at = 0; at < names.length; at += columns.length) {
    const cells = columns.map((column, i) => (names[at + i] ?? '').padEnd(column))
    rows.push(`  ${cells.join(' ')}\n`)
  }
  return rows.join('')
}

function fitting(names: readonly string[], count: number, width: number): readonly number[] | undefined {
  if (names.length < count) return undefined
  const columns = Array.from({ length: count }, () => 0)
  let left = width - (count - 1 + 2)
  for (const [i, name] of names.entries()) {
    const more = name.length - columns[i % count]!
    if (more <= 0) continue
    if (left <= more) return undefined
    left -= more
    columns[i % count] = name.length
  }
  const each = Math.floor(left / count)
  return columns.map((column) => column + each)
}

/** A number in at most five characters, and its unit: `94 k`, `1.6 M`. Whole numbers stay whole below 1000. */
export function shortNumber(value: number, whole = true): string {
  let depth = 0
  let rest = value
  while (rest > 999 && depth < 8) {
    depth++
    rest /= 1024
  }
  const unit = ' kMGTPEZY'[depth]!
  if (depth === 0 && whole) return `${Math.trunc(rest)} ${unit}`
  return `${rest < 9.95 ? rest.toFixed(1) : rest.toFixed(0)} ${unit}`
}
