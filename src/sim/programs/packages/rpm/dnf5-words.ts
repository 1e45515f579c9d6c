import { byName } from './dnf-words'
import type { InstalledRpm } from './database'
import type { Offer } from './repositories'

/** What dnf 5 prints: bars of 80 columns, and a table that is no wider than it needs to be. */
const units = ['  B', 'KiB', 'MiB', 'GiB']

const scaled = (bytes: number) => {
  const depth = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10))
  return { value: bytes / 1024 ** depth, unit: units[depth]! }
}

/** `113.5 KiB`: in tables and bars. */
export const exactSize = (bytes: number): string => {
  const { value, unit } = scaled(bytes)
  return `${value.toFixed(1)} ${unit}`
}

/** `114 KiB`: in sentences. */
export const roundSize = (bytes: number): string => {
  const { value, unit } = scaled(bytes)
  return `${value.toFixed(0)} ${unit.trim()}`
}

/** A bar that has come to its end. */
export function bar(label: string, bytes: number, micros: number): string {
  const seconds = Math.max(micros / 1e6, 0.001)
  const time = `${String(Math.floor(seconds / 60)).padStart(2, '0')}m${String(Math.floor(seconds % 60)).padStart(2, '0')}s`
  const rate = `${exactSize(bytes / seconds)}/s`.padStart(11)
  return `${label.slice(0, 39).padEnd(39)} 100% | ${rate} | ${exactSize(bytes).padStart(9)} |  ${time}\n`
}

export interface Section {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}

export const rowsOf = (list: readonly (Offer | InstalledRpm)[]): readonly (readonly string[])[] =>
  byName(list).map((each) => [
    ` ${each.name}`,
    each.arch,
    each.version,
    'from' in each ? each.from.id : each.repo,
    exactSize('from' in each ? each.installed : each.size),
  ])

export function table(sections: readonly Section[]): string {
  const filled = sections.filter(({ rows }) => rows.length > 0)
  const head = ['Package', 'Arch', 'Version', 'Repository', 'Size']
  const all = [head, ...filled.flatMap(({ rows }) => rows)]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    `${row.map((cell, column) => (column === 4 ? cell.padStart(widths[4]!) : cell.padEnd(widths[column]!))).join(' ')}\n`
  return line(head) + filled.map(({ title, rows }) => `${title}:\n${rows.map(line).join('')}`).join('')
}

export const summary = (verb: string, count: number): string =>
  `\nTransaction Summary:\n ${`${verb}:`.padEnd(16)} ${String(count).padStart(4)} ${count === 1 ? 'package' : 'packages'}\n\n`
