import { either, emit, land, unless } from '../../script/emit'
import { beyond } from '../parse/reader'
import { expr, expressionOrNone, type Context, type Expressions } from './context'
import { store } from './targets'
import type { Expr } from '../tree'

/** Operators, attributes and items. */

export const operatorExpressions: Expressions<
  'unary' | 'binary' | 'logic' | 'compare' | 'choice' | 'attr' | 'item' | 'slice' | 'walrus' | 'star'
> = {
  unary: (c, e) => {
    expr(c, e.of)
    emit(c, 'unary', e.op, e.at)
  },
  binary: (c, e) => {
    expr(c, e.left)
    expr(c, e.right)
    emit(c, 'binary', e.op, e.at)
  },
  logic: (c, e) => {
    expr(c, e.left)
    unless(c, e.op === 'and' ? 'keepfalse' : 'keeptrue', () => expr(c, e.right))
  },
  compare: comparison,
  choice: (c, e) => {
    expr(c, e.test)
    either(
      c,
      () => expr(c, e.then),
      () => expr(c, e.other),
    )
  },
  attr: (c, e) => {
    expr(c, e.of)
    emit(c, 'attr', e.name, e.at)
  },
  item: (c, e) => {
    expr(c, e.of)
    expr(c, e.index)
    emit(c, 'item', null, e.at)
  },
  slice: (c, e) => {
    for (const part of [0, 1, 2]) expressionOrNone(c, e.parts[part])
    emit(c, 'slice')
  },
  walrus: (c, e) => {
    expr(c, e.value)
    emit(c, 'dup')
    store(c, e.name)
  },
  star: (_c, e) => {
    throw beyond("can't use starred expression here", e.at)
  },
}

function comparison(c: Context, e: Expr & { kind: 'compare' }): void {
  expr(c, e.first)
  const outs: number[] = []
  for (const [i, [op, right]] of e.rest.entries()) {
    expr(c, right)
    const more = i < e.rest.length - 1
    if (more) {
      emit(c, 'swap')
      emit(c, 'over')
    }
    emit(c, 'compare', op, e.at)
    if (more) outs.push(emit(c, 'keepfalse'))
  }
  if (outs.length === 0) return
  const end = emit(c, 'jump')
  land(c, ...outs)
  emit(c, 'nip')
  land(c, end)
}
