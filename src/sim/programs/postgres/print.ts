import type { Column } from './wire'
import { isNumeric } from '../sql/types'

/**
 * How psql draws a result.
 *
 * @models postgres src/fe_utils/print.c
 * @fidelity part: aligned, unaligned and csv, border 1 and ascii lines; wide characters count as two columns
 */
export interface Look {
  readonly format: 'aligned' | 'unaligned' | 'csv'
  readonly expanded: boolean | 'auto'
  readonly tuplesOnly: boolean
  readonly separator: string
  readonly null: string
  readonly footer: boolean
}

export interface Grid {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly title?: string
  /** In place of `(1 row)`. */
  readonly footer?: readonly string[]
}

export const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(char)
        ? 2
        : 1),
    0,
  )

const blanks = (count: number) => ' '.repeat(Math.max(0, count))
const counted = (rows: number) => `(${rows} ${rows === 1 ? 'row' : 'rows'})`

export function drawn(grid: Grid, look: Look, screen?: number): string {
  if (look.format === 'csv') return csv(grid, look)
  const texts = grid.rows.map((row) => row.map((cell) => cell ?? look.null))
  const expanded =
    look.expanded === true || (look.expanded === 'auto' && screen !== undefined && tableWidth(grid, texts) > screen)
  if (look.format === 'unaligned') return expanded ? unalignedExpanded(grid, texts, look) : unaligned(grid, texts, look)
  return expanded && grid.footer === undefined ? alignedExpanded(grid, texts, look) : aligned(grid, texts, look)
}

const widths = (grid: Grid, texts: readonly (readonly string[])[]) =>
  grid.columns.map(({ name }, i) =>
    Math.max(
      widthOf(name),
      ...texts.map((row) => Math.max(...(row[i] ?? '').split('\n').map((each) => widthOf(each)))),
    ),
  )

const tableWidth = (grid: Grid, texts: readonly (readonly string[])[]) =>
  widths(grid, texts).reduce((sum, width) => sum + width + 3, -1)

function aligned(grid: Grid, texts: readonly (readonly string[])[], look: Look): string {
  const all = widths(grid, texts)
  const total = all.reduce((sum, width) => sum + width + 3, -1)
  let out = ''
  if (!look.tuplesOnly) {
    if (grid.title !== undefined) out += `${blanks(Math.floor((total - widthOf(grid.title)) / 2))}${grid.title}\n`
    out += `${grid.columns.map(({ name }, i) => ` ${centred(name, all[i]!)} `).join('|')}\n`
    out += `${all.map((width) => '-'.repeat(width + 2)).join('+')}\n`
    if (grid.columns.length === 0) out = '--\n'
  }
  for (const row of texts) out += alignedRow(row, grid, all)
  return `${out}${footer(grid, look)}\n`
}

const centred = (text: string, width: number): string => {
  const missing = width - widthOf(text)
  const before = Math.floor(missing / 2)
  return blanks(before) + text + blanks(missing - before)
}

function alignedRow(row: readonly string[], grid: Grid, all: readonly number[]): string {
  const cells = row.map((cell) => cell.split('\n'))
  const height = Math.max(0, ...cells.map((lines) => lines.length))
  let out = ''
  for (let y = 0; y < height; y++) {
    const parts = cells.map((lines, i) => {
      const text = lines[y] ?? ''
      const more = y + 1 < lines.length
      const missing = blanks(all[i]! - widthOf(text))
      const right = isNumeric(grid.columns[i]!.type)
      const closes = i === cells.length - 1 && !more
      return ` ${right ? (closes && y > 0 && text === '' ? '' : missing + text) : closes ? text : text + missing}${more ? '+' : closes ? '' : ' '}`
    })
    out += `${parts.join('|')}\n`
  }
  return out
}

function footer(grid: Grid, look: Look): string {
  if (look.tuplesOnly) return ''
  if (grid.footer !== undefined) return grid.footer.map((line) => `${line}\n`).join('')
  return look.footer ? `${counted(grid.rows.length)}\n` : ''
}

function unaligned(grid: Grid, texts: readonly (readonly string[])[], look: Look): string {
  const lines = texts.map((row) => row.join(look.separator))
  if (look.tuplesOnly) return lines.map((line) => `${line}\n`).join('')
  const title = grid.title === undefined ? '' : `${grid.title}\n`
  const head = grid.columns.map(({ name }) => name).join(look.separator)
  return `${title}${[head, ...lines].map((line) => `${line}\n`).join('')}${footer(grid, look)}`
}

function unalignedExpanded(grid: Grid, texts: readonly (readonly string[])[], look: Look): string {
  const records = texts.map((row) =>
    row.map((cell, i) => `${grid.columns[i]!.name}${look.separator}${cell}\n`).join(''),
  )
  return records.join('\n')
}

function alignedExpanded(grid: Grid, texts: readonly (readonly string[])[], look: Look): string {
  if (texts.length === 0) return look.tuplesOnly ? '\n' : `${counted(0)}\n\n`
  const heads = Math.max(...grid.columns.map(({ name }) => widthOf(name)))
  const data = Math.max(0, ...texts.flat().flatMap((cell) => cell.split('\n').map((each) => widthOf(each))))
  let out = look.tuplesOnly || grid.title === undefined ? '' : `${grid.title}\n`
  for (const [n, row] of texts.entries()) {
    out += look.tuplesOnly
      ? n > 0
        ? `${recordLine(undefined, heads, data)}\n`
        : ''
      : `${recordLine(n + 1, heads, data)}\n`
    for (const [i, cell] of row.entries()) {
      const name = grid.columns[i]!.name
      cell.split('\n').forEach((text, y, all) => {
        const more = y + 1 < all.length
        const head = y === 0 ? name + blanks(heads - widthOf(name)) : blanks(heads)
        out += `${head} ${y === 0 ? '|' : ' '.replace(' ', '|')} ${more ? `${text}${blanks(data - widthOf(text))}+` : text}\n`
      })
    }
  }
  return `${out}\n`
}

/** `-[ RECORD 1 ]-+----`: the label may cover the crossing. */
function recordLine(record: number | undefined, heads: number, data: number): string {
  const label = record === undefined ? '' : `[ RECORD ${record} ]`
  let covered = label.length + 1
  let out = `-${label}${'-'.repeat(Math.max(0, heads - covered))}`
  covered -= heads
  for (const mark of ['-', '+', '-']) if (covered-- <= 0) out += mark
  return out + '-'.repeat(Math.max(0, data - Math.max(0, covered)))
}

function csv(grid: Grid, look: Look): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = grid.rows.map((row) => row.map((each) => cell(each ?? look.null)).join(','))
  const head = look.tuplesOnly ? [] : [grid.columns.map(({ name }) => cell(name)).join(',')]
  return [...head, ...lines].map((line) => `${line}\n`).join('')
}
