import { either, emit, land, unless } from '../../script/emit'
import { expressionOrNone, expr, named, type Context, type Expressions } from './context'
import { assign } from './targets'
import type { Expr } from '../tree'

/** Operators and assignments. */

const keeps: Readonly<Record<string, string>> = { '&&': 'keepfalse', '||': 'keeptrue', '??': 'keepthere' }

export const operatorExpressions: Expressions<
  'unary' | 'update' | 'binary' | 'logic' | 'assign' | 'choice' | 'yield' | 'comma' | 'wait' | 'default' | 'spread'
> = {
  unary,
  update,
  binary: (c, e) => {
    expr(c, e.left)
    expr(c, e.right)
    emit(c, 'binary', e.op)
  },
  logic: (c, e) => {
    expr(c, e.left)
    unless(c, keeps[e.op]!, () => expr(c, e.right))
  },
  assign: assignment,
  choice: (c, e) => {
    expr(c, e.test)
    either(
      c,
      () => expr(c, e.then),
      () => expr(c, e.other),
    )
  },
  comma: (c, e) => {
    for (const [i, item] of e.items.entries()) {
      expr(c, item)
      if (i < e.items.length - 1) emit(c, 'pop')
    }
  },
  wait: (c, e) => {
    expr(c, e.of)
    emit(c, 'wait')
  },
  yield: (c, e) => {
    if (e.all) return yieldAll(c, e.of!)
    expressionOrNone(c, e.of)
    emit(c, 'yield')
  },
  default: (c, e) => expr(c, e.value),
  spread: (c, e) => expr(c, e.of),
}

/** `yield*`: all that something gives, one after the other. */
function yieldAll(c: Context, of: Expr): void {
  expr(c, of)
  emit(c, 'iterate')
  const top = c.ops.length
  const out = emit(c, 'next')
  emit(c, 'yield')
  emit(c, 'pop')
  emit(c, 'jump', top)
  land(c, out)
  emit(c, 'undefined')
}

function unary(c: Context, e: Expr & { kind: 'unary' }): void {
  if (e.op === 'typeof' && e.of.kind === 'name') return void emit(c, 'typeofname', e.of.name)
  if (e.op === 'delete' && e.of.kind === 'member') {
    expr(c, e.of.of)
    expr(c, e.of.name)
    return void emit(c, 'delete')
  }
  expr(c, e.of)
  emit(c, 'unary', e.op)
}

function update(c: Context, e: Expr & { kind: 'update' }): void {
  if (e.of.kind === 'member') {
    expr(c, e.of.of)
    expr(c, e.of.name)
    emit(c, 'dup2')
    emit(c, 'get')
    return void emit(c, 'bump', { op: e.op, before: e.before })
  }
  expr(c, e.of)
  emit(c, 'unary', '+')
  if (!e.before) emit(c, 'dup')
  emit(c, 'const', 1)
  emit(c, 'binary', e.op)
  if (e.before) emit(c, 'dup')
  assign(c, e.of, 'store')
}

function assignment(c: Context, e: Expr & { kind: 'assign' }): void {
  const op = e.op.slice(0, -1)
  if (e.to.kind === 'member') return memberAssignment(c, e.to, op, e.value)
  if (op === '') named(c, e.value, e.to.kind === 'name' ? e.to.name : '')
  else {
    expr(c, e.to)
    changed(c, op, e.value)
  }
  emit(c, 'dup')
  assign(c, e.to, 'store')
}

function memberAssignment(c: Context, to: Expr & { kind: 'member' }, op: string, value: Expr): void {
  expr(c, to.of)
  expr(c, to.name)
  if (op === '') named(c, value, to.name.kind === 'value' ? String(to.name.value) : '')
  else {
    emit(c, 'dup2')
    emit(c, 'get')
    changed(c, op, value)
  }
  emit(c, 'set')
}

/** What `+=` or `??=` makes of the value on the stack. */
function changed(c: Context, op: string, value: Expr): void {
  const keep = keeps[op]
  if (keep) return unless(c, keep, () => expr(c, value))
  expr(c, value)
  emit(c, 'binary', op)
}
