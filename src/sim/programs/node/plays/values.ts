import { fail } from '../machine/errors'
import { all } from '../machine/generators'
import { pop, popMany, popTwo, push } from '../../script/frames'
import { textOf } from '../machine/call'
import { entries, text, typeOf } from '../machine/convert'
import { base, find, load } from '../machine/names'
import { binary, unary } from '../machine/operators'
import { arr, obj, there, type Arr, type Obj, type Value } from '../machine/value'
import type { Frame, Plays } from '../machine/core'

/** Instructions: constants, names, scopes, values. */

export const top = <T>(f: Frame) => f.stack.at(-1) as T

export const namePlays: Plays = {
  const: (_m, f, value: Value) => push(f, value ?? null),
  undefined: (_m, f) => push(f, undefined),
  this: (_m, f) => push(f, f.self),
  load: (m, f, name: string) => push(f, name === 'arguments' && f.fn ? arr(f.args) : load(m, f.scope, name)),
  typeofname: (m, f, name: string) =>
    push(f, typeOf(find(f.scope, name)?.m.get(name) ?? m.core.kept.get(`global.${name}`))),
  store: (m, f, name: string) => {
    const scope = find(f.scope, name) ?? m.core.globals
    if (scope.fixed?.includes(name)) throw fail('TypeError', 'Assignment to constant variable.')
    scope.m.set(name, pop(f))
  },
  constant: (_m, f, name: string) => {
    f.scope.m.set(name, pop(f))
    ;(f.scope.fixed ??= []).push(name)
  },
  declare: (_m, f, name: string) => void f.scope.m.set(name, pop(f)),
  var: (_m, f, name: string) => void base(f.scope).m.set(name, pop(f)),
  param: (_m, f, at: number) => push(f, f.args[at]),
  rest: (_m, f, from: number) => push(f, arr(f.args.slice(from))),
}

export const scopePlays: Plays = {
  scope: (_m, f) => void (f.scope = { m: new Map(), up: f.scope }),
  unscope: (_m, f, n: number) => {
    for (let i = 0; i < n; i++) f.scope = f.scope.up!
  },
  // Each round of a loop has variables of its own.
  rescope: (_m, f) => void (f.scope = { ...f.scope, m: new Map(f.scope.m) }),
}

/** Jumps that ask whether there is anything at all. */
export const presencePlays: Plays = {
  jdefined: (_m, f, to: number) => {
    if (f.stack.at(-1) !== undefined) f.pc = to
  },
  jthere: (_m, f, to: number) => {
    if (there(f.stack.at(-1))) f.pc = to
  },
  keepthere: (_m, f, to: number) => {
    if (there(f.stack.at(-1))) f.pc = to
    else pop(f)
  },
  optional: (_m, f, to: number) => {
    if (there(f.stack.at(-1))) return
    pop(f)
    push(f, undefined)
    f.pc = to
  },
}

export const valuePlays: Plays = {
  array: (_m, f) => push(f, arr([])),
  object: (_m, f) => push(f, obj()),
  append: (_m, f) => {
    const value = pop(f)
    top<Arr>(f).v.push(value)
  },
  extend: (m, f) => {
    const values = all(m, pop(f))
    top<Arr>(f).v.push(...values)
  },
  put: (_m, f) => {
    const [key, value] = popTwo(f)
    top<Obj>(f).m.set(text(key), value)
  },
  merge: (_m, f) => {
    const from = pop(f)
    for (const [key, value] of entries(from)) top<Obj>(f).m.set(key, value)
  },
  regex: (_m, f, of: { source: string; flags: string }) => push(f, { t: 'regex', ...of, last: 0 }),
  template: (m, f, words: readonly string[]) => {
    const parts = popMany(f, words.length - 1)
    push(f, words.map((each, i) => each + (i < parts.length ? textOf(m, parts[i]) : '')).join(''))
  },
  unary: (_m, f, op: string) => push(f, unary(op, pop(f))),
  binary: (m, f, op: string) => push(f, binary(m, op, ...popTwo(f))),
}
