import { pop } from '../../script/frames'
import { hasKind } from '../../script/kind'
import { failure, isSub, unsimulated, type Raised } from '../value/exceptions'
import { items } from '../value/items'
import { isThing, list, typeName, type Thing, type Value } from '../value/thing'
import { instanceMethod } from './attributes'
import { callSync, endLoop } from './call'
import { enterGenerator, resumed } from './generators'
import type { Frame, Machine } from './core'

/** What a `for` goes through, and what a target of several names takes apart. */
export function iterator(m: Machine, of: Value): Value {
  const made = ownIterable(m, of)
  if (made === of) return of
  if (made !== undefined) return iterator(m, made)
  if (isThing(of) && of.t === 'range') return { ...of }
  if (isThing(of) && (of.t === 'iter' || of.t === 'gen' || instanceMethod(of, '__next__'))) return of
  // A list that grows while it is gone through is gone through to its new end.
  return { t: 'iter', of: items(of), i: 0, what: `${typeName(of)}_iterator` }
}

/** What an object says that it is gone through by. */
function ownIterable(m: Machine, of: Value): Value | undefined {
  const own = instanceMethod(of, '__iter__')
  if (own) return callSync(m, own, [])
  const special = isThing(of) && of.t === 'special' ? m.lib.natives[`${of.kind}.__iter__`] : undefined
  return special?.(m, [], new Map(), of)
}

/** The next value of what is gone through; undefined at its end. */
export function nextOf(m: Machine, at: Value): Value | undefined {
  if (!isThing(at)) return undefined
  if (at.t === 'gen') return resumed(m, at)
  if (at.t === 'iter') return at.i < at.of.length ? at.of[at.i++]! : undefined
  if (at.t !== 'range') return ownNext(m, at)
  const value = at.from
  if (at.by > 0n ? value >= at.to : value <= at.to) return undefined
  at.from += at.by
  return value
}

/** __next__ of a class of the program's own ends with StopIteration. */
function ownNext(m: Machine, of: Value): Value | undefined {
  const own = instanceMethod(of, '__next__')
  if (!own) throw failure('TypeError', `'${typeName(of)}' object is not an iterator`)
  try {
    return callSync(m, own, [])
  } catch (error) {
    if (!hasKind<Raised>(error, 'raised') || !isSub(error.value.of, 'StopIteration')) throw error
    return undefined
  }
}

const most = 100_000

/** All that going through something gives. */
export function all(m: Machine, value: Value): Value[] {
  const at = iterator(m, value)
  if (!isThing(at) || (at.t !== 'gen' && at.t !== 'inst')) return items(at)
  const out: Value[] = []
  for (let next = nextOf(m, at); next !== undefined; next = nextOf(m, at))
    if (out.push(next) > most) throw unsimulated('a list without end is not simulated')
  return out
}

/** A round of a `for`. A generator's frame goes onto the stack, so that it may wait. */
export function step(m: Machine, f: Frame, out: number): void {
  const at = f.stack.at(-1) as Thing
  if (at.t === 'gen' && enterGenerator(m, at, { kind: 'step', out })) return
  const value = at.t === 'gen' ? undefined : nextOf(m, at)
  if (value === undefined) endLoop(f, out)
  else f.stack.push(value)
}

const unpackable = (value: Value): boolean =>
  isThing(value)
    ? 'v' in value || ['set', 'dict', 'range', 'iter', 'gen', 'inst', 'special'].includes(value.t)
    : typeof value === 'string'

export function unpack(m: Machine, f: Frame, { n, star }: { n: number; star: number }): void {
  const value = pop(f)
  if (!unpackable(value)) throw failure('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
  const given = all(m, value)
  if (star < 0) {
    if (given.length > n) throw failure('ValueError', `too many values to unpack (expected ${n})`)
    if (given.length < n)
      throw failure('ValueError', `not enough values to unpack (expected ${n}, got ${given.length})`)
    f.stack.push(...[...given].reverse())
    return
  }
  if (given.length < n - 1)
    throw failure('ValueError', `not enough values to unpack (expected at least ${n - 1}, got ${given.length})`)
  const behind = n - star - 1
  const parts = [
    ...given.slice(0, star),
    list(given.slice(star, given.length - behind)),
    ...given.slice(given.length - behind),
  ]
  f.stack.push(...parts.reverse())
}
