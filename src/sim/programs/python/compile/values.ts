import { emit } from '../../script/emit'
import { comprehension } from './comprehensions'
import { expr, type Context, type Expressions } from './context'
import { renamed } from './targets'
import { joined } from './texts'
import type { Expr } from '../tree'

/** Literals, names and collections. */

const plain = (c: Context, e: Expr & { kind: 'float' | 'str' | 'const' }): void => void emit(c, 'const', e.value)

export const valueExpressions: Expressions<
  'int' | 'float' | 'str' | 'const' | 'bytes' | 'name' | 'fstring' | 'list' | 'tuple' | 'set' | 'dict' | 'comprehension'
> = {
  int: (c, e) => void emit(c, 'int', e.value),
  float: plain,
  str: plain,
  const: plain,
  bytes: (c, e) => void emit(c, 'bytes', e.value),
  name: (c, e) => {
    const name = renamed(c, e.name)
    emit(c, c.globals.has(name) ? 'loadg' : 'load', name, e.at)
  },
  fstring: (c, e) => joined(c, e.parts),
  list: sequence,
  tuple: sequence,
  set: sequence,
  dict: (c, e) => {
    emit(c, 'dict')
    for (const [key, value] of e.pairs) {
      if (key) expr(c, key)
      expr(c, value)
      emit(c, key ? 'put' : 'merge', null, e.at)
    }
  },
  comprehension,
}

function sequence(c: Context, e: Expr & { kind: 'list' | 'tuple' | 'set' }): void {
  if (!e.items.some((item) => item.kind === 'star')) {
    for (const item of e.items) expr(c, item)
    return void emit(c, e.kind, e.items.length, e.at)
  }
  emit(c, 'list', 0)
  for (const item of e.items) {
    expr(c, item.kind === 'star' ? item.of : item)
    emit(c, item.kind === 'star' ? 'extend' : 'append', null, e.at)
  }
  if (e.kind !== 'list') emit(c, 'convert', e.kind)
}
