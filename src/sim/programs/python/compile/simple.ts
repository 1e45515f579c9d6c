import { either, emit, unless } from '../../script/emit'
import { expr, expressionOrNone, statements, type Statements } from './context'
import { assign, augment, remove, store } from './targets'
import { unwound } from './unwound'

/** Statements without blocks, imports, and if. */

export const simpleStatements: Statements<
  'expr' | 'assign' | 'annotated' | 'augment' | 'del' | 'pass' | 'return' | 'scope' | 'assert' | 'if'
> = {
  expr: (c, s) => {
    expr(c, s.value)
    emit(c, c.shows && !c.inFunction ? 'show' : 'pop')
  },
  assign: (c, s) => {
    expr(c, s.value)
    for (const [i, target] of s.targets.entries()) {
      if (i < s.targets.length - 1) emit(c, 'dup')
      assign(c, target)
    }
  },
  annotated: (c, s) => {
    emit(c, 'annotate', s.name)
    if (!s.value) return
    expr(c, s.value)
    store(c, s.name)
  },
  augment: (c, s) => augment(c, s.target, s.op, s.value, { ...s.at, to: s.value.at.to }),
  del: (c, s) => s.targets.forEach((target) => remove(c, target)),
  pass: () => {},
  return: (c, s) => {
    expressionOrNone(c, s.value)
    unwound(c, 0)
    emit(c, 'return')
  },
  scope: (c, s) => s.names.forEach((name) => (s.which === 'global' ? c.globals : c.outers).add(name)),
  assert: (c, s) => {
    expr(c, s.test)
    unless(c, 'jtrue', () => {
      if (s.message) expr(c, s.message)
      emit(c, 'unasserted', s.message !== undefined, s.test.at)
    })
  },
  if: (c, s) => {
    expr(c, s.test)
    either(c, () => statements(c, s.body), s.other.length === 0 ? undefined : () => statements(c, s.other))
  },
}

export const importStatements: Statements<'import' | 'from'> = {
  import: (c, s) => {
    for (const [name, as] of s.modules) {
      emit(c, 'import', { name, top: as === undefined }, s.at)
      store(c, as ?? name.split('.')[0]!)
    }
  },
  from: (c, s) => {
    emit(c, 'import', { name: s.module, top: false }, s.at)
    for (const [name, as] of s.names) {
      emit(c, 'dup')
      emit(c, name === '*' ? 'everything' : 'member', { name, module: s.module }, s.at)
      if (name !== '*') store(c, as)
    }
    emit(c, 'pop')
  },
}
