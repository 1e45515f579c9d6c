import { all } from '../machine/iterate'
import { failure } from '../value/exceptions'
import { dict, items, keyOf, setOf } from '../value/items'
import { isThing, list, tuple, type Dict, type Thing, type Value } from '../value/thing'
import { arg } from './arguments'
import type { Native } from '../machine/core'

/**
 * Methods of dict and set.
 *
 * @models docs.python.org/3/library/stdtypes.html
 * @fidelity part: keys, values and items are lists, not views
 */

type SetThing = Thing & { t: 'set' }

const pairs = (self: Value): readonly [Value, Value][] => [...(self as Dict).m.values()]

export const dicts: Readonly<Record<string, Native>> = {
  'dict.get': (_m, args, named, self) =>
    (self as Dict).m.get(keyOf(args[0] ?? null))?.[1] ?? arg(args, 1, named, 'default'),
  'dict.keys': (_m, _a, _n, self) => list(pairs(self).map(([key]) => key)),
  'dict.values': (_m, _a, _n, self) => list(pairs(self).map(([, value]) => value)),
  'dict.items': (_m, _a, _n, self) => list(pairs(self).map(([key, value]) => tuple([key, value]))),
  'dict.pop': (_m, [key = null, otherwise], _n, self) => {
    const held = (self as Dict).m.get(keyOf(key))
    if (!held && otherwise === undefined) throw failure('KeyError', key)
    ;(self as Dict).m.delete(keyOf(key))
    return held ? held[1] : otherwise!
  },
  'dict.setdefault': (_m, [key = null, value = null], _n, self) => {
    const held = (self as Dict).m.get(keyOf(key))
    if (!held) (self as Dict).m.set(keyOf(key), [key, value])
    return held ? held[1] : value
  },
  'dict.update': (m, [from], named, self) => {
    const more =
      from === undefined
        ? []
        : isThing(from) && from.t === 'dict'
          ? pairs(from)
          : all(m, from).map((pair) => items(pair) as [Value, Value])
    for (const [key, value] of [...more, ...named]) (self as Dict).m.set(keyOf(key), [key, value])
    return null
  },
  'dict.clear': (_m, _a, _n, self) => ((self as Dict).m.clear(), null),
  'dict.copy': (_m, _a, _n, self) => dict(pairs(self)),
}

export const sets: Readonly<Record<string, Native>> = {
  'set.add': (_m, [value = null], _n, self) => ((self as SetThing).m.set(keyOf(value), value), null),
  'set.discard': (_m, [value = null], _n, self) => ((self as SetThing).m.delete(keyOf(value)), null),
  'set.remove': (_m, [value = null], _n, self) => {
    if (!(self as SetThing).m.delete(keyOf(value))) throw failure('KeyError', value)
    return null
  },
  'set.union': (m, [other = null], _n, self) => setOf([...items(self), ...all(m, other)]),
  'set.intersection': (m, [other = null], _n, self) => {
    const keys = new Set(all(m, other).map(keyOf))
    return setOf(items(self).filter((each) => keys.has(keyOf(each))))
  },
  'set.difference': (m, [other = null], _n, self) => {
    const keys = new Set(all(m, other).map(keyOf))
    return setOf(items(self).filter((each) => !keys.has(keyOf(each))))
  },
  'set.update': (m, [other = null], _n, self) => {
    for (const each of all(m, other)) (self as SetThing).m.set(keyOf(each), each)
    return null
  },
}
