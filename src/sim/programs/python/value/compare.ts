import { failure } from './exceptions'
import { isNumber, items, keyOf, same } from './items'
import { isThing, typeName, type Value } from './thing'

/** Comparison, order and membership. */
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
