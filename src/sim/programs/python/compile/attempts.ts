import { emit, land } from '../../script/emit'
import { expr, statements, type Block, type Context, type Statements } from './context'
import { assign, store } from './targets'
import type { Handler, Stmt } from '../tree'

/** try, with and raise. */

export const attemptStatements: Statements<'try' | 'with' | 'raise'> = {
  try: attempt,
  with: within,
  raise: (c, s) => {
    if (s.value) expr(c, s.value)
    emit(c, s.value ? 'raise' : 'again', null, s.at)
  },
}

/** Runs with a block around it. */
function blocked(c: Context, block: Block, body: () => void): void {
  c.blocks.push(block)
  body()
  c.blocks.pop()
}

function attempt(c: Context, s: Stmt & { kind: 'try' }): void {
  if (s.last.length === 0) return guarded(c, s)
  const fails = emit(c, 'try')
  blocked(c, { kind: 'finally', body: s.last }, () => (s.handlers.length > 0 ? guarded(c, s) : statements(c, s.body)))
  emit(c, 'untry')
  statements(c, s.last)
  const end = emit(c, 'jump')
  land(c, fails)
  emit(c, 'handle')
  blocked(c, { kind: 'handling' }, () => statements(c, s.last))
  emit(c, 'reraise')
  land(c, end)
}

function guarded(c: Context, s: Stmt & { kind: 'try' }): void {
  const fails = emit(c, 'try')
  blocked(c, { kind: 'try' }, () => statements(c, s.body))
  emit(c, 'untry')
  statements(c, s.other)
  const ends = [emit(c, 'jump')]
  land(c, fails)
  emit(c, 'handle')
  blocked(c, { kind: 'handling' }, () => ends.push(...s.handlers.map((each) => handled(c, each))))
  emit(c, 'reraise')
  land(c, ...ends)
}

/** Handles an exception of its type; the answer is the jump to the end. */
function handled(c: Context, handler: Handler): number {
  const skips: number[] = []
  if (handler.type) {
    emit(c, 'handling')
    expr(c, handler.type)
    emit(c, 'matches')
    skips.push(emit(c, 'jfalse'))
  }
  if (handler.name !== undefined) {
    emit(c, 'handling')
    store(c, handler.name)
  }
  statements(c, handler.body)
  emit(c, 'handled')
  const end = emit(c, 'jump')
  land(c, ...skips)
  return end
}

function within(c: Context, s: Stmt & { kind: 'with' }): void {
  expr(c, s.value)
  emit(c, 'dup')
  emit(c, 'attr', '__enter__', s.value.at)
  emit(c, 'call', { n: 0, names: [] }, s.value.at)
  if (s.target) assign(c, s.target)
  else emit(c, 'pop')
  const fails = emit(c, 'try')
  blocked(c, { kind: 'with' }, () => statements(c, s.body))
  emit(c, 'untry')
  emit(c, 'unwith', 0)
  const end = emit(c, 'jump')
  land(c, fails)
  emit(c, 'handle')
  emit(c, 'unwithraised')
  const held = emit(c, 'jtrue')
  emit(c, 'reraise')
  land(c, held)
  emit(c, 'handled')
  land(c, end)
}
