import { pop, popTwo, push } from '../../script/frames'
import { entries, items, number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { getMember, setMember } from '../machine/members'
import { arr, isThing, obj, there, type Iter } from '../machine/value'
import { top } from './values'
import type { Play, Plays } from '../machine/core'

const assign: Play = (_m, f) => {
  const value = pop(f)
  const [of, key] = popTwo(f)
  setMember(of, text(key), value)
  push(f, value)
}

export const memberPlays: Plays = {
  getm: (m, f, name: string) => push(f, getMember(m, pop(f), name)),
  get: (m, f) => {
    const [of, key] = popTwo(f)
    push(f, getMember(m, of, text(key)))
  },
  set: assign,
  method: assign,
  delete: (_m, f) => {
    const [of, key] = popTwo(f)
    if (isThing(of) && 'm' in of) of.m.delete(text(key))
    push(f, true)
  },
  bump: (_m, f, { op, before }: { op: string; before: boolean }) => {
    const old = number(pop(f))
    const [of, key] = popTwo(f)
    const bumped = op === '+' ? old + 1 : old - 1
    setMember(of, text(key), bumped)
    push(f, before ? bumped : old)
  },
}

/** Taking a value apart. */
export const patternPlays: Plays = {
  others: (_m, f, taken: readonly string[]) =>
    push(f, obj(Object.fromEntries(entries(pop(f)).filter(([key]) => !taken.includes(key))))),
  tail: (_m, f, from: number) => push(f, arr(items(pop(f)).slice(from))),
  spreadable: (_m, f) => {
    const value = pop(f)
    push(f, isThing(value) && value.t === 'arr' ? value : arr(items(value)))
  },
  destructurable: (_m, f) => {
    const value = f.stack.at(-1)
    if (!there(value)) throw fail('TypeError', `Cannot destructure '${text(value)}' as it is ${text(value)}.`)
  },
  iterate: (_m, f) => push(f, { t: 'iter', of: items(pop(f)), i: 0 }),
  keys: (_m, f) => push(f, { t: 'iter', of: entries(pop(f)).map(([key]) => key), i: 0 }),
  next: (_m, f, out: number) => {
    const it = top<Iter>(f)
    if (it.i < it.of.length) return push(f, it.of[it.i++])
    pop(f)
    f.pc = out
  },
}
