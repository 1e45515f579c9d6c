import { emit, land } from '../../script/emit'
import { enter, leave, scoped, statements, type Context, type Statements } from './context'
import { assign } from './targets'
import type { Stmt } from '../tree'

/** try. */

export const attemptStatements: Statements<'try'> = { try: attempt }

function attempt(c: Context, s: Stmt & { kind: 'try' }): void {
  const { last } = s
  if (!last) return guarded(c, s)
  const fails = emit(c, 'try')
  c.blocks.push({ kind: 'finally', body: last })
  guarded(c, s)
  c.blocks.pop()
  emit(c, 'untry')
  scoped(c, last)
  const end = emit(c, 'jump')
  land(c, fails)
  scoped(c, last)
  emit(c, 'throw')
  land(c, end)
}

function guarded(c: Context, s: Stmt & { kind: 'try' }): void {
  if (!s.handler) return scoped(c, s.body)
  const fails = emit(c, 'try')
  c.blocks.push({ kind: 'try' })
  scoped(c, s.body)
  c.blocks.pop()
  emit(c, 'untry')
  const end = emit(c, 'jump')
  land(c, fails)
  enter(c)
  if (s.param) assign(c, s.param, 'declare')
  else emit(c, 'pop')
  statements(c, s.handler)
  leave(c)
  land(c, end)
}
