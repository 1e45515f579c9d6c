import { pop, popTwo, push } from '../../script/frames'
import { globalsOf, load, outer } from '../machine/names'
import { comparison, operate } from '../machine/operators'
import { truthOf } from '../machine/texts'
import { failure } from '../value/exceptions'
import { unary } from '../value/operate'
import type { Plays } from '../machine/core'
import type { Value } from '../value/thing'

/** Instructions: constants, names, operators. */

export const constants: Plays = {
  const: (_m, f, value: Value | undefined) => push(f, value ?? null),
  int: (_m, f, digits: string) => push(f, BigInt(digits)),
  bytes: (_m, f, s: string) => push(f, { t: 'bytes', s }),
}

export const namePlays: Plays = {
  load: (m, f, name: string) => push(f, load(m, f.scope, m.codes[f.code]!, name)),
  loadg: (m, f, name: string) => push(f, load(m, globalsOf(f.scope), m.codes[f.code]!, name)),
  store: (_m, f, name: string) => void f.scope.m.set(name, pop(f)),
  storeg: (_m, f, name: string) => void globalsOf(f.scope).m.set(name, pop(f)),
  storeo: (_m, f, name: string) => void (outer(f.scope, name) ?? f.scope).m.set(name, pop(f)),
  delname: (_m, f, name: string) => {
    if (!f.scope.m.delete(name)) throw failure('NameError', `name '${name}' is not defined`)
  },
}

export const arithmeticPlays: Plays = {
  unary: (m, f, op: string) => push(f, op === 'not' ? !truthOf(m, pop(f)) : unary(op, pop(f))),
  binary: (m, f, op: string) => operate(m, f, false, op, ...popTwo(f)),
  inplace: (m, f, op: string) => operate(m, f, true, op, ...popTwo(f)),
  compare: (m, f, op: string) => push(f, comparison(m, op, ...popTwo(f))),
}
