import { emit, land } from '../../script/emit'
import { expr, named, type Context } from './context'
import type { Expr, Member } from '../tree'

/** What stands on the left: names, members, patterns. */
type How = 'declare' | 'constant' | 'var' | 'store'

/** Takes the value on the stack into a name, a member or a pattern. */
export function assign(c: Context, to: Expr, how: How): void {
  switch (to.kind) {
    case 'name':
      return void emit(c, how, to.name)
    case 'member':
      expr(c, to.of)
      emit(c, 'swap')
      expr(c, to.name)
      emit(c, 'swap')
      emit(c, 'set')
      return void emit(c, 'pop')
    case 'default': {
      const has = emit(c, 'jdefined')
      emit(c, 'pop')
      named(c, to.value, to.to.kind === 'name' ? to.to.name : '')
      land(c, has)
      return assign(c, to.to, how)
    }
    case 'array':
      return assignItems(c, to.items, how)
    case 'object':
      return assignMembers(c, to.members, how)
    default:
      return void emit(c, 'pop')
  }
}

/** `[a, , ...b]`. */
function assignItems(c: Context, items: readonly Expr[], how: How): void {
  emit(c, 'spreadable')
  for (const [i, item] of items.entries()) {
    if (item.kind === 'undefined') continue
    emit(c, 'dup')
    const rest = item.kind === 'spread'
    emit(c, rest ? 'tail' : 'getm', rest ? i : String(i))
    assign(c, rest ? item.of : item, how)
  }
  emit(c, 'pop')
}

/** `{ a, b: c, ...d }`. */
function assignMembers(c: Context, members: readonly Member[], how: How): void {
  const taken: string[] = []
  emit(c, 'destructurable')
  for (const { key, value } of members) {
    emit(c, 'dup')
    if (!key) {
      emit(c, 'others', taken)
      assign(c, value.kind === 'spread' ? value.of : value, how)
      continue
    }
    if (key.kind === 'value') taken.push(String(key.value))
    expr(c, key)
    emit(c, 'get')
    assign(c, value, how)
  }
  emit(c, 'pop')
}
