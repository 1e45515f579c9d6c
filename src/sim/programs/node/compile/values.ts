import { emit } from '../../script/emit'
import { enter, leave, expr, named, type Context, type Expressions } from './context'
import { makeClass, makeFunction } from './functions'
import type { Expr, Member } from '../tree'

/** Literals, names, arrays and objects. */

export const valueExpressions: Expressions<
  'value' | 'undefined' | 'this' | 'super' | 'regex' | 'name' | 'template' | 'array' | 'object' | 'function' | 'class'
> = {
  value: (c, e) => void emit(c, 'const', e.value),
  undefined: (c) => void emit(c, 'undefined'),
  this: (c) => void emit(c, 'this'),
  super: (c) => void emit(c, 'super'),
  regex: (c, e) => void emit(c, 'regex', { source: e.source, flags: e.flags }),
  name: (c, e) => void emit(c, 'load', e.name),
  template: (c, e) => {
    for (const value of e.values) expr(c, value)
    emit(c, 'template', e.words)
  },
  array: (c, e) => {
    emit(c, 'array')
    listed(c, e.items)
  },
  object: (c, e) => {
    emit(c, 'object')
    for (const each of e.members) objectMember(c, each)
  },
  function: (c, e) => {
    if (!e.fn.binds || e.fn.name === '') return makeFunction(c, e.fn)
    enter(c)
    makeFunction(c, e.fn)
    emit(c, 'dup')
    emit(c, 'declare', e.fn.name)
    leave(c)
  },
  class: (c, e) => makeClass(c, e.made),
}

function objectMember(c: Context, { key, value, accessor }: Member): void {
  if (accessor) emit(c, 'dup')
  expr(c, key ?? value)
  if (!key) return void emit(c, 'merge')
  named(c, value, key.kind === 'value' ? String(key.value) : '')
  if (!accessor) return void emit(c, 'put')
  emit(c, 'accessor', accessor)
  emit(c, 'pop')
}

export function listed(c: Context, items: readonly Expr[]): void {
  for (const item of items) {
    expr(c, item.kind === 'spread' ? item.of : item)
    emit(c, item.kind === 'spread' ? 'extend' : 'append')
  }
}
