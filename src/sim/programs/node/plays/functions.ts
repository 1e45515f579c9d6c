import { pop, popThree, popTwo, push } from '../../script/frames'
import { call, finish } from '../machine/call'
import { construct, makeClass, superCall } from '../machine/classes'
import { fail, type Thrown } from '../machine/errors'
import { prototypeOf } from '../machine/members'
import { wait } from '../machine/promises'
import { isThing, type Arr, type Value } from '../machine/value'
import type { Plays } from '../machine/core'

/** Instructions: functions, classes, exceptions. */

export const functionPlays: Plays = {
  function: (m, f, code: number) => {
    const arrow = m.codes[code]!.arrow && { self: f.self, ...(f.fn && { above: f.fn.above }) }
    push(f, { t: 'fn', code, scope: f.scope, ...arrow, m: new Map() })
  },
  class: (_m, f) => makeClass(f),
  super: (_m, f) => {
    const above = f.fn?.above
    push(f, isThing(above) && above.t === 'fn' ? prototypeOf(above) : undefined)
  },
  superclass: (_m, f) => push(f, f.fn?.above),
  new: (m, f) => {
    const [of, args] = popTwo(f)
    construct(m, of, (args as Arr).v)
  },
  call: (m, f, shown: string) => {
    const [self, fn, args] = popThree(f) as [Value, Value, Arr]
    if (fn !== undefined && fn === f.fn?.above && isThing(fn)) return superCall(m, f, fn, args.v)
    if (!isThing(fn) || (fn.t !== 'fn' && fn.t !== 'native')) throw fail('TypeError', `${shown} is not a function`)
    call(m, fn, args.v, self)
  },
  return: (m, f) => finish(m, pop(f)),
  wait: (m, f) => wait(m, f, pop(f)),
}

export const attemptPlays: Plays = {
  try: (_m, f, to: number) => void f.blocks.push({ to, depth: f.stack.length, scope: f.scope }),
  untry: (_m, f) => void f.blocks.pop(),
  throw: (_m, f) => {
    throw { kind: 'thrown', value: pop(f), where: '' } satisfies Thrown
  },
}
