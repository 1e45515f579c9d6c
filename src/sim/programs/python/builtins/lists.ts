import { all } from '../machine/iterate'
import { failure } from '../value/exceptions'
import { items, same } from '../value/items'
import { str } from '../value/repr'
import { list, type Thing, type Value } from '../value/thing'
import { sorted } from './collections'
import { found } from './strings'
import type { Native } from '../machine/core'

/**
 * Methods of list and tuple.
 *
 * @models docs.python.org/3/library/stdtypes.html
 * @fidelity full
 */

type List = Thing & { t: 'list' }

const at = (self: List, index: Value | undefined): number => {
  const n = Number(index ?? -1n)
  const place = n < 0 ? self.v.length + n : n
  if (place < 0 || place >= self.v.length)
    throw failure('IndexError', self.v.length === 0 ? 'pop from empty list' : 'pop index out of range')
  return place
}

export const lists: Readonly<Record<string, Native>> = {
  'list.append': (_m, [value = null], _n, self) => ((self as List).v.push(value), null),
  'list.extend': (m, [values = null], _n, self) => ((self as List).v.push(...all(m, values)), null),
  'list.insert': (_m, [index, value = null], _n, self) => ((self as List).v.splice(Number(index), 0, value), null),
  'list.pop': (_m, [index], _n, self) => (self as List).v.splice(at(self as List, index), 1)[0]!,
  'list.remove': (_m, [value = null], _n, self) => {
    const place = (self as List).v.findIndex((each) => same(each, value))
    if (place < 0) throw failure('ValueError', 'list.remove(x): x not in list')
    ;(self as List).v.splice(place, 1)
    return null
  },
  'list.clear': (_m, _a, _n, self) => (((self as List).v.length = 0), null),
  'list.copy': (_m, _a, _n, self) => list([...(self as List).v]),
  'list.reverse': (_m, _a, _n, self) => ((self as List).v.reverse(), null),
  'list.sort': (m, _a, named, self) => {
    ;(self as List).v.splice(0, Infinity, ...sorted(m, (self as List).v, named))
    return null
  },
  'list.index': (_m, [value = null], _n, self) => {
    const place = (self as List).v.findIndex((each) => same(each, value))
    if (place < 0) throw failure('ValueError', `${str(value)} is not in list`)
    return BigInt(place)
  },
  'list.count': (_m, [value = null], _n, self) => BigInt((self as List).v.filter((each) => same(each, value)).length),
  'tuple.index': (_m, [value = null], _n, self) =>
    found(
      items(self).findIndex((each) => same(each, value)),
      'tuple.index(x): x',
    ),
  'tuple.count': (_m, [value = null], _n, self) => BigInt(items(self).filter((each) => same(each, value)).length),
}
