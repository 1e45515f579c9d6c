import { callSync } from '../machine/call'
import { items } from '../machine/convert'
import { arr, obj, type Arr, type Obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

const pairs = (self: Value): Value[] => ((self as Obj).m.get('.pairs') as Arr).v

const pairOf = (self: Value, key: Value): Arr | undefined =>
  pairs(self).find((each): each is Arr => (each as Arr).v[0] === key) as Arr | undefined

export const collectionNatives: Readonly<Record<string, NativeFn>> = {
  Map: (_m, [from]) =>
    obj(
      {
        '.pairs': arr(from === undefined || from === null ? [] : items(from).map((pair) => arr([...(pair as Arr).v]))),
      },
      'Map',
    ),
  'Map#get': (_m, [key], self) => pairOf(self, key)?.v[1],
  'Map#has': (_m, [key], self) => pairOf(self, key) !== undefined,
  'Map#set': (_m, [key, value], self) => {
    const held = pairOf(self, key)
    if (held) held.v[1] = value
    else pairs(self).push(arr([key, value]))
    return self
  },
  'Map#delete': (_m, [key], self) => {
    const at = pairs(self).findIndex((pair) => (pair as Arr).v[0] === key)
    if (at >= 0) pairs(self).splice(at, 1)
    return at >= 0
  },
  'Map#keys': (_m, _a, self) => arr(pairs(self).map((pair) => (pair as Arr).v[0])),
  'Map#values': (_m, _a, self) => arr(pairs(self).map((pair) => (pair as Arr).v[1])),
  'Map#entries': (_m, _a, self) => arr([...pairs(self)]),
  'Map#forEach': (m, [fn], self) => (
    pairs(self).forEach((pair) => callSync(m, fn, [(pair as Arr).v[1], (pair as Arr).v[0]])),
    undefined
  ),
  Set: (_m, [from]) => obj({ '.pairs': arr([...new Set(from === undefined ? [] : items(from))]) }, 'Set'),
  'Set#add': (_m, [value], self) => {
    if (!pairs(self).includes(value)) pairs(self).push(value)
    return self
  },
  'Set#has': (_m, [value], self) => pairs(self).includes(value),
  'Set#delete': (_m, [value], self) => {
    const at = pairs(self).indexOf(value)
    if (at >= 0) pairs(self).splice(at, 1)
    return at >= 0
  },
  'Set#forEach': (m, [fn], self) => (pairs(self).forEach((value) => callSync(m, fn, [value])), undefined),
}
