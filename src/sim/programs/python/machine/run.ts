import { runFrames } from '../../script/frames'
import { hasKind } from '../../script/kind'
import { list, tuple, type Instance, type Value } from '../value/thing'
import type { Place } from '../tree'
import type { Raised } from '../value/exceptions'
import type { After, Frame, Machine } from './core'

/** Runs so many instructions, or until it waits or is over. Throws what nobody handles. */
export const run = (m: Machine, budget: number, downTo = 0): 'over' | 'waiting' | 'slice' =>
  runFrames(m, budget, downTo, (_, error) => {
    if (!hasKind<Raised>(error, 'raised')) throw error
    raise(m, error.value, downTo)
  })

/** Finds who handles an exception; throws it on where nobody does. */
export function raise(m: Machine, value: Instance, downTo = 0): void {
  const { core } = m
  if (!value.m.has('__trace__')) {
    const from = core.frames.map((frame) => frame.after?.kind).lastIndexOf('answer')
    value.m.set('__trace__', list(core.frames.slice(Math.max(0, from)).map((frame) => traceEntry(m, frame))))
    const context = core.handling.at(-1)
    if (context && context !== value) value.m.set('__context__', context)
  }
  while (core.frames.length > downTo) {
    const frame = core.frames.at(-1)!
    const block = frame.blocks.pop()
    if (block) {
      frame.stack.length = block.depth
      core.handling.length = block.handling
      frame.stack.push(value)
      frame.pc = block.to
      return
    }
    core.handling.length = frame.handling
    core.frames.pop()
    if (frame.after?.kind === 'answer') {
      m.core.result = value
      throw { kind: 'unanswered', after: frame.after, value } satisfies Unanswered
    }
  }
  throw { kind: 'raised', value } satisfies Raised
}

/** A handler of a request raised: the server says so and goes on. */
export interface Unanswered {
  readonly kind: 'unanswered'
  readonly after: After
  readonly value: Instance
}

function traceEntry(m: Machine, frame: Frame): Value {
  const code = m.codes[frame.code]!
  let at: Place | undefined
  for (let pc = Math.max(0, frame.pc - 1); at === undefined && pc >= 0; pc--) at = code.ops[pc]?.at
  const [from, to] = at?.mark ?? [-1, -1]
  return tuple([code.file, code.name, ...[at?.line ?? 1, at?.from ?? 0, at?.to ?? 0, from, to].map(BigInt)])
}
