/** Names in columns, filled downwards, as `ls` does on a terminal; across, and with commas. */
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

/** -x: filled line by line. */
export function across(cells: readonly Cell[], lineWidth: number): string {
  for (let count = cells.length; count > 1; count--) {
    const widths = acrossWidths(cells, count)
    const sum = widths.reduce((all, width) => all + width + gap, -gap)
    if (sum < lineWidth) return acrossRows(cells, widths)
  }
  return cells.map((cell) => `${cell.shown}\n`).join('')
}

const acrossWidths = (cells: readonly Cell[], count: number): readonly number[] =>
  Array.from({ length: count }, (_, column) =>
    Math.max(...cells.filter((_cell, i) => i % count === column).map((cell) => cell.width)),
  )

const acrossRows = (cells: readonly Cell[], widths: readonly number[]): string =>
  cells
    .map((cell, i) => {
      const column = i % widths.length
      const ends = column === widths.length - 1 || i === cells.length - 1
      return cell.shown + (ends ? '\n' : ' '.repeat(widths[column]! - cell.width + gap))
    })
    .join('')

/** -m: one after the other, a new line where the next would not fit. */
export function withCommas(cells: readonly Cell[], lineWidth: number): string {
  let at = 0
  const words = cells.map((cell, i) => {
    const fits = at + cell.width + gap <= lineWidth
    const before = i === 0 ? '' : fits ? ', ' : ',\n'
    at = i === 0 ? cell.width : fits ? at + gap + cell.width : cell.width
    return before + cell.shown
  })
  return cells.length === 0 ? '' : `${words.join('')}\n`
}
