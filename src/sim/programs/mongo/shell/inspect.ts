import type { Engine } from './engine'
import { isArray, isFn, isObj, isServed, kindKey, kindOf, special, toText, type Js, type Obj } from './values'

/**
 * How the shell shows a value.
 *
 * @models nodejs.org/api/util.html#utilinspect, mongosh packages/cli-repl/src/format-output.ts
 * @fidelity part: without colours; a value inside of itself is not noticed
 */
export interface Look {
  /** How many levels are shown at all. */
  readonly depth: number
  /** Every member on a line of its own. */
  readonly tall: boolean
  /** What came from the server is drawn apart, and then moved to its place: so it is at a prompt. */
  readonly apart: boolean
}

export const fully: Look = { depth: Infinity, tall: false, apart: false }

/** Six levels of what a script made, all of what came from the server. */
export const lookOf = (m: Engine, value: Js): Look => {
  const apart = m.outside.interactive
  return { depth: apart && (isObj(value) || isArray(value)) && isServed(value) ? Infinity : 6, tall: false, apart }
}

interface Drawing {
  readonly look: Look
  /** The level of what was drawn last. */
  level: number
  indent: number
}

export const inspect = (value: Js, look: Look = fully): string => drawn({ look, level: 0, indent: 0 }, value, 0)

function drawn(d: Drawing, value: Js, level: number): string {
  if (typeof value === 'string') return text(d, value)
  if (isFn(value)) return `[Function${value.title ? `: ${value.title}` : ' (anonymous)'}]`
  if (!isObj(value) && !isArray(value)) return Object.is(value, -0) ? '-0' : String(value)
  if (level > 0 && d.look.apart && isServed(value))
    return drawn({ look: { ...d.look, depth: Infinity }, level: 0, indent: 0 }, value, 0).replaceAll(
      '\n',
      `\n${' '.repeat(d.indent)}`,
    )
  if (isArray(value)) return list(d, value, level)
  return specialWords(value) ?? record(d, value, level)
}

/** The values that are shown by the word that makes them. */
export function specialWords(value: Obj): string | undefined {
  switch (special(value)) {
    case '$oid':
      return `ObjectId('${String(value['$oid'])}')`
    case '$date':
      return Number.isNaN(value['$date'])
        ? 'Invalid Date'
        : `ISODate('${new Date(value['$date'] as number).toISOString()}')`
    case '$numberLong':
      return `Long('${String(value['$numberLong'])}')`
    case '$numberDecimal':
      return `Decimal128('${String(value['$numberDecimal'])}')`
    case '$uuid':
      return `UUID('${String(value['$uuid'])}')`
    case '$regularExpression':
      return toText(value)
  }
  switch (kindOf(value)) {
    case 'int':
      return `Int32(${String(value['value'])})`
    case 'double':
      return `Double(${String(value['value'])})`
    case 'database':
    case 'collection':
      return toText(value)
    case 'mongo':
      return String(value['address'])
    case 'error':
      return `${String(value['name'])}: ${String(value['message'])}`
  }
  return undefined
}

function list(d: Drawing, value: readonly Js[], level: number): string {
  if (value.length === 0) return '[]'
  if (level > d.look.depth) return '[Array]'
  d.level = level
  const items = value.slice(0, d.look.depth === Infinity ? value.length : 100).map((each) => inner(d, each, level))
  const left = value.length - items.length
  if (left > 0) items.push(`... ${left} more item${left === 1 ? '' : 's'}`)
  return laid(d, '[', items, ']', level, value)
}

function inner(d: Drawing, value: Js, level: number): string {
  d.indent += 2
  const words = drawn(d, value, level + 1)
  d.indent -= 2
  return words
}

const named: Readonly<Record<string, string>> = {
  BulkWriteResult: 'BulkWriteResult ',
  writeError: 'WriteError ',
  map: 'Map',
  set: 'Set',
}

function record(d: Drawing, value: Obj, level: number): string {
  const prefix = named[kindOf(value) ?? ''] ?? ''
  if (level > d.look.depth) return `[${prefix.trim() || 'Object'}]`
  const own = Object.entries(value).filter(([key]) => key !== kindKey)
  if (own.length === 0) return `${prefix}{}`
  d.level = level
  const members = own.map(([key, each]) => `${keyWords(key)}: ${inner(d, each, level)}`)
  return laid(d, `${prefix}{`, members, '}', level)
}

const keyWords = (key: string): string => (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? key : quoted(key))

const width = 80

/** Lays members out on one line where they are few, small and near the bottom, on lines of their own otherwise. */
function laid(
  d: Drawing,
  open: string,
  parts: readonly string[],
  close: string,
  level: number,
  values?: readonly Js[],
): string {
  const pad = `\n${' '.repeat(d.indent)}`
  const tall = (rows: readonly string[]) => `${open}${pad}  ${rows.join(`,${pad}  `)}${pad}${close}`
  if (d.look.tall) return tall(parts)
  const rows = values !== undefined && parts.length > 6 ? inColumns(d, parts, values) : parts
  if (d.level - level >= 3 || rows !== parts) return tall(rows)
  const start = rows.length + d.indent + open.length + 10
  const length = rows.reduce((sum, row) => sum + row.length, rows.length + start)
  const line = rows.join(', ')
  return length <= width && !line.includes('\n') ? `${open} ${line} ${close}` : tall(rows)
}

/** Many short items stand in columns. */
function inColumns(d: Drawing, parts: readonly string[], values: readonly Js[]): readonly string[] {
  // The words about items that are left out are no item.
  const shown = parts.slice(0, Math.min(parts.length, values.length))
  const lengths = shown.map((part) => part.length + 2)
  const longest = Math.max(...lengths)
  const total = lengths.reduce((a, b) => a + b, 0)
  if (longest * 3 + d.indent >= width || !(total / longest > 5 || longest <= 8)) return parts
  const biased = Math.max(longest - 3 - Math.sqrt(longest - total / parts.length), 1)
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * shown.length) / biased),
    Math.floor((width - d.indent) / longest),
    12,
  )
  if (columns <= 1) return parts
  return [...columned(shown, lengths, columns, values), ...parts.slice(shown.length)]
}

function columned(
  parts: readonly string[],
  lengths: readonly number[],
  columns: number,
  values: readonly Js[],
): readonly string[] {
  const widest = Array.from({ length: columns }, (_, c) =>
    Math.max(0, ...lengths.filter((_length, i) => i % columns === c)),
  )
  const right = values.every((each) => typeof each === 'number')
  const rows: string[] = []
  for (let i = 0; i < parts.length; i += columns) {
    const row = parts.slice(i, i + columns)
    const cells = row.map((part, c) => {
      const last = c === row.length - 1
      if (right) return (last ? part : `${part}, `).padStart(last ? widest[c]! - 2 : widest[c]!)
      return last ? part : `${part}, `.padEnd(widest[c]!)
    })
    rows.push(cells.join(''))
  }
  return rows
}

/** A long text with line ends is shown a line a line. */
function text(d: Drawing, words: string): string {
  if (words.length <= 16 || words.length <= width - d.indent - 4 || !words.includes('\n')) return quoted(words)
  return words
    .split(/(?<=\n)/)
    .map(quoted)
    .join(` +\n${' '.repeat(d.indent + 2)}`)
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

function quoted(words: string): string {
  const mark = !words.includes("'")
    ? "'"
    : !words.includes('"')
      ? '"'
      : !words.includes('`') && !words.includes('${')
        ? '`'
        : "'"
  const body = words.replace(/[\\\x00-\x1f\x7f']/g, (c) => {
    if (c === "'") return mark === "'" ? "\\'" : c
    return escapes[c] ?? `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
  return mark + body + mark
}
