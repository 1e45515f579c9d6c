import { truth } from '../value/items'
import { repr, str } from '../value/repr'
import { isThing, type Value } from '../value/thing'
import { instanceMethod } from './attributes'
import { callSync } from './call'
import type { Machine } from './core'

/** What the program's own methods have to say to truth and text. */
export function truthOf(m: Machine, value: Value): boolean {
  const method = instanceMethod(value, '__bool__') ?? instanceMethod(value, '__len__')
  return method ? truth(callSync(m, method, [])) : truth(value)
}

/** str() and repr() with the program's own methods, inside of lists too. */
export function textOf(m: Machine, value: Value, how: '__str__' | '__repr__'): string {
  const method = instanceMethod(value, how) ?? (how === '__str__' ? instanceMethod(value, '__repr__') : undefined)
  if (method) return str(callSync(m, method, []))
  if (isThing(value) && value.t === 'special') {
    const shown = m.lib.natives[`${value.kind}.${how}`] ?? m.lib.natives[`${value.kind}.__str__`]
    if (shown) return str(shown(m, [], new Map(), value))
  }
  if (isThing(value) && (value.t === 'list' || value.t === 'tuple') && value.v.some((each) => isThing(each))) {
    const inner = value.v.map((each) => textOf(m, each, '__repr__')).join(', ')
    return value.t === 'list' ? `[${inner}]` : `(${inner}${value.v.length === 1 ? ',' : ''})`
  }
  if (isThing(value) && value.t === 'dict') {
    const pairs = [...value.m.values()].map(([key, each]) => `${repr(key)}: ${textOf(m, each, '__repr__')}`)
    const words = `{${pairs.join(', ')}}`
    return value.factory === undefined ? words : `defaultdict(${repr(value.factory)}, ${words})`
  }
  if (isThing(value) && value.t === 'fn') return `<function ${m.codes[value.code]!.name} at 0x7f0000000000>`
  return how === '__str__' ? str(value) : repr(value)
}
