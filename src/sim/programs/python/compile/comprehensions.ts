import { emit, land } from '../../script/emit'
import { targetNames } from './assigned'
import { expr, type Context } from './context'
import { assign } from './targets'
import type { Expr } from '../tree'

/** Comprehensions. */

/** Runs in the same frame; its variables get names that no program can write. */
export function comprehension(c: Context, e: Expr & { kind: 'comprehension' }): void {
  emit(c, e.makes === 'dict' ? 'dict' : e.makes, 0)
  const saved = new Map(c.renames)
  loop(c, e, 0)
  c.renames.clear()
  for (const [name, inner] of saved) c.renames.set(name, inner)
}

function loop(c: Context, e: Expr & { kind: 'comprehension' }, depth: number): void {
  const each = e.loops[depth]
  if (each === undefined) {
    expr(c, e.item)
    if (e.value) expr(c, e.value)
    return void emit(c, 'accumulate', { depth: e.loops.length, makes: e.makes }, e.at)
  }
  expr(c, each.over)
  emit(c, 'iter', null, each.over.at)
  const top = c.ops.length
  const out = emit(c, 'next', 0, each.over.at)
  for (const name of targetNames(each.target)) c.renames.set(name, `.${name}`)
  assign(c, each.target)
  const skips = each.tests.map((test) => {
    expr(c, test)
    return emit(c, 'jfalse')
  })
  loop(c, e, depth + 1)
  land(c, ...skips)
  emit(c, 'jump', top)
  land(c, out)
}
