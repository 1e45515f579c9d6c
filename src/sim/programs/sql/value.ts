import type { Dialect } from './lex'

/**
 * SQL's values as plain data. NULL is null because rows are arrays that must survive JSON, where undefined would not.
 * Exact numbers with a fraction are text, as no JavaScript number holds them; dates and times are text in ISO order.
 */
export type Value = null | boolean | number | string | Decimal

export interface Decimal {
  readonly decimal: string
}

export const isDecimal = (value: Value): value is Decimal => typeof value === 'object' && value !== null

export const decimal = (text: string): Decimal => ({ decimal: text })

/** Digits of an exact number as a whole number, and how many of them are behind the point. */
interface Scaled {
  readonly digits: bigint
  readonly scale: number
}

const scaled = (value: Value): Scaled => {
  const text = isDecimal(value) ? value.decimal : String(Math.trunc(toNumber(value) ?? 0))
  const [whole = '0', fraction = ''] = text.split('.')
  return { digits: BigInt(whole + fraction), scale: fraction.length }
}

const raised = ({ digits, scale }: Scaled, to: number): bigint => digits * 10n ** BigInt(to - scale)

const written = (digits: bigint, scale: number): Decimal => {
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return decimal(scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`)
}

const rounded = (top: bigint, bottom: bigint): bigint => {
  const sign = top < 0n !== bottom < 0n ? -1n : 1n
  const [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
  return sign * ((a * 2n + b) / (b * 2n))
}

/** To so many digits behind the point, rounded half away from zero. */
export function toScale(value: Value, scale: number): Decimal {
  const exact = typeof value === 'number' && !Number.isInteger(value) ? decimal(fixed(value)) : value
  const from = scaled(exact)
  return from.scale <= scale
    ? written(raised(from, scale), scale)
    : written(rounded(from.digits, 10n ** BigInt(from.scale - scale)), scale)
}

const fixed = (value: number): string =>
  Math.abs(value) >= 1e21 ? BigInt(value).toString() : value.toFixed(17).replace(/0+$/, '')

export function exact(op: '+' | '-' | '*' | '%', left: Value, right: Value): Decimal {
  const [a, b] = [scaled(left), scaled(right)]
  if (op === '*') return written(a.digits * b.digits, a.scale + b.scale)
  const scale = Math.max(a.scale, b.scale)
  const [x, y] = [raised(a, scale), raised(b, scale)]
  return written(op === '+' ? x + y : op === '-' ? x - y : x % y, scale)
}

/** MySQL adds four digits to the dividend's; PostgreSQL gives sixteen that count. */
export function quotient(left: Value, right: Value, dialect: Dialect): Decimal {
  const [a, b] = [scaled(left), scaled(right)]
  const scale = dialect === 'mysql' ? a.scale + 4 : Math.max(a.scale, b.scale, 16 - 4 * (weight(left) - weight(right)))
  const top = a.digits * 10n ** BigInt(scale + b.scale)
  return written(rounded(top, b.digits * 10n ** BigInt(a.scale)), scale)
}

/** PostgreSQL counts in groups of four digits; a quotient whose first group is smaller has one group less. */
function weight(value: Value): number {
  const text = isDecimal(value) ? value.decimal : String(toNumber(value) ?? 0)
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const digits = whole.replace(/^0+/, '')
  if (digits !== '') return Math.ceil(digits.length / 4) - 1
  return -Math.floor((/^0*/.exec(fraction)?.[0].length ?? 0) / 4) - 1
}

/** As MySQL's loose arithmetic reads it: the number that a text begins with. */
export function toNumber(value: Value): number | undefined {
  if (value === null) return undefined
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isDecimal(value)) return Number(value.decimal)
  return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(value)?.[0] ?? 0)
}

export const isNumber = (value: Value): value is number | Decimal => typeof value === 'number' || isDecimal(value)

/** Smaller, equal or greater; undefined where one is NULL. Text is compared without regard to case in MySQL. */
export function compare(left: Value, right: Value, dialect: Dialect): number | undefined {
  if (left === null || right === null) return undefined
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = dialect === 'mysql' ? [left.toLowerCase(), right.toLowerCase()] : [left, right]
    return a < b ? -1 : a > b ? 1 : 0
  }
  if (isDecimal(left) || isDecimal(right)) {
    const numbers = [left, right].map((each) => (typeof each === 'string' ? toNumber(each)! : each))
    const [a, b] = [scaled(asExact(numbers[0]!)), scaled(asExact(numbers[1]!))]
    const scale = Math.max(a.scale, b.scale)
    const [x, y] = [raised(a, scale), raised(b, scale)]
    return x < y ? -1 : x > y ? 1 : 0
  }
  const [a, b] = [toNumber(left)!, toNumber(right)!]
  return a < b ? -1 : a > b ? 1 : 0
}

const asExact = (value: Value): Value =>
  typeof value === 'number' && !Number.isInteger(value) ? decimal(fixed(value)) : value

/** As a client is sent it. */
export function show(value: Value, dialect: Dialect): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return dialect === 'mysql' ? (value ? '1' : '0') : value ? 't' : 'f'
  if (typeof value === 'number') return showNumber(value)
  return isDecimal(value) ? value.decimal : value
}

const showNumber = (value: number): string =>
  Math.abs(value) >= 1e15 && Number.isInteger(value) && Math.abs(value) < 1e21
    ? BigInt(value).toString()
    : String(value).replace(/e\+(\d)/, 'e$1')

export const truth = (value: Value): boolean | undefined =>
  value === null ? undefined : typeof value === 'boolean' ? value : toNumber(value) !== 0
