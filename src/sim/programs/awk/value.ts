import type { Bytes } from '../../../base/bytes'
import { real } from './real'

/**
 * A value of AWK: a number, a string, or input that looks like a number and so compares as one; undefined is one never set.
 * Infinity and NaN are kept as their names, for they must outlive JSON.
 */
export type Value = number | Bytes | Numeric | undefined

export interface Numeric {
  readonly text: Bytes
}

/** An element that was only looked at: it is there, and still neither number nor string. */
export const unset: Numeric = { text: '' }

const numeral = /^[ \t\n\r\f\v]*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?(?!\w)|nan(?!\w))/i

/** A field, an element of `split`, a variable from the command line. */
export const fromInput = (text: Bytes): Value =>
  numeral.exec(text)?.[0] === text.trimEnd() && text !== '' ? { text } : text

const leading = (text: Bytes): number => {
  const found = numeral.exec(text)?.[0].trim().toLowerCase()
  if (found === undefined) return 0
  const name = found.replace(/^[-+]/, '')
  const sign = found.startsWith('-') ? -1 : 1
  return name.startsWith('inf') ? sign * Infinity : name === 'nan' ? NaN : Number(found)
}

export const toNumber = (value: Value): number =>
  typeof value === 'number' ? value : value === undefined ? 0 : leading(typeof value === 'string' ? value : value.text)

/** A number that JSON can hold. */
export const kept = (n: number): Value => (Number.isFinite(n) ? n : { text: notFinite(n) })

export const notFinite = (n: number): string => (n === Infinity ? 'inf' : n === -Infinity ? '-inf' : 'nan')

export function numberText(n: number, format: string): Bytes {
  if (!Number.isFinite(n)) return notFinite(n)
  if (Number.isInteger(n) && Math.abs(n) < 2 ** 53) return String(n === 0 ? 0 : n)
  const [, exact, letter = 'd'] = /^%(?:\.(\d+))?([a-zA-Z])$/.exec(format) ?? []
  return letter === 'd' ? String(Math.trunc(n)) : real(letter, n, '', exact === undefined ? 6 : Number(exact))
}

export const toText = (value: Value, format: string): Bytes =>
  typeof value === 'string'
    ? value
    : value === undefined
      ? ''
      : typeof value === 'number'
        ? numberText(value, format)
        : value.text

export const isTrue = (value: Value): boolean => (typeof value === 'string' ? value !== '' : toNumber(value) !== 0)

/** Below, at or above zero. Numbers, and what looks like them, compare as numbers. */
export function compare(a: Value, b: Value, format: string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return toNumber(a) - toNumber(b)
  const [left, right] = [toText(a, format), toText(b, format)]
  return left < right ? -1 : left > right ? 1 : 0
}
