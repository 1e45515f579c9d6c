import { pop } from '../../script/frames'
import { unsimulated } from '../value/exceptions'
import { run } from './run'
import type { Gen, Value } from '../value/thing'
import type { After, Frame, Machine } from './core'

/** `yield`: the frame leaves the stack with all that it holds; its value goes to whoever asked for the next one. */
export function leave(m: Machine, f: Frame): void {
  if (!f.gen) throw unsimulated('yield outside of a function is not simulated')
  const value = pop(f)
  m.core.frames.pop()
  f.gen.frame = f
  if (f.after?.kind === 'stop') m.core.result = value
  else m.core.frames.at(-1)?.stack.push(value)
}

/** Its frame is on the stack again; what its `yield` gives is `sent`. False when it is over. */
export function enterGenerator(m: Machine, gen: Gen, after: After, sent: Value = null): boolean {
  const { frame } = gen
  if (!frame) return false
  delete gen.frame
  frame.after = after
  frame.handling = m.core.handling.length
  if (frame.pc > 0) frame.stack.push(sent)
  m.core.frames.push(frame)
  return true
}

/** The next value, inside of a native; undefined at the end. */
export function resumed(m: Machine, gen: Gen, sent: Value = null): Value | undefined {
  const depth = m.core.frames.length
  if (!enterGenerator(m, gen, { kind: 'stop' }, sent)) return undefined
  const how = run(m, 200_000, depth)
  if (how === 'waiting')
    throw unsimulated('waiting inside of a generator that a built-in function goes through is not simulated')
  if (how === 'slice') throw unsimulated('so long a generator is not simulated')
  return gen.frame === undefined ? undefined : (m.core.result ?? null)
}
