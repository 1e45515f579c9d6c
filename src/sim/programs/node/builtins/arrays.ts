import { callSync, textOf } from '../machine/call'
import { number, text } from '../machine/convert'
import { all } from '../machine/generators'
import { fail } from '../machine/errors'
import { arr, isThing, truth, type Arr, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * Array.
 *
 * @models ECMA-262 Array
 * @fidelity part: no species, no holes
 */

const list = (self: Value): Value[] => (self as Arr).v

const each = (m: Machine, self: Value, fn: Value, at: number): Value => callSync(m, fn, [list(self)[at], at, self])

const arrays: Readonly<Record<string, NativeFn>> = {
  push: (_m, args, self) => list(self).push(...args),
  pop: (_m, _a, self) => list(self).pop(),
  shift: (_m, _a, self) => list(self).shift(),
  unshift: (_m, args, self) => list(self).unshift(...args),
  slice: (_m, [from, to], self) => arr(list(self).slice(number(from ?? 0), to === undefined ? undefined : number(to))),
  splice: (_m, [from, count, ...more], self) =>
    arr(list(self).splice(number(from ?? 0), count === undefined ? Infinity : number(count), ...more)),
  concat: (_m, args, self) =>
    arr([...list(self), ...args.flatMap((arg) => (isThing(arg) && arg.t === 'arr' ? arg.v : [arg]))]),
  join: (m, [by], self) =>
    list(self)
      .map((value) => (value === undefined || value === null ? '' : textOf(m, value)))
      .join(by === undefined ? ',' : text(by)),
  reverse: (_m, _a, self) => (list(self).reverse(), self),
  indexOf: (_m, [what], self) => list(self).indexOf(what),
  includes: (_m, [what], self) => list(self).includes(what),
  at: (_m, [at], self) => list(self).at(number(at ?? 0)),
  fill: (_m, [value, from, to], self) => (
    list(self).fill(value, number(from ?? 0), to === undefined ? undefined : number(to)),
    self
  ),
  flat: (_m, [depth], self) => arr(flattened(list(self), number(depth ?? 1))),
  keys: (_m, _a, self) => ({ t: 'iter', of: list(self).map((_, i) => i), i: 0 }),
  values: (_m, _a, self) => ({ t: 'iter', of: [...list(self)], i: 0 }),
  entries: (_m, _a, self) => ({ t: 'iter', of: list(self).map((value, i) => arr([i, value])), i: 0 }),
  lastIndexOf: (_m, [what], self) => list(self).lastIndexOf(what),
  findLast: (m, [fn], self) => {
    for (let i = list(self).length - 1; i >= 0; i--) if (truth(each(m, self, fn, i))) return list(self)[i]
    return undefined
  },
  toSorted: (m, args, self) => arrays['sort']!(m, args, arr([...list(self)])),
  toReversed: (_m, _a, self) => arr([...list(self)].reverse()),
  with: (_m, [at, value], self) => arr(list(self).map((old, i) => (i === number(at) ? value : old))),
  map: (m, [fn], self) => arr(list(self).map((_, i) => each(m, self, fn, i))),
  flatMap: (m, [fn], self) =>
    arr(
      list(self).flatMap((_, i) => {
        const made = each(m, self, fn, i)
        return isThing(made) && made.t === 'arr' ? made.v : [made]
      }),
    ),
  forEach: (m, [fn], self) => (list(self).forEach((_, i) => each(m, self, fn, i)), undefined),
  filter: (m, [fn], self) => arr(list(self).filter((_, i) => truth(each(m, self, fn, i)))),
  find: (m, [fn], self) => list(self).find((_, i) => truth(each(m, self, fn, i))),
  findIndex: (m, [fn], self) => list(self).findIndex((_, i) => truth(each(m, self, fn, i))),
  some: (m, [fn], self) => list(self).some((_, i) => truth(each(m, self, fn, i))),
  every: (m, [fn], self) => list(self).every((_, i) => truth(each(m, self, fn, i))),
  reduce: (m, [fn, ...start], self) => {
    if (start.length === 0 && list(self).length === 0)
      throw fail('TypeError', 'Reduce of empty array with no initial value')
    return list(self)
      .slice(start.length === 0 ? 1 : 0)
      .reduce((made, value, i) => callSync(m, fn, [made, value, i]), start.length === 0 ? list(self)[0] : start[0])
  },
  reduceRight: (m, [fn, ...start], self) => arrays['reduce']!(m, [fn, ...start], arr([...list(self)].reverse())),
  sort: (m, [fn], self) => (
    list(self).sort((a, b) =>
      fn === undefined ? (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0) : number(callSync(m, fn, [a, b])),
    ),
    self
  ),
  toString: (_m: Machine, _a: Value[], self: Value) => text(self),
}

const flattened = (values: readonly Value[], depth: number): Value[] =>
  values.flatMap((value) =>
    isThing(value) && value.t === 'arr' ? (depth > 1 ? flattened(value.v, depth - 1) : value.v) : [value],
  )

const prefixed = (kind: string, from: Readonly<Record<string, NativeFn>>) =>
  Object.fromEntries(Object.entries(from).map(([name, play]) => [`${kind}#${name}`, play]))

export const arrayNatives: Readonly<Record<string, NativeFn>> = {
  Array: (_m, args) =>
    arr(
      args.length === 1 && typeof args[0] === 'number'
        ? Array.from({ length: Math.min(args[0], 1_000_000) }, () => undefined)
        : args,
    ),
  'Array.isArray': (_m, [of]) => isThing(of) && of.t === 'arr',
  'Array.of': (_m, args) => arr(args),
  'Array.from': (m, [from, fn]) => {
    const length = isThing(from) && from.t === 'obj' && from.m.has('length') ? number(from.m.get('length')) : undefined
    const values =
      length === undefined ? [...all(m, from)] : Array.from({ length: Math.min(length, 1_000_000) }, () => undefined)
    return arr(fn === undefined ? values : values.map((value, i) => callSync(m, fn, [value, i])))
  },
  ...prefixed('Array', arrays),
}
