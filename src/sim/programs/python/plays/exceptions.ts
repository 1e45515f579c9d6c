import { pop, popTwo, push } from '../../script/frames'
import { attribute } from '../machine/attributes'
import { call, callSync } from '../machine/call'
import { failure, isSub, type Raised } from '../value/exceptions'
import { isThing, type Instance, type Value } from '../value/thing'
import type { Machine, Plays } from '../machine/core'

/** Instructions: exceptions and with. */

const thrown = (value: Instance): Raised => ({ kind: 'raised', value })

export const exceptionPlays: Plays = {
  try: (m, f, to: number) => void f.blocks.push({ to, depth: f.stack.length, handling: m.core.handling.length }),
  untry: (_m, f) => void f.blocks.pop(),
  handle: (m, f) => void m.core.handling.push(pop(f) as Instance),
  handling: (m, f) => push(f, m.core.handling.at(-1)!),
  handled: (m) => void m.core.handling.pop(),
  matches: (_m, f) => {
    const [value, types] = popTwo(f)
    push(f, matches(value as Instance, types))
  },
  reraise: (m) => {
    throw thrown(m.core.handling.pop()!)
  },
  again: (m) => {
    const value = m.core.handling.at(-1)
    throw value ? thrown(value) : failure('RuntimeError', 'No active exception to reraise')
  },
  raise: (m, f) => throwValue(m, pop(f)),
  unasserted: (_m, f, says: boolean) => {
    throw says ? failure('AssertionError', pop(f)) : failure('AssertionError')
  },
  // What __exit__ gives says whether the exception ends here.
  unwithraised: (m, f) => {
    const value = m.core.handling.at(-1)!
    push(f, callSync(m, attribute(m, pop(f), '__exit__'), [value.of, value, null]))
  },
  unwith: (m, f, keeps: number) => {
    const keep = keeps === 1 ? pop(f) : undefined
    callSync(m, attribute(m, pop(f), '__exit__'), [null, null, null])
    if (keep !== undefined) push(f, keep)
  },
}

const matches = (value: Instance, types: Value): boolean =>
  isThing(types) && types.t === 'tuple'
    ? types.v.some((each) => matches(value, each))
    : isThing(types) && types.t === 'class' && isSub(value.of, types) && value.of.name !== 'unsimulated'

function throwValue(m: Machine, value: Value): void {
  if (isThing(value) && value.t === 'class' && isSub(value, 'BaseException')) {
    call(m, value, [], new Map())
    const frame = m.core.frames.at(-1)!
    throw { kind: 'raised', value: pop(frame) as Instance } satisfies Raised
  }
  if (!isThing(value) || value.t !== 'inst' || !isSub(value.of, 'BaseException'))
    throw failure('TypeError', 'exceptions must derive from BaseException')
  throw { kind: 'raised', value } satisfies Raised
}
