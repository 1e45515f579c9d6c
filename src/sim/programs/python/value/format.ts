import { failure } from './exceptions'
import { floatText, str } from './repr'
import { isThing, typeName, type Value } from './thing'

/**
 * Format specifications, str.format and the percent operator.
 *
 * @models docs.python.org/3/library/string.html#formatspec
 * @fidelity part: no %g with #, no locale
 */
const shape = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/s

export function formatValue(value: Value, spec: string): string {
  if (spec === '') return str(value)
  const match = shape.exec(spec)
  if (!match) {
    if (isThing(value) && value.t === 'special') return str(value)
    throw failure('ValueError', `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`)
  }
  const [, fill = ' ', align, sign = '-', alternate, zero, width, group, precision, type] = match
  const isNumeric =
    typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'boolean' && type !== undefined)
  if (!isNumeric) {
    if (type !== undefined && type !== 's')
      throw failure('ValueError', `Unknown format code '${type}' for object of type '${typeName(value)}'`)
    const words = precision === undefined ? str(value) : str(value).slice(0, Number(precision))
    return aligned(words, align ?? '<', fill, Number(width ?? 0))
  }
  const plain = typeof value === 'boolean' ? BigInt(value) : value
  const negative = plain < 0 || Object.is(plain, -0)
  const digits = magnitude(negative ? -plain : plain, type, precision, group, alternate !== undefined)
  const mark = negative ? '-' : sign === '-' ? '' : sign
  const room = Number(width ?? 0)
  if (zero && align === undefined) return mark + digits.padStart(room - mark.length, '0')
  if (align === '=') return mark + digits.padStart(room - mark.length, fill)
  return aligned(mark + digits, align ?? '>', fill, room)
}

function aligned(words: string, align: string, fill: string, width: number): string {
  const missing = Math.max(0, width - words.length)
  if (align === '<') return words + fill.repeat(missing)
  if (align === '^') return fill.repeat(Math.floor(missing / 2)) + words + fill.repeat(Math.ceil(missing / 2))
  return fill.repeat(missing) + words
}

/** `g`: so many digits that count, with an exponent where there would be more zeros. */
function general(n: number, digits: number): string {
  const exponent = n === 0 ? 0 : Math.floor(Math.log10(Math.abs(Number(n.toPrecision(digits)))))
  if (exponent >= -4 && exponent < digits) return String(Number(n.toPrecision(digits)))
  return n
    .toExponential(digits - 1)
    .replace(/\.?0+e/, 'e')
    .replace(/e([+-])(\d)$/, 'e$10$2')
}

function magnitude(
  value: number | bigint,
  type: string | undefined,
  precision: string | undefined,
  group: string | undefined,
  alternate: boolean,
): string {
  const grouped = (words: string) => (group === undefined ? words : words.replace(/\B(?=(\d{3})+(?!\d))/g, group))
  const split = (words: string) => {
    const [whole = '', rest] = words.split('.')
    return grouped(whole) + (rest === undefined ? '' : `.${rest}`)
  }
  const places = Number(precision ?? 6)
  switch (type) {
    case 'f':
    case 'F':
      return split(Number(value).toFixed(places))
    case '%':
      return `${(Number(value) * 100).toFixed(places)}%`
    case 'e':
    case 'E':
      return Number(value)
        .toExponential(places)
        .replace(/e([+-])(\d)$/, 'e$10$2')
    case 'g':
      return general(Number(value), Math.max(1, places))
    case 'x':
      return (alternate ? '0x' : '') + BigInt(value).toString(16)
    case 'X':
      return (alternate ? '0X' : '') + BigInt(value).toString(16).toUpperCase()
    case 'o':
      return (alternate ? '0o' : '') + BigInt(value).toString(8)
    case 'b':
      return (alternate ? '0b' : '') + BigInt(value).toString(2)
    case 'c':
      return String.fromCodePoint(Number(value))
    case 'd':
      if (typeof value === 'number') throw failure('ValueError', "Unknown format code 'd' for object of type 'float'")
      return grouped(String(value))
    default:
      if (typeof value === 'number' && precision !== undefined)
        return split(String(Number(value.toPrecision(Number(precision)))))
      return typeof value === 'bigint' ? grouped(String(value)) : split(floatText(value))
  }
}
