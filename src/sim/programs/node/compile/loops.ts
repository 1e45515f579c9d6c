import { emit, land } from '../../script/emit'
import { enter, expr, leave, statement, statements, type Block, type Context, type Statements } from './context'
import { assign } from './targets'
import { unwound } from './unwound'
import type { Expr, Stmt } from '../tree'

/** Loops, switch, and leaving them. */

export const loopStatements: Statements<'while' | 'for' | 'each' | 'switch' | 'break' | 'continue' | 'label'> = {
  while: whileLoop,
  for: forLoop,
  each: eachLoop,
  switch: choose,
  break: (c, s) => leaveLoop(c, 'break', s.label),
  continue: (c, s) => leaveLoop(c, 'continue', s.label),
  label: (c, s) => {
    if (['while', 'for', 'each', 'switch'].includes(s.body.kind)) c.label = s.name
    statement(c, s.body)
  },
}

function opened(
  c: Context,
  kind: 'loop' | 'switch',
  pops = false,
  label = c.label,
): Block & { kind: 'loop' | 'switch' } {
  const block = { kind, breaks: [], continues: [], scopes: c.scopes, pops, ...(label !== undefined && { label }) }
  delete c.label
  c.blocks.push(block)
  return block
}

function whileLoop(c: Context, s: Stmt & { kind: 'while' }): void {
  const top = c.ops.length
  let out: number | undefined
  if (s.first) {
    expr(c, s.test)
    out = emit(c, 'jfalse')
  }
  const loop = opened(c, 'loop')
  statement(c, s.body)
  c.blocks.pop()
  land(c, ...loop.continues)
  if (s.first) emit(c, 'jump', top)
  else {
    expr(c, s.test)
    emit(c, 'jtrue', top)
  }
  land(c, ...(out === undefined ? [] : [out]), ...loop.breaks)
}

function forLoop(c: Context, s: Stmt & { kind: 'for' }): void {
  const { label } = c
  delete c.label
  enter(c)
  if (s.begin) statement(c, s.begin)
  const top = c.ops.length
  if (s.test) expr(c, s.test)
  const out = s.test ? emit(c, 'jfalse') : undefined
  const loop = opened(c, 'loop', false, label)
  statement(c, s.body)
  c.blocks.pop()
  land(c, ...loop.continues)
  emit(c, 'rescope')
  if (s.step) {
    expr(c, s.step)
    emit(c, 'pop')
  }
  emit(c, 'jump', top)
  land(c, ...(out === undefined ? [] : [out]), ...loop.breaks)
  leave(c)
}

function eachLoop(c: Context, s: Stmt & { kind: 'each' }): void {
  expr(c, s.over)
  emit(c, s.of ? 'iterate' : 'keys')
  const top = c.ops.length
  const out = emit(c, 'next')
  const loop = opened(c, 'loop', true)
  enter(c)
  assign(c, s.to, s.to.kind === 'member' ? 'store' : 'declare')
  statement(c, s.body)
  leave(c)
  c.blocks.pop()
  land(c, ...loop.continues)
  emit(c, 'jump', top)
  land(c, ...loop.breaks)
  emit(c, 'pop')
  land(c, out)
}

function leaveLoop(c: Context, how: 'break' | 'continue', label: string | undefined): void {
  const at = c.blocks
    .map((block) =>
      label === undefined
        ? block.kind === 'loop' || (how === 'break' && block.kind === 'switch')
        : 'label' in block && block.label === label,
    )
    .lastIndexOf(true)
  const loop = c.blocks[at]
  if (loop === undefined || !('breaks' in loop)) return
  unwound(c, at + 1, true)
  if (c.scopes > loop.scopes) emit(c, 'unscope', c.scopes - loop.scopes)
  ;(how === 'break' ? loop.breaks : loop.continues).push(emit(c, 'jump'))
}

function choose(c: Context, s: Stmt & { kind: 'switch' }): void {
  expr(c, s.on)
  const jumps = s.cases.map((each) => each.test && isCase(c, each.test))
  const otherwise = emit(c, 'jump')
  const block = opened(c, 'switch')
  for (const [i, each] of s.cases.entries()) {
    land(c, jumps[i] ?? otherwise)
    statements(c, each.body)
  }
  c.blocks.pop()
  if (s.cases.every((each) => each.test)) land(c, otherwise)
  land(c, ...block.breaks)
  emit(c, 'pop')
}

/** Whether the value on the stack is this one; it stays there. The answer is the jump. */
function isCase(c: Context, test: Expr): number {
  emit(c, 'dup')
  expr(c, test)
  emit(c, 'binary', '===')
  return emit(c, 'jtrue')
}
