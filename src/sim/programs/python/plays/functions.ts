import { pop, popMany, push } from '../../script/frames'
import { call, finish } from '../machine/call'
import { newFrame, type Plays } from '../machine/core'
import { str } from '../value/repr'
import { isThing, type Class, type Dict, type Value } from '../value/thing'

/** Instructions: functions and classes. */

export const functionPlays: Plays = {
  call: (m, f, { n, names }: { n: number; names: readonly string[] }) => {
    const args = popMany(f, n)
    const plain = n - names.length
    call(m, pop(f), args.slice(0, plain), new Map(names.map((name, i) => [name, args[plain + i]!])))
  },
  callex: (m, f) => {
    const [fn, args, named] = popMany(f, 3) as [Value, { v: Value[] }, Dict]
    call(m, fn, args.v, new Map([...named.m.values()].map(([key, value]) => [str(key), value])))
  },
  fn: (m, f, { code, defaults }: { code: number; defaults: readonly boolean[] }) => {
    const values = popMany(f, defaults.filter(Boolean).length)
    const { names } = m.codes[code]!.params!
    const given: Record<string, Value> = {}
    for (const [i, has] of defaults.entries()) if (has) given[names[i]!] = values.shift()!
    push(f, { t: 'fn', code, scope: f.scope.m.has('.class') ? f.scope.up! : f.scope, defaults: given })
  },
  return: (m, f) => finish(m, pop(f)),
}

/** The body of a class runs in a scope of its own, which holds the class that is being made. */
export const classPlays: Plays = {
  class: (m, f, { code, name, bases }: { code: number; name: string; bases: number }) => {
    const over = popMany(f, bases).filter((base): base is Class => isThing(base) && base.t === 'class')
    const made: Class = { t: 'class', name, bases: over, m: new Map() }
    m.core.frames.push(newFrame(m, code, { m: new Map<string, Value>([['.class', made]]), up: f.scope }))
  },
  endclass: (m, f) => {
    const made = f.scope.m.get('.class') as Class
    f.scope.m.delete('.class')
    for (const [name, value] of f.scope.m) made.m.set(name, value)
    finish(m, made)
  },
}
