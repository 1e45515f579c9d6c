import { emit } from '../../script/emit'
import { beyond } from '../parse/reader'
import { expr, type Context } from './context'
import type { Expr, Place } from '../tree'

/** What stands on the left: names, attributes, items, several at once. */
/** What a name is called here: the variables of a comprehension have names of their own. */
export const renamed = (c: Context, name: string): string => c.renames.get(name) ?? name

export function store(c: Context, plain: string): void {
  const name = renamed(c, plain)
  emit(c, c.globals.has(name) ? 'storeg' : c.outers.has(name) ? 'storeo' : 'store', name)
}

export function assign(c: Context, target: Expr): void {
  switch (target.kind) {
    case 'name':
      return store(c, target.name)
    case 'attr':
      expr(c, target.of)
      return void emit(c, 'setattr', target.name, target.at)
    case 'item':
      expr(c, target.of)
      expr(c, target.index)
      return void emit(c, 'setitem', null, target.at)
    case 'tuple':
    case 'list': {
      const star = target.items.findIndex((item) => item.kind === 'star')
      emit(c, 'unpack', { n: target.items.length, star }, target.at)
      for (const item of target.items) assign(c, item.kind === 'star' ? item.of : item)
      return
    }
    default:
      throw beyond('this assignment is not simulated', target.at)
  }
}

export function augment(c: Context, target: Expr, op: string, value: Expr, at: Place): void {
  if (target.kind === 'attr') {
    expr(c, target.of)
    emit(c, 'dup')
    emit(c, 'attr', target.name, target.at)
    expr(c, value)
    emit(c, 'inplace', op, at)
    emit(c, 'swap')
    return void emit(c, 'setattr', target.name, target.at)
  }
  if (target.kind === 'item') {
    expr(c, target.of)
    expr(c, target.index)
    emit(c, 'dup2')
    emit(c, 'item', null, target.at)
    expr(c, value)
    emit(c, 'inplace', op, at)
    emit(c, 'under2')
    return void emit(c, 'setitem', null, target.at)
  }
  expr(c, target)
  expr(c, value)
  emit(c, 'inplace', op, at)
  assign(c, target)
}

export function remove(c: Context, target: Expr): void {
  if (target.kind === 'name') return void emit(c, 'delname', target.name, target.at)
  if (target.kind === 'attr') {
    expr(c, target.of)
    return void emit(c, 'delattr', target.name, target.at)
  }
  if (target.kind !== 'item') throw beyond('this del is not simulated', target.at)
  expr(c, target.of)
  expr(c, target.index)
  emit(c, 'delitem', null, target.at)
}
