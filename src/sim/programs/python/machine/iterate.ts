import { pop } from '../../script/frames'
import { failure } from '../value/exceptions'
import { items } from '../value/items'
import { isThing, list, typeName, type Thing, type Value } from '../value/thing'
import { instanceMethod } from './attributes'
import { callSync } from './call'
import type { Frame, Machine } from './core'

/** What a `for` goes through, and what a target of several names takes apart. */
export function iterator(m: Machine, of: Value): Value {
  const made = ownIterable(m, of)
  if (made !== undefined) return iterator(m, made)
  if (isThing(of) && of.t === 'range') return { ...of }
  if (isThing(of) && of.t === 'iter') return of
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

/** All that going through something gives. */
export function all(m: Machine, value: Value): Value[] {
  const made = ownIterable(m, value)
  return made === undefined ? items(value) : all(m, made)
}

export function step(f: Frame, out: number): void {
  const at = f.stack.at(-1) as Thing
  if (at.t === 'range') {
    if (at.by > 0n ? at.from < at.to : at.from > at.to) {
      f.stack.push(at.from)
      at.from += at.by
      return
    }
  } else if (at.t === 'iter' && at.i < at.of.length) {
    f.stack.push(at.of[at.i++]!)
    return
  }
  f.stack.pop()
  f.pc = out
}

const unpackable = (value: Value): boolean =>
  isThing(value) ? 'v' in value || ['set', 'dict', 'range', 'iter'].includes(value.t) : typeof value === 'string'

export function unpack(f: Frame, { n, star }: { n: number; star: number }): void {
  const value = pop(f)
  if (!unpackable(value)) throw failure('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
  const all = items(value)
  if (star < 0) {
    if (all.length > n) throw failure('ValueError', `too many values to unpack (expected ${n})`)
    if (all.length < n) throw failure('ValueError', `not enough values to unpack (expected ${n}, got ${all.length})`)
    f.stack.push(...[...all].reverse())
    return
  }
  if (all.length < n - 1)
    throw failure('ValueError', `not enough values to unpack (expected at least ${n - 1}, got ${all.length})`)
  const behind = n - star - 1
  const parts = [...all.slice(0, star), list(all.slice(star, all.length - behind)), ...all.slice(all.length - behind)]
  f.stack.push(...parts.reverse())
}
