import { failure, unsimulated } from './exceptions'
import { isNumber } from './items'
import { arithmetic } from './numbers'
import { formatPercent } from './templates'
import { isThing, list, tuple, typeName, type Thing, type Value } from './thing'

/** Operators on what needs no method of the program's own. */

/** Arithmetic and comparison. */

const symbols: Readonly<Record<string, string>> = { '**': '** or pow()' }

export function binary(op: string, a: Value, b: Value): Value {
  const numbers = isNumber(a) && isNumber(b)
  const result = numbers ? arithmetic(op, a, b) : sequences(op, a, b)
  if (result !== undefined) return result
  if (op === '+' && typeof a === 'string')
    throw failure('TypeError', `can only concatenate str (not "${typeName(b)}") to str`)
  if (op === '+' && isThing(a) && a.t === 'list')
    throw failure('TypeError', `can only concatenate list (not "${typeName(b)}") to list`)
  throw failure(
    'TypeError',
    `unsupported operand type(s) for ${symbols[op] ?? op}: '${typeName(a)}' and '${typeName(b)}'`,
  )
}

function sequences(op: string, a: Value, b: Value): Value | undefined {
  if (op === '%' && typeof a === 'string') return formatPercent(a, b)
  if (op === '+' && typeof a === 'string' && typeof b === 'string') return a + b
  if (op === '*' && (typeof a === 'bigint' || typeof b === 'bigint')) {
    const [what, times] = typeof a === 'bigint' ? [b, a] : [a, b as bigint]
    return repeated(what, Number(times))
  }
  if (!isThing(a) || !isThing(b)) return undefined
  if (op === '+' && a.t === 'list' && b.t === 'list') return list([...a.v, ...b.v])
  if (op === '+' && a.t === 'tuple' && b.t === 'tuple') return tuple([...a.v, ...b.v])
  if (op === '+' && a.t === 'bytes' && b.t === 'bytes') return { t: 'bytes', s: a.s + b.s }
  if (op === '|' && a.t === 'dict' && b.t === 'dict') return { t: 'dict', m: new Map([...a.m, ...b.m]) }
  if (a.t === 'set' && b.t === 'set') return sets(op, a, b)
  return undefined
}

const longestRepeat = 1_000_000

function repeated(what: Value, times: number): Value | undefined {
  const count = Math.max(0, times)
  const length =
    typeof what === 'string'
      ? what.length
      : isThing(what) && (what.t === 'list' || what.t === 'tuple')
        ? what.v.length
        : 0
  if (length * count > longestRepeat) throw unsimulated('so long a sequence is not simulated')
  if (typeof what === 'string') return what.repeat(count)
  if (!isThing(what) || (what.t !== 'list' && what.t !== 'tuple')) return undefined
  return { t: what.t, v: Array.from({ length: count }, () => what.v).flat() }
}

function sets(op: string, a: Thing & { t: 'set' }, b: Thing & { t: 'set' }): Value | undefined {
  const made = (entries: readonly (readonly [string, Value])[]): Value => ({ t: 'set', m: new Map(entries) })
  if (op === '|') return made([...a.m, ...b.m])
  if (op === '&') return made([...a.m].filter(([key]) => b.m.has(key)))
  if (op === '-') return made([...a.m].filter(([key]) => !b.m.has(key)))
  return op === '^'
    ? made([...[...a.m].filter(([key]) => !b.m.has(key)), ...[...b.m].filter(([key]) => !a.m.has(key))])
    : undefined
}

export function unary(op: string, of: Value): Value {
  if (isNumber(of)) {
    const plain = typeof of === 'boolean' ? BigInt(of) : of
    if (op === '+') return plain
    if (op === '-') return -plain
    if (op === '~' && typeof plain === 'bigint') return ~plain
  }
  throw failure('TypeError', `bad operand type for unary ${op}: '${typeName(of)}'`)
}
