import { failure, unsimulated } from './exceptions'
import type { Value } from './thing'

/** Arithmetic. */

export function arithmetic(op: string, a: number | bigint | boolean, b: number | bigint | boolean): Value | undefined {
  if (typeof a !== 'number' && typeof b !== 'number') {
    if (typeof a === 'boolean' && typeof b === 'boolean' && '&|^'.includes(op))
      return op === '&' ? a && b : op === '|' ? a || b : a !== b
    return integers[op]?.(BigInt(a), BigInt(b))
  }
  return floats[op]?.(Number(a), Number(b))
}

/** More digits than this are refused: they would take long. */
const longestPower = 100_000n

type Calculations<N> = Readonly<Record<string, (a: N, b: N) => Value>>

const divisor = <N extends number | bigint>(b: N, words: string): N => {
  if (Number(b) === 0) throw failure('ZeroDivisionError', words)
  return b
}

const power = (n: bigint): bigint => {
  if (n > longestPower) throw unsimulated('so large a number is not simulated')
  return n
}

const rest = (a: bigint, b: bigint): bigint => ((a % b) + b) % b

const integers: Calculations<bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Number(a) / Number(divisor(b, 'division by zero')),
  '//': (a, b) => (a - rest(a, divisor(b, 'integer division or modulo by zero'))) / b,
  '%': (a, b) => rest(a, divisor(b, 'integer modulo by zero')),
  '**': (a, b) => (b < 0n ? Number(a) ** Number(b) : a ** power(b)),
  '<<': (a, b) => a << power(b),
  '>>': (a, b) => a >> b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
}

const floats: Calculations<number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / divisor(b, 'float division by zero'),
  '//': (a, b) => Math.floor(a / divisor(b, 'float floor division by zero')),
  '%': (a, b) => a - b * Math.floor(a / divisor(b, 'float modulo by zero')),
  '**': (a, b) => a ** b,
}
