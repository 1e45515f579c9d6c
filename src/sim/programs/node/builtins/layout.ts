/**
 * How the parts of a value are put on lines: on one where that is short and not deep, in columns where there are many, else one each.
 *
 * @models Node lib/internal/util/inspect.js: reduceToSingleString, groupArrayElements
 * @fidelity full
 */
export interface Place {
  readonly depth: number
  readonly indent: number
  readonly seen: { depth: number }
}

const width = 80
const levels = 3

export function laid(at: Place, open: string, parts: readonly string[], close: string): string {
  if (parts.length === 0) return open + close
  return oneLine(at, open, parts, close) ?? tall(at, open, parts, close)
}

/** Elements in columns are several lines, even where they would fit on one. */
export function laidArray(at: Place, parts: readonly string[], more: readonly string[], numbers: boolean): string {
  const whole = [...parts, ...more]
  const lines = whole.length > 6 ? [...columns(at, parts, whole, numbers), ...more] : whole
  return lines.length === whole.length ? laid(at, '[', lines, ']') : tall(at, '[', lines, ']')
}

function oneLine(at: Place, open: string, parts: readonly string[], close: string): string | undefined {
  if (at.seen.depth - at.depth >= levels) return undefined
  const start = parts.length + at.indent + open.length + 10
  const length = parts.reduce((sum, part) => sum + part.length, parts.length + start)
  if (length > width || parts.some((part) => part.includes('\n'))) return undefined
  return `${open} ${parts.join(', ')} ${close}`
}

export function tall(at: Place, open: string, parts: readonly string[], close: string): string {
  const pad = ' '.repeat(at.indent)
  return `${open}\n${pad}  ${parts.join(`,\n${pad}  `)}\n${pad}${close}`
}

function columns(at: Place, parts: readonly string[], whole: readonly string[], numbers: boolean): readonly string[] {
  const total = parts.reduce((sum, part) => sum + part.length + 2, 0)
  const longest = Math.max(...parts.map((part) => part.length))
  const cell = longest + 2
  if (cell * 3 + at.indent >= width || (total / cell <= 5 && longest > 6)) return parts
  const biased = Math.max(cell - 3 - Math.sqrt(cell - total / whole.length), 1)
  const square = Math.round(Math.sqrt(2.5 * biased * parts.length) / biased)
  const count = Math.min(square, Math.floor((width - at.indent) / cell), 4 * levels, 15)
  return count <= 1 ? parts : inColumns(parts, count, numbers)
}

function inColumns(parts: readonly string[], count: number, numbers: boolean): readonly string[] {
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(...parts.filter((_, j) => j % count === i).map((part) => part.length)),
  )
  const rows: string[] = []
  for (let i = 0; i < parts.length; i += count) {
    const row = parts.slice(i, i + count)
    const cells = row.map((part, j) => {
      const last = j === row.length - 1
      const text = last ? part : `${part}, `
      const room = widths[j]! + (last ? 0 : 2)
      return numbers ? text.padStart(room) : last ? text : text.padEnd(room)
    })
    rows.push(cells.join(''))
  }
  return rows
}
