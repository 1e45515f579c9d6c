import { either, emit } from '../../script/emit'
import { expr, expressionOrNone, named, scoped, statement, type Statements } from './context'
import { makeFunction } from './functions'
import { assign } from './targets'
import { unwound } from './unwound'

/** Statements without loops. */

export const simpleStatements: Statements<
  'expr' | 'declare' | 'block' | 'if' | 'return' | 'throw' | 'function' | 'empty'
> = {
  expr: (c, s) => {
    expr(c, s.value)
    emit(c, 'pop')
  },
  declare: (c, s) => {
    for (const [to, value] of s.pairs) {
      if (value) named(c, value, to.kind === 'name' ? to.name : '')
      else emit(c, 'undefined')
      assign(c, to, s.hoist ? 'var' : s.constant ? 'constant' : 'declare')
    }
  },
  block: (c, s) => scoped(c, s.body),
  if: (c, s) => {
    const { other } = s
    expr(c, s.test)
    either(c, () => statement(c, s.then), other && (() => statement(c, other)))
  },
  return: (c, s) => {
    expressionOrNone(c, s.value)
    unwound(c, 0)
    emit(c, 'return')
  },
  throw: (c, s) => {
    expressionOrNone(c, s.value)
    emit(c, 'throw')
  },
  function: (c, s) => {
    makeFunction(c, s.fn)
    emit(c, 'declare', s.fn.name)
  },
  empty: () => {},
}
