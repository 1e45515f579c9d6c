import { columnWidths, inColumns, rowOf, shortNumber } from './table'
import { nevra } from './database'

/** What dnf 4 prints, line by line. Compared with dnf 4.14. */
interface Row {
  readonly name: string
  readonly arch: string
  readonly version: string
  readonly repo: string
  /** Bytes. */
  readonly size: number
}

export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

export const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => (a.name < b.name ? -1 : 1))

/** The table of a transaction, between its rules; yum 3 always says Arch. */
export function table(sections: readonly Section[], width: number, architecture = 'Architecture'): string {
  const filled = sections.filter(({ rows }) => rows.length > 0)
  const cells = ({ name, arch, version, repo, size }: Row) => [name, arch, version, repo, shortNumber(size)]
  const all = filled.flatMap(({ rows }) => rows)
  const arch = Math.max(...all.map((each) => each.arch.length))
  const least = [1, arch, 1, 1, 5]
  const widths = columnWidths(all.map(cells), { least, indent: 2, width, rest: 2, fixed: [1, 4] })
  const line = (words: readonly string[]) => `${rowOf(words, widths, ' ', true)}\n`
  const rule = `${'='.repeat(Math.max(width, widths.reduce((a, b) => a + b, 0) + 5))}\n`
  const fits = (column: number, long: string, short: string) => (long.length <= widths[column]! ? long : short)
  const head = line(['Package', fits(1, architecture, 'Arch'), 'Version', fits(3, 'Repository', 'Repo'), 'Size'])
  const bodies = filled.map(({ title, rows }) => `${title}:\n${rows.map((each) => line(cells(each))).join('')}`)
  return `${rule}${head}${rule}${bodies.join('')}\nTransaction Summary\n${rule}`
}

export const counted = (verb: string, count: number, width = 0): string =>
  `${verb.padEnd(width)}  ${count} ${count === 1 ? 'Package' : 'Packages'}\n`

/** A line about something that was fetched: how fast, how much, how long. */
export function fetched(label: string, bytes: number, micros: number, width: number, tail = '    '): string {
  const seconds = Math.max(micros / 1e6, 0.001)
  const rate = shortNumber(bytes / seconds, false)
  const time = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
  const words = ` ${rate.padStart(5)}B/s | ${shortNumber(bytes).padStart(5)}B ${time.padStart(9)}${tail}`
  const left = width - words.length - (tail.length === 4 ? 1 : 0)
  return `${label.slice(0, left).padEnd(left)}${words}\n`
}

/** A step of a running transaction. */
export function progress(action: string, what: string, at: number, of: number, width: number): string {
  const digits = String(of).length
  const room = width - (2 * digits + 27) + 1
  return `  ${action.padEnd(17)}: ${what.slice(0, room).padEnd(room)}   ${String(at).padStart(digits)}/${of} \n`
}

export const outcome = (title: string, packages: readonly Omit<Row, 'size' | 'repo'>[], width: number): string =>
  packages.length === 0
    ? ''
    : `\n${title}:\n${inColumns(
        byName(packages).map((each) => nevra(each)),
        width,
      )}`
