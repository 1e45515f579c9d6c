import { callSync } from '../machine/call'
import { all, resumed, step, type Step } from '../machine/generators'
import { arr, obj, type Arr, type Gen, type Iter, type Obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

/**
 * Map, Set, their weak kin, and what goes through things.
 *
 * @models ECMA-262 Map
 * @fidelity part: looked through from the beginning; the weak ones keep what they hold
 */

const pairs = (self: Value): Value[] => ((self as Obj).m.get('.pairs') as Arr).v

const pairOf = (self: Value, key: Value): Arr | undefined =>
  pairs(self).find((each): each is Arr => (each as Arr).v[0] === key) as Arr | undefined

/** What is gone through from its beginning. */
const gone = (of: Value[]): Value => ({ t: 'iter', of, i: 0 })

const stepped = ({ value, done }: Step): Obj => obj({ value, done })

export const collectionNatives: Readonly<Record<string, NativeFn>> = {
  Map: (m, [from]) =>
    obj(
      {
        '.pairs': arr(from === undefined || from === null ? [] : all(m, from).map((pair) => arr([...(pair as Arr).v]))),
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
  'Map#keys': (_m, _a, self) => gone(pairs(self).map((pair) => (pair as Arr).v[0])),
  'Map#values': (_m, _a, self) => gone(pairs(self).map((pair) => (pair as Arr).v[1])),
  'Map#entries': (_m, _a, self) => gone([...pairs(self)]),
  'Map#clear': (_m, _a, self) => ((pairs(self).length = 0), undefined),
  'Map#forEach': (m, [fn], self) => (
    pairs(self).forEach((pair) => callSync(m, fn, [(pair as Arr).v[1], (pair as Arr).v[0]])),
    undefined
  ),
  Set: (m, [from]) =>
    obj({ '.pairs': arr([...new Set(from === undefined || from === null ? [] : all(m, from))]) }, 'Set'),
  WeakMap: (m, args) => collectionNatives['Map']!(m, args, undefined),
  WeakSet: (m, args) => collectionNatives['Set']!(m, args, undefined),
  'Iterator#next': (m, _a, self) => stepped(step(m, self as Iter)),
  'Generator#next': (m, [sent], self) => stepped(resumed(m, self as Gen, sent)),
  'Generator#return': (_m, [value], self) => {
    delete (self as Gen).frame
    return stepped({ value, done: true })
  },
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
  'Set#clear': (_m, _a, self) => ((pairs(self).length = 0), undefined),
  'Set#values': (_m, _a, self) => gone([...pairs(self)]),
  'Set#forEach': (m, [fn], self) => (pairs(self).forEach((value) => callSync(m, fn, [value])), undefined),
}
