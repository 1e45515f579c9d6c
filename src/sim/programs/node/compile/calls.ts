import { emit, land } from '../../script/emit'
import { expr, type Context, type Expressions } from './context'
import { listed } from './values'
import type { Expr } from '../tree'

/** Members and calls, with what is optional in them. */

export const callExpressions: Expressions<'member' | 'call' | 'new'> = {
  member: chain,
  call: chain,
  new: (c, e) => {
    expr(c, e.of)
    emit(c, 'array')
    listed(c, e.args)
    emit(c, 'new')
  },
}

function chain(c: Context, e: Expr): void {
  const outs: number[] = []
  link(c, e, outs)
  land(c, ...outs)
}

/** A link of `a.b?.c(d)`: where `?.` finds nothing, the whole chain is undefined. */
function link(c: Context, e: Expr, outs: number[]): void {
  if (e.kind === 'member') return memberLink(c, e, outs)
  if (e.kind !== 'call') return expr(c, e)
  called(c, e.of, outs)
  if (e.optional) {
    const there = emit(c, 'jthere')
    emit(c, 'pop')
    emit(c, 'pop')
    emit(c, 'undefined')
    outs.push(emit(c, 'jump'))
    land(c, there)
  }
  emit(c, 'array')
  listed(c, e.args)
  c.at = e.at
  emit(c, 'call', e.shown)
}

function memberLink(c: Context, e: Expr & { kind: 'member' }, outs: number[]): void {
  link(c, e.of, outs)
  if (e.optional) outs.push(emit(c, 'optional'))
  c.at = e.at
  if (e.name.kind === 'value') return void emit(c, 'getm', String(e.name.value))
  expr(c, e.name)
  emit(c, 'get')
}

/** What is called, above what it is called on. */
function called(c: Context, of: Expr, outs: number[]): void {
  if (of.kind === 'super') {
    emit(c, 'this')
    return void emit(c, 'superclass')
  }
  if (of.kind !== 'member') {
    emit(c, 'undefined')
    return link(c, of, outs)
  }
  if (of.of.kind === 'super') {
    emit(c, 'this')
    emit(c, 'super')
  } else {
    link(c, of.of, outs)
    if (of.optional) outs.push(emit(c, 'optional'))
    emit(c, 'dup')
  }
  c.at = of.at
  expr(c, of.name)
  emit(c, 'get')
}
