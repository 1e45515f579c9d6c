import { emit, land } from '../../script/emit'
import { assigned } from './assigned'
import { call } from './calls'
import { expressionOrNone, expr, inside, statements, type Context, type Expressions, type Statements } from './context'
import { store } from './targets'
import type { Expr, Params, Stmt } from '../tree'

/** Functions and classes. */

export const functionStatements: Statements<'def' | 'class'> = {
  def: (c, s) =>
    decorated(c, s, () => makeFunction(c, s.name, s.params, (inner) => statements(inner, s.body), assigned(s.body))),
  class: (c, s) => decorated(c, s, () => makeClass(c, s)),
}

export const functionExpressions: Expressions<'call' | 'lambda' | 'yield'> = {
  yield: (c, e) => {
    if (e.all) return yieldAll(c, e.of!)
    expressionOrNone(c, e.of)
    emit(c, 'yield', null, e.at)
  },
  call,
  lambda: (c, e) => makeFunction(c, '<lambda>', e.params, (inner) => returned(inner, e.body), []),
}

/** What the decorators make of it gets the name. */
function decorated(c: Context, s: Stmt & { kind: 'def' | 'class' }, make: () => void): void {
  for (const decorator of s.decorators) expr(c, decorator)
  make()
  for (const decorator of s.decorators) emit(c, 'call', { n: 1, names: [] }, decorator.at)
  store(c, s.name)
}

function makeFunction(
  c: Context,
  name: string,
  params: Params,
  body: (inner: Context) => void,
  locals: readonly string[],
): void {
  for (const value of params.defaults) if (value) expr(c, value)
  const inner: Context = { ...inside(c), renames: new Map(c.renames) }
  body(inner)
  emit(inner, 'const', null)
  emit(inner, 'return')
  c.codes.push({
    name,
    file: c.file,
    ops: inner.ops,
    params: { ...params, defaults: [] },
    ...(inner.ops.some((op) => op.o === 'yield') && { generator: true }),
    locals: [...params.names, ...locals],
  })
  emit(c, 'fn', { code: c.codes.length - 1, defaults: params.defaults.map((value) => value !== undefined) })
}

/** `yield from`: all that something gives, one after the other. */
function yieldAll(c: Context, of: Expr): void {
  expr(c, of)
  emit(c, 'iter', null, of.at)
  const top = c.ops.length
  const out = emit(c, 'next', 0, of.at)
  emit(c, 'yield')
  emit(c, 'pop')
  emit(c, 'jump', top)
  land(c, out)
  emit(c, 'const', null)
}

function returned(c: Context, e: Expr): void {
  expr(c, e)
  emit(c, 'return')
}

function makeClass(c: Context, s: Stmt & { kind: 'class' }): void {
  for (const base of s.bases) expr(c, base)
  const inner = inside(c)
  statements(inner, s.body)
  emit(inner, 'endclass')
  c.codes.push({ name: s.name, file: c.file, ops: inner.ops, locals: [] })
  emit(c, 'class', { code: c.codes.length - 1, name: s.name, bases: s.bases.length })
}
