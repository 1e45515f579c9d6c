/**
 * Columns as Go's text/tabwriter makes them with the settings of docker's tables: at least 10 wide, 3 spaces apart.
 * @models docker/cli cli/command/formatter (tabwriter.NewWriter(out, 10, 1, 3, ' ', 0))
 * @fidelity full
 */
export interface Columns {
  readonly minWidth: number
  readonly padding: number
}

const dockerColumns: Columns = { minWidth: 10, padding: 3 }

/** Each row becomes a line; the last cell of a row is never padded. Width counts code points, as Go does. */
export function table(rows: readonly (readonly string[])[], columns: Columns = dockerColumns): string {
  const widths = rows.map(() => [] as number[])
  measure(rows, widths, columns, 0, 0, rows.length)
  return rows.map((row, i) => `${line(row, widths[i]!)}\n`).join('')
}

/**
 * A column is a run of consecutive lines that all have a further cell after this one; runs nest, so a short line in
 * between starts the columns after it afresh.
 */
function measure(
  rows: readonly (readonly string[])[],
  widths: readonly number[][],
  columns: Columns,
  column: number,
  from: number,
  to: number,
): void {
  let start = from
  while (start < to) {
    let end = start
    let width = columns.minWidth
    while (end < to && rows[end]!.length > column + 1) {
      width = Math.max(width, [...rows[end]![column]!].length + columns.padding)
      end++
    }
    if (end > start) {
      for (let i = start; i < end; i++) widths[i]![column] = width
      measure(rows, widths, columns, column + 1, start, end)
    }
    start = end + 1
  }
}

const line = (row: readonly string[], widths: readonly number[]): string =>
  row.map((cell, i) => (i < widths.length ? cell + ' '.repeat(widths[i]! - [...cell].length) : cell)).join('')
