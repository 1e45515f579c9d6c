import type { Reply } from './protocol'
import { isNumeric } from '../sql/types'

/** Results as the client shows them. */
export type Rows = Extract<Reply, { rows: unknown }>

/** Columns that a terminal gives a text: wide characters take two. */
const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0)
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u

const padded = (text: string, width: number, right: boolean): string => {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return right ? blanks + text : text + blanks
}

export function drawTable({ columns, rows }: Rows, headings: boolean): string {
  const cells = rows.map((row) => row.map((value) => value ?? 'NULL'))
  const widths = columns.map(({ name }, i) =>
    Math.max(headings ? widthOf(name) : 0, ...cells.map((row) => widthOf(row[i] ?? ''))),
  )
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (values: readonly string[], right: (i: number) => boolean) =>
    `|${values.map((value, i) => ` ${padded(value, widths[i]!, right(i))} `).join('|')}|\n`
  const head = headings
    ? `${line(
        columns.map(({ name }) => name),
        () => false,
      )}${rule}`
    : ''
  return `${rule}${head}${cells.map((row) => line(row, (i) => isNumeric(columns[i]!.type))).join('')}${rule}`
}

export function drawVertical({ columns, rows }: Rows): string {
  const width = Math.max(...columns.map(({ name }) => widthOf(name)))
  return rows
    .map((row, i) => {
      const stars = '*'.repeat(27)
      const lines = row.map((value, at) => `${padded(columns[at]!.name, width, true)}: ${value ?? 'NULL'}\n`).join('')
      return `${stars} ${i + 1}. row ${stars}\n${lines}`
    })
    .join('')
}

const escaped = (text: string): string =>
  text.replace(/[\\\n\t\0]/g, (char) => ({ '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\0': '\\0' })[char]!)

export function drawBatch({ columns, rows }: Rows, headings: boolean, raw: boolean): string {
  const shown = raw ? (text: string) => text : escaped
  const lines = [
    ...(headings ? [columns.map(({ name }) => shown(name))] : []),
    ...rows.map((row) => row.map((value) => (value === null ? 'NULL' : shown(value)))),
  ]
  return lines.map((line) => `${line.join('\t')}\n`).join('')
}
