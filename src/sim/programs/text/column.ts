import { put } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { linesIn, whole } from './whole'
import { text, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Text in columns, or as a table.
 *
 * @models util-linux column(1)
 * @fidelity part: -t -s -o -c -x -N -R -n; no JSON, no tree, no wrapping
 */
interface How {
  readonly table: boolean
  readonly separators?: string
  readonly between: string
  readonly width: number
  readonly across: boolean
  readonly titles: readonly string[]
  readonly right: readonly string[]
}

export const column = whole<How>({
  name: 'column',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'ts:o:c:xN:R:nLed',
      long: {
        table: 't',
        'separator=': 's',
        'output-separator=': 'o',
        'output-width=': 'c',
        fillrows: 'x',
        'table-columns=': 'N',
        'table-right=': 'R',
        'table-noheadings': 'd',
      },
    })
    return options ? { files: options.operands, options: howOf(sys, options) } : 1
  },
  end: (sys, how, contents, failed) => {
    const lines = contents.flatMap(linesIn).map((line: Bytes) => text(line))
    put(sys, how.table ? table(how, lines) : filled(how, lines))
    return failed ? 1 : 0
  },
})

function howOf(sys: Sys, options: Options): How {
  const separators = last(options, 's')
  const screen = sys.isatty(1) ? sys.winsize(1).cols || 80 : 80
  return {
    table: has(options, 't'),
    ...(separators === undefined ? {} : { separators }),
    between: last(options, 'o') ?? '  ',
    width: Number(last(options, 'c') ?? sys.env['COLUMNS'] ?? screen) || 80,
    across: has(options, 'x'),
    titles: every(options, 'N').flatMap((word) => word.split(',')),
    right: every(options, 'R').flatMap((word) => word.split(',')),
  }
}

function cellsOf(how: How, line: string): readonly string[] {
  if (how.separators === undefined) return line.trim().split(/[ \t]+/)
  const cells = ['']
  for (const char of line)
    if (how.separators.includes(char)) cells.push('')
    else cells[cells.length - 1] += char
  return cells
}

const widthOf = (word: string) => [...word].length

function table(how: How, lines: readonly string[]): string {
  const body = lines.filter((line) => line.trim() !== '').map((line) => cellsOf(how, line))
  const rows = how.titles.length > 0 && body.length > 0 ? [how.titles, ...body] : body
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))))
  const isRight = (i: number) => how.right.includes(String(i + 1)) || how.right.includes(how.titles[i] ?? '\0')
  const cell = (row: readonly string[], i: number) => {
    const word = row[i] ?? ''
    const fill = ' '.repeat(widths[i]! - widthOf(word))
    return isRight(i) ? fill + word : i === count - 1 ? word : word + fill
  }
  return rows.map((row) => widths.map((_, i) => cell(row, i)).join(how.between) + '\n').join('')
}

/** Columns of the width of the longest entry, rounded up to a tab stop. */
function filled(how: How, lines: readonly string[]): string {
  const entries = lines.filter((line) => line.trim() !== '')
  const longest = Math.max(0, ...entries.map(widthOf))
  if (longest >= how.width || entries.length === 0) return entries.map((entry) => `${entry}\n`).join('')
  const cell = (longest + 8) & ~7
  const columns = Math.max(1, Math.floor(how.width / cell))
  const rows = Math.ceil(entries.length / columns)
  const at = (row: number, i: number) => entries[how.across ? row * columns + i : i * rows + row]
  return Array.from({ length: rows }, (_, row) =>
    rowOf(
      Array.from({ length: columns }, (_, i) => at(row, i)),
      cell,
    ),
  ).join('')
}

function rowOf(cells: readonly (string | undefined)[], width: number): string {
  const present = cells.filter((cell) => cell !== undefined)
  const tabs = (word: string) => '\t'.repeat(Math.ceil((width - widthOf(word)) / 8))
  return present.map((word, i) => (i === present.length - 1 ? word : word + tabs(word))).join('') + '\n'
}
