import { runFrames } from '../../script/frames'
import { hasKind } from '../../script/kind'
import { handedOver, settle } from './promises'
import { isKind, type Value } from './value'
import type { Code } from '../compile/code'
import type { Frame, Machine } from './core'
import type { Thrown } from './errors'

/** Runs instructions, and finds who catches what they throw. */

export const run = (m: Machine, budget: number, downTo = 0): 'over' | 'waiting' | 'slice' =>
  runFrames(m, budget, downTo, (_, error) => {
    if (!hasKind<Thrown>(error, 'thrown')) throw error
    raise(m, error, downTo)
  })

/** Finds who catches a value; throws it on where nobody does. What is not simulated cannot be caught. */
export function raise(m: Machine, thrown: Thrown, downTo = 0): void {
  const { core } = m
  const located = thrown.where === '' ? { ...thrown, where: where(m) } : thrown
  const { value } = located
  if (isKind(value, 'Error') && !value.m.has('.where')) value.m.set('.where', located.where)
  while (core.frames.length > downTo) {
    const frame = core.frames.at(-1)!
    const block = frame.blocks.pop()
    if (block && !isKind(value, 'unsimulated')) return caught(frame, block, value)
    core.frames.pop()
    if (frame.after?.kind !== 'async') continue
    return settle(m, handedOver(m, frame.after), 'failed', value)
  }
  throw located
}

function caught(frame: Frame, block: Frame['blocks'][number], value: Value): void {
  frame.stack.length = block.depth
  frame.scope = block.scope
  frame.stack.push(value)
  frame.pc = block.to
}

/** `FILE:LINE` and the function, of each frame, innermost first. */
export const where = (m: Machine): string =>
  [...m.core.frames]
    .reverse()
    .map((frame) => `${shownName(m.codes[frame.code]!)}|${placeOf(m, frame)}`)
    .join('\n')

const shownName = (code: Code): string => (code.name === '<module>' ? 'Object.<anonymous>' : code.name)

const placeOf = (m: Machine, frame: Frame): string => {
  const code = m.codes[frame.code]!
  return `${code.file}:${code.ops[Math.max(0, frame.pc - 1)]?.at ?? 1}`
}
