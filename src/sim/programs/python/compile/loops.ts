import { emit, land } from '../../script/emit'
import { beyond } from '../parse/reader'
import { expr, statements, type Context, type Statements } from './context'
import { assign } from './targets'
import { unwound } from './unwound'
import type { Stmt } from '../tree'

/** Loops. */

export const loopStatements: Statements<'while' | 'for' | 'break' | 'continue'> = {
  while: whileLoop,
  for: forLoop,
  break: (c) => leaveLoop(c, 'break'),
  continue: (c) => leaveLoop(c, 'continue'),
}

/** The body of a loop, which goes back to `top`; `out` is the jump of who has reached the end. */
function looped(
  c: Context,
  { body, other }: { readonly body: readonly Stmt[]; readonly other: readonly Stmt[] },
  top: number,
  out: number,
  pops: boolean,
): void {
  const breaks: number[] = []
  c.blocks.push({ kind: 'loop', breaks, top, pops })
  statements(c, body)
  c.blocks.pop()
  emit(c, 'jump', top)
  land(c, out)
  statements(c, other)
  land(c, ...breaks)
}

function whileLoop(c: Context, s: Stmt & { kind: 'while' }): void {
  const top = c.ops.length
  expr(c, s.test)
  looped(c, s, top, emit(c, 'jfalse'), false)
}

function forLoop(c: Context, s: Stmt & { kind: 'for' }): void {
  expr(c, s.over)
  emit(c, 'iter', null, s.over.at)
  const top = c.ops.length
  const out = emit(c, 'next', 0, s.over.at)
  assign(c, s.target)
  looped(c, s, top, out, true)
}

function leaveLoop(c: Context, how: 'break' | 'continue'): void {
  const at = c.blocks.map((block) => block.kind).lastIndexOf('loop')
  const loop = c.blocks[at]
  if (loop?.kind !== 'loop') throw beyond(`'${how}' outside loop`, { line: 0 })
  unwound(c, at + 1)
  if (how === 'continue') return void emit(c, 'jump', loop.top)
  if (loop.pops) emit(c, 'pop')
  loop.breaks.push(emit(c, 'jump'))
}
