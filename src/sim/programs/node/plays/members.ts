import { pop, popThree, popTwo, push } from '../../script/frames'
import { call } from '../machine/call'
import { entries, number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { all, iterator, leave, spread, step } from '../machine/generators'
import { accessorOf, getMember, setMember } from '../machine/members'
import { arr, isThing, obj, there, type Thing, type Value } from '../machine/value'
import { top } from './values'
import type { Frame, Machine, Plays } from '../machine/core'

/** Instructions: members, patterns, loops. */

/** A member's value, or what reading it gives. */
function read(m: Machine, f: Frame, of: Value, key: string): void {
  const value = getMember(m, of, key)
  if (!isThing(value) || value.t !== 'accessor') return push(f, value)
  if (value.get === undefined) return push(f, undefined)
  call(m, value.get, [], of)
}

function write(m: Machine, of: Value, key: string, value: Value): void {
  const accessor = accessorOf(of, key)
  if (!accessor) return setMember(of, key, value)
  if (accessor.set === undefined)
    throw fail('TypeError', `Cannot set property ${key} of ${text(of)} which has only a getter`)
  call(m, accessor.set, [value], of, { kind: 'drop' })
}

export const memberPlays: Plays = {
  getm: (m, f, name: string) => read(m, f, pop(f), name),
  get: (m, f) => {
    const [of, key] = popTwo(f)
    read(m, f, of, text(key))
  },
  set: (m, f) => {
    const [of, key, value] = popThree(f)
    push(f, value)
    write(m, of, text(key), value)
  },
  method: (_m, f) => {
    const [of, key, value] = popThree(f)
    push(f, value)
    setMember(of, text(key), value)
  },
  accessor: (_m, f, which: 'get' | 'set') => {
    const [of, key, fn] = popThree(f)
    const held = accessorOf(of, text(key)) ?? { t: 'accessor' }
    push(f, fn)
    setMember(of, text(key), { ...held, [which]: fn })
  },
  delete: (_m, f) => {
    const [of, key] = popTwo(f)
    if (isThing(of) && 'm' in of) of.m.delete(text(key))
    push(f, true)
  },
  bump: (m, f, { op, before }: { op: string; before: boolean }) => {
    const [of, key, value] = popThree(f)
    const old = number(value)
    const bumped = op === '+' ? old + 1 : old - 1
    push(f, before ? bumped : old)
    write(m, of, text(key), bumped)
  },
}

/** Taking a value apart. */
export const patternPlays: Plays = {
  others: (_m, f, taken: readonly string[]) =>
    push(f, obj(Object.fromEntries(entries(pop(f)).filter(([key]) => !taken.includes(key))))),
  tail: (m, f, from: number) => push(f, arr(all(m, pop(f)).slice(from))),
  spreadable: (m, f) => push(f, spread(m, pop(f))),
  destructurable: (_m, f) => {
    const value = f.stack.at(-1)
    if (!there(value)) throw fail('TypeError', `Cannot destructure '${text(value)}' as it is ${text(value)}.`)
  },
  iterate: (m, f) => push(f, iterator(m, pop(f))),
  keys: (_m, f) => push(f, { t: 'iter', of: entries(pop(f)).map(([key]) => key), i: 0 }),
  next: (m, f, out: number) => {
    const { value, done } = step(m, top<Thing>(f))
    if (!done) return push(f, value)
    pop(f)
    f.pc = out
  },
  yield: leave,
}
