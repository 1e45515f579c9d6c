import { failure, unsimulated } from './exceptions'
import { isThing, typeName, type Dict, type Thing, type Value } from './thing'

/** What collections hold. */

export function dict(pairs: readonly (readonly [Value, Value])[] = []): Dict {
  const made: Dict = { t: 'dict', m: new Map() }
  for (const [key, value] of pairs) made.m.set(keyOf(key), [key, value])
  return made
}

export const setOf = (values: readonly Value[]): Thing => ({
  t: 'set',
  m: new Map(values.map((each) => [keyOf(each), each])),
})

/** What a key is kept under: equal keys alike, whether int, float or bool. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'boolean') return `n${Number(value)}`
  if (typeof value === 'bigint' || typeof value === 'number') return `n${value}`
  if (value === null) return 'None'
  if (value.t === 'tuple') return `(${value.v.map((each) => `${keyOf(each)},`).join('')})`
  if (value.t === 'bytes') return `b${value.s}`
  if (value.t === 'list' || value.t === 'dict' || value.t === 'set')
    throw failure('TypeError', `unhashable type: '${value.t}'`)
  return `o${value.t === 'class' ? value.name : typeName(value)}`
}

/** What a `for` goes through. */
export function items(value: Value): Value[] {
  if (typeof value === 'string') return [...value]
  if (isThing(value)) {
    if (value.t === 'list' || value.t === 'tuple') return value.v
    if (value.t === 'set') return [...value.m.values()]
    if (value.t === 'dict') return [...value.m.values()].map(([key]) => key)
    if (value.t === 'bytes') return [...value.s].map((each) => BigInt(each.charCodeAt(0)))
    if (value.t === 'iter') return value.of.slice(value.i)
    if (value.t === 'range') return rangeItems(value.from, value.to, value.by)
    if (value.t === 'special' && value.m.get('items')) return items(value.m.get('items')!)
  }
  throw failure('TypeError', `'${typeName(value)}' object is not iterable`)
}

/** A range is gone through without being written out; only what needs a list of it has one, up to so many. */
const longest = 1_000_000n

function rangeItems(from: bigint, to: bigint, by: bigint): Value[] {
  const count = rangeLength(from, to, by)
  if (count > longest) throw unsimulated(`a list of ${count} numbers is not simulated`)
  return Array.from({ length: Number(count) }, (_, i) => from + by * BigInt(i))
}

export const rangeLength = (from: bigint, to: bigint, by: bigint): bigint => {
  const span = by > 0n ? to - from : from - to
  const step = by > 0n ? by : -by
  return span <= 0n ? 0n : (span + step - 1n) / step
}

export function truth(value: Value): boolean {
  if (!isThing(value)) return Boolean(value)
  if (value.t === 'list' || value.t === 'tuple') return value.v.length > 0
  if (value.t === 'dict' || value.t === 'set') return value.m.size > 0
  if (value.t === 'bytes') return value.s !== ''
  if (value.t === 'range') return items(value).length > 0
  return true
}

export const isNumber = (value: Value): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'

export function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (isNumber(a) && isNumber(b)) return Number(a) === Number(b)
  if (!isThing(a) || !isThing(b)) return false
  if ((a.t === 'list' && b.t === 'list') || (a.t === 'tuple' && b.t === 'tuple'))
    return a.v.length === b.v.length && a.v.every((each, i) => same(each, b.v[i]!))
  if (a.t === 'dict' && b.t === 'dict')
    return a.m.size === b.m.size && [...a.m].every(([key, [, value]]) => b.m.has(key) && same(value, b.m.get(key)![1]))
  if (a.t === 'set' && b.t === 'set') return a.m.size === b.m.size && [...a.m.keys()].every((key) => b.m.has(key))
  if (a.t === 'bytes' && b.t === 'bytes') return a.s === b.s
  if (a.t === 'range' && b.t === 'range') return a.from === b.from && a.to === b.to && a.by === b.by
  return a.t === 'class' && b.t === 'class' && a.name === b.name
}
