import { all } from '../machine/generators'
import { callSync, textOf } from '../machine/call'
import { entries, items, text } from '../machine/convert'
import { error } from '../machine/errors'
import { arr, isThing, native, obj, type Arr, type Obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

/**
 * Object, Function and Error.
 *
 * @models ECMA-262 Object
 * @fidelity part: no descriptors beyond accessors; freeze does not hold
 */

export const objectNatives: Readonly<Record<string, NativeFn>> = {
  Object: (_m, [value]) => value ?? obj(),
  'Object.keys': (_m, [of]) => arr(entries(of).map(([key]) => key)),
  'Object.values': (_m, [of]) => arr(entries(of).map(([, value]) => value)),
  'Object.entries': (_m, [of]) => arr(entries(of).map(([key, value]) => arr([key, value]))),
  'Object.fromEntries': (m, [from]) =>
    obj(Object.fromEntries(all(m, from).map((pair) => [text((pair as Arr).v[0]), (pair as Arr).v[1]]))),
  'Object.assign': (_m, [to, ...from]) => {
    for (const each of from) for (const [key, value] of entries(each)) (to as Obj).m.set(key, value)
    return to
  },
  'Object.getPrototypeOf': (_m, [of]) => (isThing(of) && of.t === 'obj' ? (of.proto ?? null) : null),
  'Object.defineProperty': (_m, [of, key, how]) => {
    const { value, get, set } = Object.fromEntries(entries(how))
    const accessor: Value = { t: 'accessor', get, set }
    ;(of as Obj).m.set(text(key), get === undefined && set === undefined ? value : accessor)
    return of
  },
  'Object.freeze': (_m, [of]) => of,
  'Object#hasOwnProperty': (_m, [key], self) => isThing(self) && 'm' in self && self.m.has(text(key)),
  'Object#toString': (m, _a, self) => textOf(m, self),
}

export const functionNatives: Readonly<Record<string, NativeFn>> = {
  'Function#call': (m, [self, ...args], fn) => callSync(m, fn, args, self),
  'Function#apply': (m, [self, args], fn) => callSync(m, fn, args === undefined ? [] : items(args), self),
  'Function#bind': (_m, [self, ...given], fn) => native('.bound', obj({ fn, self, given: arr(given) })),
  '.bound': (m, args, of) => {
    const { fn, self, given } = Object.fromEntries((of as Obj).m)
    return callSync(m, fn, [...(given as Arr).v, ...args], self)
  },
}

const made =
  (name: string): NativeFn =>
  (_m, [message, more]) =>
    error(name, message === undefined ? '' : text(message), Object.fromEntries(entries(more)))

export const errors = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError']

export const errorNatives: Readonly<Record<string, NativeFn>> = {
  ...Object.fromEntries(errors.map((name) => [name, made(name)])),
  'Error.captureStackTrace': () => undefined,
}
