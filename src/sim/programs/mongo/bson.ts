/**
 * Documents as a server keeps them and as they cross its wire: plain data in which what JSON does not know is written as extended JSON
 * does, by a `$` key. There is one kind of number for int, double; a long is a text.
 *
 * @models bsonspec.org, MongoDB Extended JSON v2
 * @fidelity part: no binary data but UUIDs, no timestamps, code, MinKey or MaxKey
 */
export type Value = null | boolean | number | string | readonly Value[] | Doc

export interface Doc {
  readonly [key: string]: Value
}

/** The values that JSON does not know; each of them is a document, too, as far as types go. */
export type Special =
  | { readonly $oid: string }
  | { readonly $date: number }
  | { readonly $numberLong: string }
  | { readonly $numberDecimal: string }
  | { readonly $uuid: string }
  | { readonly $regularExpression: { readonly pattern: string; readonly options: string } }

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

const specials = ['$oid', '$date', '$numberLong', '$numberDecimal', '$uuid', '$regularExpression'] as const

const isRecord = (value: Value | undefined): value is Doc =>
  typeof value === 'object' && value !== null && !isList(value)

/** What kind of special value it is, by its key. */
export function specialOf(value: Value | undefined): (typeof specials)[number] | undefined {
  if (!isRecord(value)) return undefined
  const [key] = Object.keys(value)
  return specials.find((each) => each === key)
}

export const isDoc = (value: Value | undefined): value is Doc => isRecord(value) && specialOf(value) === undefined

export const docOf = (value: Value | undefined): Doc => (isDoc(value) ? value : {})

export type TypeName =
  'null' | 'number' | 'string' | 'object' | 'array' | 'binData' | 'objectId' | 'bool' | 'date' | 'regex'

/** In the order in which values of different types are sorted. */
const order: readonly TypeName[] = [
  'null',
  'number',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'regex',
]

const bySpecial: Readonly<Record<(typeof specials)[number], TypeName>> = {
  $oid: 'objectId',
  $date: 'date',
  $numberLong: 'number',
  $numberDecimal: 'number',
  $uuid: 'binData',
  $regularExpression: 'regex',
}

/** Its type as far as sorting goes: all numbers are one, and what is missing is null. */
export function bracketOf(value: Value | undefined): TypeName {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (isList(value)) return 'array'
  const special = specialOf(value)
  return special === undefined ? 'object' : bySpecial[special]
}

/** Its type by the name that `$type` and complaints use. */
export function typeOf(value: Value | undefined): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double'
  const special = specialOf(value)
  if (special === '$numberLong') return 'long'
  return special === '$numberDecimal' ? 'decimal' : bracketOf(value)
}

/** A number of any kind as JavaScript's; undefined for what is none. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value
  if (!isRecord(value)) return undefined
  const { $numberLong, $numberDecimal } = value as Partial<Record<string, string>>
  const digits = $numberLong ?? $numberDecimal
  return digits === undefined ? undefined : Number(digits)
}

const plainly = <T extends number | string | boolean>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)

/** Less than, equal to or greater than zero, as MongoDB sorts. */
export function compare(a: Value | undefined, b: Value | undefined): number {
  const [kind, other] = [bracketOf(a), bracketOf(b)]
  if (kind !== other) return order.indexOf(kind) - order.indexOf(other)
  switch (kind) {
    case 'null':
      return 0
    case 'number':
      return plainly(numberOf(a)!, numberOf(b)!)
    case 'string':
    case 'bool':
      return plainly(a as string, b as string)
    case 'array':
      return compareLists(a as readonly Value[], b as readonly Value[])
    case 'object':
      return compareLists(flat(a as Doc), flat(b as Doc))
    case 'date':
      return plainly((a as { $date: number }).$date, (b as { $date: number }).$date)
    default:
      return plainly(JSON.stringify(a), JSON.stringify(b))
  }
}

const flat = (doc: Doc): readonly Value[] =>
  Object.entries(doc).flatMap(([key, value]) => [order.indexOf(bracketOf(value)), key, value])

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = compare(a[i], b[i])
    if (found !== 0) return found
  }
  return a.length - b.length
}

export const equal = (a: Value | undefined, b: Value | undefined): boolean => compare(a, b) === 0

/** A text that two values share exactly when they are equal. */
export function keyOf(value: Value | undefined): string {
  const number = numberOf(value)
  if (number !== undefined) return `number ${number}`
  if (isList(value)) return `[${value.map(keyOf).join()}]`
  if (isDoc(value))
    return `{${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}:${keyOf(each)}`)
      .join()}}`
  return JSON.stringify(value ?? null)
}

/** As complaints of the server show it. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (isList(value)) return value.length === 0 ? '[]' : `[ ${value.map(shown).join(', ')} ]`
  switch (specialOf(value)) {
    case '$oid':
      return `ObjectId('${(value as { $oid: string }).$oid}')`
    case '$date':
      return `new Date(${(value as { $date: number }).$date})`
    case '$uuid':
      return `UUID("${(value as { $uuid: string }).$uuid}")`
    case '$numberLong':
      return (value as { $numberLong: string }).$numberLong
    case '$numberDecimal':
      return (value as { $numberDecimal: string }).$numberDecimal
    case '$regularExpression': {
      const { pattern, options } = (value as Extract<Special, { $regularExpression: unknown }>).$regularExpression
      return `/${pattern}/${options}`
    }
  }
  if (!isDoc(value)) return String(value)
  const members = Object.entries(value).map(([key, each]) => `${key}: ${shown(each)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** What a command is refused with. */
export interface Refusal {
  readonly refused: true
  readonly code: number
  readonly codeName: string
  readonly errmsg: string
  readonly more?: Doc
}

export const refusal = (code: number, codeName: string, errmsg: string, more?: Doc): Refusal => ({
  refused: true,
  code,
  codeName,
  errmsg,
  ...(more && { more }),
})

/** A Refusal that was thrown; anything else is a fault of the simulator and goes on up. */
export function refusalOf(error: unknown): Refusal {
  if (typeof error === 'object' && error !== null && 'refused' in error) return error as Refusal
  throw error
}
