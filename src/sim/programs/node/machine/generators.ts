import { pop } from '../../script/frames'
import { callSync } from './call'
import { items } from './convert'
import { fail, unsimulated } from './errors'
import { getMember, inherited } from './members'
import { run } from './run'
import { arr, isThing, truth, type Gen, type Iter, type Thing, type Value } from './value'
import type { Frame, Machine } from './core'

/** One step of something that is gone through. */
export interface Step {
  readonly value: Value
  readonly done: boolean
}

/** `yield`: the frame leaves the stack with all that it holds. */
export function leave(m: Machine, f: Frame): void {
  if (!f.gen) throw unsimulated('yield outside of a generator is not simulated')
  m.core.result = pop(f)
  m.core.frames.pop()
  f.gen.frame = f
}

/** Runs a generator to its next `yield`, which gives `sent` then, or to its end. */
export function resumed(m: Machine, gen: Gen, sent: Value = undefined): Step {
  const { frame } = gen
  if (!frame) return { value: undefined, done: true }
  const depth = m.core.frames.length
  delete gen.frame
  if (frame.pc > 0) frame.stack.push(sent)
  m.core.frames.push(frame)
  if (run(m, 300_000, depth) === 'slice') throw unsimulated('so long a generator is not simulated')
  return { value: m.core.result, done: gen.frame === undefined }
}

const listed = (of: Value): Iter => ({ t: 'iter', of: items(of), i: 0 })

/** What a `for` goes through: with its own [Symbol.iterator] where it has one. */
export function iterator(m: Machine, of: Value): Thing {
  if (isThing(of) && (of.t === 'gen' || of.t === 'iter')) return of
  const own = isThing(of) && of.t === 'obj' ? inherited(of, '.iterator') : undefined
  if (own === undefined) return listed(of)
  const made = callSync(m, own, [], of)
  if (!isThing(made)) throw fail('TypeError', 'Result of the Symbol.iterator method is not an object')
  return made
}

export function step(m: Machine, it: Thing): Step {
  if (it.t === 'gen') return resumed(m, it)
  if (it.t === 'iter')
    return it.i < it.of.length ? { value: it.of[it.i++], done: false } : { value: undefined, done: true }
  const given = callSync(m, getMember(m, it, 'next'), [], it)
  return { value: getMember(m, given, 'value'), done: truth(getMember(m, given, 'done')) }
}

const most = 100_000

/** All that going through something gives. */
export function all(m: Machine, of: Value): Value[] {
  const it = iterator(m, of)
  if (it.t === 'iter') return it.i === 0 ? it.of : it.of.slice(it.i)
  const out: Value[] = []
  for (let next = step(m, it); !next.done; next = step(m, it)) {
    if (out.push(next.value) > most) throw unsimulated('so long a list is not simulated')
  }
  return out
}

/** The array that something gone through makes: itself where it is one. */
export const spread = (m: Machine, of: Value): Value => (isThing(of) && of.t === 'arr' ? of : arr(all(m, of)))
