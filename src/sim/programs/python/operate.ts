import { formatPercent } from './format'
import { failure, unsimulated } from './value/exceptions'
import { isNumber, items, keyOf, rangeLength, same } from './value/items'
import { isThing, list, tuple, typeName, type Thing, type Value } from './value/thing'

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

function arithmetic(op: string, a: number | bigint | boolean, b: number | bigint | boolean): Value | undefined {
  if (typeof a !== 'number' && typeof b !== 'number') {
    if (typeof a === 'boolean' && typeof b === 'boolean' && '&|^'.includes(op))
      return op === '&' ? a && b : op === '|' ? a || b : a !== b
    return integers(op, BigInt(a), BigInt(b))
  }
  return floats(op, Number(a), Number(b))
}

/** More digits than this are refused: they would take long. */
const longestPower = 100_000n

function integers(op: string, a: bigint, b: bigint): Value | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0n) throw failure('ZeroDivisionError', 'division by zero')
      return Number(a) / Number(b)
    case '//':
    case '%': {
      if (b === 0n)
        throw failure('ZeroDivisionError', op === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero')
      const rest = ((a % b) + b) % b
      return op === '%' ? rest : (a - rest) / b
    }
    case '**':
      if (b < 0n) return Number(a) ** Number(b)
      if (b > longestPower) throw unsimulated('so large a number is not simulated')
      return a ** b
    case '<<':
      if (b > longestPower) throw unsimulated('so large a number is not simulated')
      return a << b
    case '>>':
      return a >> b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    default:
      return undefined
  }
}

function floats(op: string, a: number, b: number): Value | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0) throw failure('ZeroDivisionError', 'float division by zero')
      return a / b
    case '//':
      if (b === 0) throw failure('ZeroDivisionError', 'float floor division by zero')
      return Math.floor(a / b)
    case '%':
      if (b === 0) throw failure('ZeroDivisionError', 'float modulo by zero')
      return a - b * Math.floor(a / b)
    case '**':
      return a ** b
    default:
      return undefined
  }
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

export function compare(op: string, a: Value, b: Value): boolean {
  switch (op) {
    case '==':
      return same(a, b)
    case '!=':
      return !same(a, b)
    case 'is':
      return a === b || (isThing(a) && isThing(b) && a.t === 'class' && b.t === 'class' && a.name === b.name)
    case 'is not':
      return !compare('is', a, b)
    case 'in':
      return contains(b, a)
    case 'not in':
      return !contains(b, a)
    default:
      return ordered(op, a, b)
  }
}

function contains(where: Value, what: Value): boolean {
  if (typeof where === 'string') {
    if (typeof what !== 'string')
      throw failure('TypeError', `'in <string>' requires string as left operand, not ${typeName(what)}`)
    return where.includes(what)
  }
  if (isThing(where) && (where.t === 'dict' || where.t === 'set')) return where.m.has(keyOf(what))
  if (isThing(where) && where.t === 'range' && typeof what === 'bigint')
    return where.by > 0n
      ? what >= where.from && what < where.to && (what - where.from) % where.by === 0n
      : what <= where.from && what > where.to
  if (isThing(where) && where.t === 'special' && where.kind === '_Environ')
    return items(where).some((each) => same(each, what))
  if (!isThing(where)) throw failure('TypeError', `argument of type '${typeName(where)}' is not iterable`)
  return items(where).some((each) => same(each, what))
}

function ordered(op: string, a: Value, b: Value): boolean {
  const sign = order(a, b, op)
  return op === '<' ? sign < 0 : op === '>' ? sign > 0 : op === '<=' ? sign <= 0 : sign >= 0
}

/** Less than zero where the first comes first. */
export function order(a: Value, b: Value, op = '<'): number {
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : Number(a) === Number(b) ? 0 : NaN
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (isThing(a) && isThing(b) && ((a.t === 'list' && b.t === 'list') || (a.t === 'tuple' && b.t === 'tuple'))) {
    const at = a.v.findIndex((each, i) => i >= b.v.length || !same(each, b.v[i]!))
    return at < 0 ? a.v.length - b.v.length : at >= b.v.length ? 1 : order(a.v[at]!, b.v[at]!, op)
  }
  throw failure('TypeError', `'${op}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

export function length(value: Value): number {
  if (typeof value === 'string') return value.length
  if (isThing(value)) {
    if (value.t === 'list' || value.t === 'tuple') return value.v.length
    if (value.t === 'dict' || value.t === 'set') return value.m.size
    if (value.t === 'bytes') return value.s.length
    if (value.t === 'range') return Number(rangeLength(value.from, value.to, value.by))
  }
  throw failure('TypeError', `object of type '${typeName(value)}' has no len()`)
}

/** `of[index]`, for what needs no method of the program's own. */
export function item(of: Value, index: Value): Value {
  if (isThing(index) && index.t === 'slice') return sliced(of, index)
  if (isThing(of) && of.t === 'dict') {
    const found = of.m.get(keyOf(index))
    if (!found) throw failure('KeyError', index)
    return found[1]
  }
  const sequence =
    typeof of === 'string'
      ? of
      : isThing(of) && (of.t === 'list' || of.t === 'tuple')
        ? of.v
        : isThing(of) && (of.t === 'range' || of.t === 'bytes')
          ? items(of)
          : undefined
  if (sequence === undefined) throw failure('TypeError', `'${typeName(of)}' object is not subscriptable`)
  const kind = typeName(of) === 'str' ? 'string' : typeName(of)
  if (typeof index !== 'bigint' && typeof index !== 'boolean')
    throw failure(
      'TypeError',
      `${kind} ind${kind === 'string' ? 'ices must be integers, not' : 'ices must be integers or slices, not'} ${kind === 'string' ? `'${typeName(index)}'` : typeName(index)}`,
    )
  const at = Number(index)
  const found = sequence[at < 0 ? sequence.length + at : at]
  if (found === undefined) throw failure('IndexError', `${kind} index out of range`)
  return found
}

export function bounds(length: number, { from, to, by }: Thing & { t: 'slice' }): readonly number[] {
  const step = by === null ? 1 : Number(by)
  if (step === 0) throw failure('ValueError', 'slice step cannot be zero')
  const at = (value: Value, otherwise: number) => {
    if (value === null) return otherwise
    const n = Number(value)
    return Math.min(Math.max(n < 0 ? length + n : n, step < 0 ? -1 : 0), step < 0 ? length - 1 : length)
  }
  const out: number[] = []
  const [start, end] = [at(from, step < 0 ? length - 1 : 0), at(to, step < 0 ? -1 : length)]
  for (let i = start; step > 0 ? i < end : i > end; i += step) out.push(i)
  return out
}

function sliced(of: Value, slice: Thing & { t: 'slice' }): Value {
  if (typeof of === 'string')
    return bounds(of.length, slice)
      .map((i) => of[i])
      .join('')
  if (isThing(of) && of.t === 'bytes')
    return {
      t: 'bytes',
      s: bounds(of.s.length, slice)
        .map((i) => of.s[i])
        .join(''),
    }
  if (!isThing(of) || (of.t !== 'list' && of.t !== 'tuple' && of.t !== 'range'))
    throw failure('TypeError', `'${typeName(of)}' object is not subscriptable`)
  const all = items(of)
  return { t: of.t === 'tuple' ? 'tuple' : 'list', v: bounds(all.length, slice).map((i) => all[i]!) }
}
