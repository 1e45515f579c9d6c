import { instanceMethod } from '../machine/attributes'
import { callSync } from '../machine/call'
import { resumed } from '../machine/generators'
import { all, iterator, nextOf } from '../machine/iterate'
import { truthOf } from '../machine/texts'
import { order } from '../value/compare'
import { failure } from '../value/exceptions'
import { dict, items, setOf, truth } from '../value/items'
import { length } from '../value/subscript'
import { isThing, list, tuple, typeName, type Value, type Gen } from '../value/thing'
import { arg } from './arguments'
import type { Machine, Native } from '../machine/core'

/**
 * Collections, and what goes through them.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: map, filter, zip and their like give lists
 */

/** By the program's own __lt__ where there is one. */
function ownOrder(m: Machine, a: Value, b: Value): number {
  const less = instanceMethod(a, '__lt__')
  if (!less) return order(a, b)
  if (truth(callSync(m, less, [b]))) return -1
  return truth(callSync(m, instanceMethod(b, '__lt__') ?? less, [a])) ? 1 : 0
}

export function sorted(m: Machine, values: readonly Value[], named: ReadonlyMap<string, Value>): Value[] {
  const key = named.get('key') ?? null
  const keyed = values.map((value) => [value, key === null ? value : callSync(m, key, [value])] as const)
  const sign = truth(named.get('reverse') ?? false) ? -1 : 1
  return keyed.sort((a, b) => sign * ownOrder(m, a[1], b[1])).map(([value]) => value)
}

const range: Native = (_m, args) => {
  if (args.some((each) => typeof each !== 'bigint' && typeof each !== 'boolean'))
    throw failure(
      'TypeError',
      `'${typeName(args.find((each) => typeof each !== 'bigint')!)}' object cannot be interpreted as an integer`,
    )
  const [a = 0n, b, c = 1n] = args.map((each) => BigInt(each as bigint))
  if (c === 0n) throw failure('ValueError', 'range() arg 3 must not be zero')
  return b === undefined ? { t: 'range', from: 0n, to: a, by: 1n } : { t: 'range', from: a, to: b, by: c }
}

export const collectionBuiltins: Readonly<Record<string, Native>> = {
  len: (m, [value = null]) => {
    const own = instanceMethod(value, '__len__')
    return own ? callSync(m, own, []) : BigInt(length(value))
  },
  range,
  list: (m, [value]) => list(value === undefined ? [] : [...all(m, value)]),
  tuple: (m, [value]) => tuple(value === undefined ? [] : [...all(m, value)]),
  set: (m, [value]) => setOf(value === undefined ? [] : all(m, value)),
  dict: (m, [from], named) => {
    const pairs =
      from === undefined
        ? []
        : isThing(from) && from.t === 'dict'
          ? [...from.m.values()]
          : all(m, from).map((pair) => items(pair) as [Value, Value])
    return dict([...pairs, ...[...named].map(([key, value]) => [key, value] as const)])
  },
  sorted: (m, [values = null], named) => list(sorted(m, all(m, values), named)),
  reversed: (m, [values = null]) => list([...all(m, values)].reverse()),
  enumerate: (m, args, named) =>
    list(
      all(m, args[0] ?? null).map((each, i) => tuple([BigInt(i) + (arg(args, 1, named, 'start', 0n) as bigint), each])),
    ),
  zip: (m, args) => {
    const lists = args.map((each) => all(m, each))
    const size = lists.length === 0 ? 0 : Math.min(...lists.map((each) => each.length))
    return list(Array.from({ length: size }, (_, i) => tuple(lists.map((each) => each[i]!))))
  },
  map: (m, [fn = null, ...lists]) => {
    const from = lists.map((each) => all(m, each))
    return list(
      from[0]!.map((_, i) =>
        callSync(
          m,
          fn,
          from.map((each) => each[i]!),
        ),
      ),
    )
  },
  filter: (m, [fn = null, values = null]) =>
    list(all(m, values).filter((each) => truthOf(m, fn === null ? each : callSync(m, fn, [each])))),
  any: (m, [values = null]) => all(m, values).some((each) => truthOf(m, each)),
  all: (m, [values = null]) => all(m, values).every((each) => truthOf(m, each)),
  iter: (m, [values = null]) => iterator(m, values),
  next: (m, [it = null, otherwise]) => {
    const value = nextOf(m, it) ?? otherwise
    if (value === undefined) throw failure('StopIteration')
    return value
  },
  'generator.send': (m, [sent = null], _n, self) => {
    const value = resumed(m, self as Gen, sent)
    if (value === undefined) throw failure('StopIteration')
    return value
  },
  'generator.close': (_m, _a, _n, self) => {
    delete (self as Gen).frame
    return null
  },
}
