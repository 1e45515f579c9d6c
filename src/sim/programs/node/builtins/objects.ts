import { callSync, textOf } from '../machine/call'
import { entries, items, text } from '../machine/convert'
import { error } from '../machine/errors'
import { arr, isThing, obj, type Arr, type Fn, type Obj, type Thing } from '../machine/value'
import type { NativeFn } from '../machine/core'

export const objectNatives: Readonly<Record<string, NativeFn>> = {
  Object: (_m, [value]) => value ?? obj(),
  'Object.keys': (_m, [of]) => arr(entries(of).map(([key]) => key)),
  'Object.values': (_m, [of]) => arr(entries(of).map(([, value]) => value)),
  'Object.entries': (_m, [of]) => arr(entries(of).map(([key, value]) => arr([key, value]))),
  'Object.fromEntries': (_m, [from]) =>
    obj(Object.fromEntries(items(from).map((pair) => [text((pair as Arr).v[0]), (pair as Arr).v[1]]))),
  'Object.assign': (_m, [to, ...from]) => {
    for (const each of from) for (const [key, value] of entries(each)) (to as Obj).m.set(key, value)
    return to
  },
  'Object.freeze': (_m, [of]) => of,
  'Object#hasOwnProperty': (_m, [key], self) => isThing(self) && 'm' in self && self.m.has(text(key)),
  'Object#toString': (m, _a, self) => textOf(m, self),
}

export const functionNatives: Readonly<Record<string, NativeFn>> = {
  'Function#call': (m, [self, ...args], fn) => callSync(m, fn, args, self),
  'Function#apply': (m, [self, args], fn) => callSync(m, fn, args === undefined ? [] : items(args), self),
  'Function#bind': (_m, [self], fn) => (isThing(fn) && fn.t === 'fn' ? ({ ...fn, self } as Fn) : (fn as Thing)),
  'Buffer.from': (_m, [words]) => obj({ '.text': text(words) }, 'Buffer'),
  'Buffer#toString': (_m, _a, self) => text(self),
}

const made =
  (name: string): NativeFn =>
  (_m, [message]) =>
    error(name, message === undefined ? '' : text(message))

export const errors = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError']

export const errorNatives: Readonly<Record<string, NativeFn>> = {
  ...Object.fromEntries(errors.map((name) => [name, made(name)])),
  'Error.captureStackTrace': () => undefined,
}
