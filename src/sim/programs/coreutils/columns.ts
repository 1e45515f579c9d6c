/** Names in columns, filled downwards, as `ls` does on a terminal. */
export interface Cell {
  readonly shown: string
  readonly width: number
}

const gap = 2

export function columns(cells: readonly Cell[], lineWidth: number): string {
  if (cells.length === 0) return ''
  for (let rows = 1; rows <= cells.length; rows++) {
    const widths = columnWidths(cells, rows)
    const sum = widths.reduce((all, width) => all + width + gap, -gap)
    if (sum < lineWidth || rows === cells.length) return render(cells, rows, widths)
  }
  return ''
}

function columnWidths(cells: readonly Cell[], rows: number): readonly number[] {
  const widths: number[] = []
  for (let i = 0; i < cells.length; i += rows)
    widths.push(Math.max(...cells.slice(i, i + rows).map((cell) => cell.width)))
  return widths
}

function render(cells: readonly Cell[], rows: number, widths: readonly number[]): string {
  let out = ''
  for (let row = 0; row < rows; row++) {
    for (const [column, width] of widths.entries()) {
      const cell = cells[column * rows + row]
      if (!cell) continue
      const end = column === widths.length - 1 || cells[(column + 1) * rows + row] === undefined
      out += cell.shown + (end ? '' : ' '.repeat(width - cell.width + gap))
    }
    out += '\n'
  }
  return out
}
