import { emit } from '../../script/emit'
import { context, expr, expressionOrNone, statements, type Context } from './context'
import { assign } from './targets'
import type { ClassMember, ClassTree, Expr, Fn, Stmt } from '../tree'

/** Functions and classes. */

export function makeFunction(c: Context, fn: Fn): void {
  const inner = context(c)
  inner.at = c.at
  for (const [i, param] of fn.params.entries()) {
    emit(inner, param.kind === 'spread' ? 'rest' : 'param', i)
    assign(inner, param.kind === 'spread' ? param.of : param, 'declare')
  }
  statements(inner, fn.body)
  emit(inner, 'undefined')
  emit(inner, 'return')
  const first = fn.params.findIndex((param) => param.kind === 'default' || param.kind === 'spread')
  c.codes.push({
    name: fn.name,
    file: c.file,
    ops: inner.ops,
    arrow: fn.arrow,
    deferred: fn.deferred,
    ...(fn.generator && { generator: true }),
    params: first < 0 ? fn.params.length : first,
  })
  emit(c, 'function', c.codes.length - 1)
}

export function makeClass(c: Context, made: ClassTree): void {
  if (made.above) expr(c, made.above)
  else emit(c, 'undefined')
  const own = made.members.find(isConstructor)
  const fields = made.members.filter((each) => !each.fixed && !each.fn)
  const fn = own?.fn ?? plainConstructor(made, c.at)
  const sets = fields.map((field) => fieldSet(field, c.at))
  // Fields come before what the constructor does, or behind super().
  const body = made.above ? [...fn.body.slice(0, 1), ...sets, ...fn.body.slice(1)] : [...sets, ...fn.body]
  makeFunction(c, { ...fn, name: made.name, body })
  emit(c, 'class')
  for (const each of made.members) if (each !== own && (each.fixed || each.fn)) classMember(c, each)
}

const isConstructor = (each: ClassMember): boolean =>
  !each.fixed && each.fn !== undefined && each.name.kind === 'value' && each.name.value === 'constructor'

/** A class without a constructor hands on what it is given. */
function plainConstructor(made: ClassTree, at: number): Fn {
  const given: Expr = { kind: 'spread', of: { kind: 'name', name: '.args', at }, at }
  const above: Expr = {
    kind: 'call',
    of: { kind: 'super', at },
    args: [given],
    optional: false,
    shown: 'super',
    at,
  }
  const body: readonly Stmt[] = made.above ? [{ kind: 'expr', value: above, at }] : []
  return { name: made.name, params: [given], body, arrow: false, deferred: false }
}

function fieldSet(field: ClassMember, at: number): Stmt {
  const to: Expr = { kind: 'member', of: { kind: 'this', at }, name: field.name, optional: false, at }
  const value: Expr = field.value ?? { kind: 'undefined', at }
  return { kind: 'expr', value: { kind: 'assign', op: '=', to, value, at }, at }
}

/** A method, or something of the class itself; the class is on the stack. */
function classMember(c: Context, each: ClassMember): void {
  emit(c, 'dup')
  if (!each.fixed) emit(c, 'getm', 'prototype')
  expr(c, each.name)
  if (each.fn) makeFunction(c, each.fn)
  else expressionOrNone(c, each.value)
  emit(c, each.accessor ? 'accessor' : each.fn ? 'method' : 'set', each.accessor)
  emit(c, 'pop')
}
