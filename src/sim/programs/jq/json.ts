/** JSON as jq keeps it: objects are maps, so that keys stay in order whatever they are. */
export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>

export const isObject = (v: Json): v is ReadonlyMap<string, Json> => v instanceof Map
export const isArray = (v: Json): v is readonly Json[] => Array.isArray(v)

export const typeOf = (v: Json): string =>
  v === null ? 'null' : isArray(v) ? 'array' : isObject(v) ? 'object' : typeof v

/** From what JSON.parse gave. Its own order of keys is not kept by JavaScript, so the text is read key by key. */
export function parseJson(source: string): Json {
  let at = 0
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\[^])*")|([^\s{}[\],:"]+))\s*/y
  const next = () => {
    token.lastIndex = at
    const found = token.exec(source)
    if (!found) throw new SyntaxError('unfinished')
    at = token.lastIndex
    return found
  }
  const value = (): Json => {
    const [, mark, string, word] = next()
    if (string !== undefined) return JSON.parse(string) as string
    if (word !== undefined) return word === 'nan' ? NaN : (JSON.parse(word) as Json)
    if (mark === '[') return list()
    if (mark === '{') return object()
    throw new SyntaxError(`unexpected ${mark}`)
  }
  const ends = (close: string) => (source[at] === close ? (next(), true) : false)
  const separator = (close: string) => {
    const [, mark] = next()
    if (mark !== ',' && mark !== close) throw new SyntaxError('separator')
    return mark === close
  }
  const list = (): Json => {
    const all: Json[] = []
    if (ends(']')) return all
    do all.push(value())
    while (!separator(']'))
    return all
  }
  const object = (): Json => {
    const all = new Map<string, Json>()
    if (ends('}')) return all
    do {
      const [, , key] = next()
      if (key === undefined || next()[1] !== ':') throw new SyntaxError('key')
      all.set(JSON.parse(key) as string, value())
    } while (!separator('}'))
    return all
  }
  const result = value()
  if (at < source.length) throw new SyntaxError('more')
  return result
}

export interface Style {
  readonly indent: string | undefined
  readonly sorted: boolean
  readonly ascii: boolean
  readonly colour: boolean
}

export const compact: Style = { indent: undefined, sorted: false, ascii: false, colour: false }

const numberText = (n: number): string => {
  if (Number.isNaN(n)) return 'null'
  if (!Number.isFinite(n)) return `${n < 0 ? '-' : ''}1.7976931348623157e+308`
  return Number.isInteger(n) && Math.abs(n) < 1e17
    ? String(n === 0 ? 0 : n)
    : String(n).replace(/e([-+])(\d)$/, 'e$10$2')
}

const stringText = (text: string, style: Style): string => {
  const quoted = JSON.stringify(text).replace(/\x7f/g, '\\u007f')
  return style.ascii
    ? quoted.replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : quoted
}

const byKey = ([a]: readonly [string, Json], [b]: readonly [string, Json]) => (a < b ? -1 : a > b ? 1 : 0)
export const sortedEntries = (v: ReadonlyMap<string, Json>): readonly (readonly [string, Json])[] => [...v].sort(byKey)

const hues: Readonly<Record<string, string>> = {
  null: '1;30',
  boolean: '0;39',
  number: '0;39',
  string: '0;32',
  array: '1;39',
  object: '1;39',
}

export function jsonText(v: Json, style: Style = compact, depth = 0): string {
  const hue = style.colour ? `\x1b[${hues[typeOf(v)]!}m` : ''
  const off = style.colour ? '\x1b[0m' : ''
  if (!isArray(v) && !isObject(v))
    return (
      hue + (typeof v === 'string' ? stringText(v, style) : typeof v === 'number' ? numberText(v) : String(v)) + off
    )
  const [open, close] = isArray(v) ? '[]' : '{}'
  const line = (level: number) => (style.indent === undefined ? '' : `\n${style.indent.repeat(level)}`)
  const colon = style.indent === undefined ? ':' : ': '
  const key = (name: string) =>
    style.colour
      ? `${off}\x1b[34;1m${stringText(name, style)}${off}${hue}${colon.trim()}${off}${colon.slice(1)}`
      : stringText(name, style) + colon
  const parts = isArray(v)
    ? v.map((each) => jsonText(each, style, depth + 1))
    : (style.sorted ? sortedEntries(v) : [...v]).map(([name, each]) => key(name) + jsonText(each, style, depth + 1))
  if (parts.length === 0) return `${hue}${open}${close}${off}`
  return `${hue}${open}${line(depth + 1)}${parts.join(`${hue},${line(depth + 1)}`)}${hue}${line(depth)}${hue}${close}${off}`
}

const ranks = ['null', 'false', 'true', 'number', 'string', 'array', 'object']
const rank = (v: Json): number => ranks.indexOf(typeof v === 'boolean' ? String(v) : typeOf(v))

/** jq's order of all values. */
export function compareJson(a: Json, b: Json): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'number') return a - (b as number)
  if (typeof a === 'string') return a < (b as string) ? -1 : a > (b as string) ? 1 : 0
  if (isArray(a)) return compareLists(a, b as readonly Json[])
  if (!isObject(a)) return 0
  const [left, right] = [sortedEntries(a), sortedEntries(b as ReadonlyMap<string, Json>)]
  return (
    compareLists(
      left.map(([key]) => key),
      right.map(([key]) => key),
    ) ||
    compareLists(
      left.map(([, value]) => value),
      right.map(([, value]) => value),
    )
  )
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareJson(a[i]!, b[i]!)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** What is wrong with a text that is not JSON, and where: at the character after the word that is none, or at the mark that is out of place. */
export function faultOf(source: string): { readonly words: string; readonly at: number } {
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\[^])*")|([^\s{}[\],:"]+))/y
  let value = false
  for (let found = token.exec(source); found; found = token.exec(source)) {
    const [, mark, , word] = found
    if (word !== undefined && !/^(?:-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|true|false|null|nan)$/.test(word)) {
      return {
        words: /^[tfn]/.test(word) && word.length < 6 ? 'Invalid literal' : 'Invalid numeric literal',
        at: token.lastIndex,
      }
    }
    const at = token.lastIndex - (mark === undefined ? 0 : 1)
    if (mark === undefined && value) return { words: 'Expected separator between values', at: token.lastIndex }
    if (mark === ',' && !value) return { words: "Expected value before ','", at }
    if (mark === '}' && !value && source[at - 1] === ',') return { words: 'Expected another key-value pair', at }
    if (mark === ']' && !value && source[at - 1] === ',') return { words: 'Expected another array element', at }
    value = mark === undefined || mark === '}' || mark === ']'
  }
  return { words: 'Invalid numeric literal', at: source.length }
}
