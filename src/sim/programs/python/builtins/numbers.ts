import { callSync } from '../machine/call'
import { all } from '../machine/iterate'
import { truthOf } from '../machine/texts'
import { order } from '../value/compare'
import { failure } from '../value/exceptions'
import { isNumber } from '../value/items'
import { binary } from '../value/operate'
import { tuple, typeName, type Value } from '../value/thing'
import type { Native } from '../machine/core'

/**
 * Numbers, and functions of numbers.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: no complex
 */

const int: Native = (_m, [value = 0n, base]) => {
  if (typeof value === 'string') {
    const words = value.trim().replace(/_/g, '')
    const radix = base === undefined ? 10 : Number(base)
    if (radix === 10 && /^[-+]?\d+$/.test(words)) return BigInt(words)
    const digits = words.replace(/^[-+]?0[xob]/i, '')
    if (radix !== 10 && digits !== '' && !Number.isNaN(parseInt(digits, radix)))
      return BigInt(parseInt(digits, radix)) * (words.startsWith('-') ? -1n : 1n)
    throw failure('ValueError', `invalid literal for int() with base ${radix}: ${reprOf(value)}`)
  }
  if (typeof value === 'number') return BigInt(Math.trunc(value))
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  throw failure(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  )
}

const reprOf = (value: string): string => `'${value.replace(/\n/g, '\\n')}'`

const float: Native = (_m, [value = 0]) => {
  if (isNumber(value)) return Number(value)
  if (typeof value === 'string') {
    const words = value.trim().toLowerCase()
    if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(words)) return Number(words)
    if (/^[-+]?inf(?:inity)?$/.test(words)) return words.startsWith('-') ? -Infinity : Infinity
    if (words === 'nan') return NaN
    throw failure('ValueError', `could not convert string to float: ${reprOf(value)}`)
  }
  throw failure('TypeError', `float() argument must be a string or a real number, not '${typeName(value)}'`)
}

function extreme(sign: 1 | -1): Native {
  return (m, args, named) => {
    const name = sign < 0 ? 'min' : 'max'
    const list = args.length === 1 ? all(m, args[0]!) : args
    const key = named.get('key')
    if (list.length === 0) {
      const otherwise = named.get('default')
      if (otherwise !== undefined) return otherwise
      throw failure('ValueError', `${name}() iterable argument is empty`)
    }
    const measured = list.map((value) => [value, key ? callSync(m, key, [value]) : value] as const)
    return measured.reduce((best, each) => (order(each[1], best[1]) * sign > 0 ? each : best))[0]
  }
}

function round(value: Value, places: Value): Value {
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  const n = Number(value)
  if (places !== null) return Number(n.toFixed(Math.max(0, Number(places))))
  const floor = Math.floor(n)
  const rest = n - floor
  return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor)
}

export const numberBuiltins: Readonly<Record<string, Native>> = {
  int,
  float,
  bool: (m, [value = false]) => truthOf(m, value),
  abs: (_m, [value = 0n]) => (typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(Number(value))),
  min: extreme(-1),
  max: extreme(1),
  sum: (m, [values = null, start = 0n]) => all(m, values).reduce((sum, each) => binary('+', sum, each), start),
  round: (_m, [value = 0, places = null]) => round(value, places),
  pow: (_m, [a = 0n, b = 0n, mod]) => (mod === undefined ? binary('**', a, b) : binary('%', binary('**', a, b), mod)),
  divmod: (_m, [a = 0n, b = 0n]) => tuple([binary('//', a, b), binary('%', a, b)]),
  hex: (_m, [n = 0n]) =>
    `${BigInt(n as bigint) < 0n ? '-' : ''}0x${(BigInt(n as bigint) < 0n ? -BigInt(n as bigint) : BigInt(n as bigint)).toString(16)}`,
  bin: (_m, [n = 0n]) => `0b${BigInt(n as bigint).toString(2)}`,
  oct: (_m, [n = 0n]) => `0o${BigInt(n as bigint).toString(8)}`,
}
