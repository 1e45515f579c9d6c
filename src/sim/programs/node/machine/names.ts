import { fail } from './errors'
import type { Machine } from './core'
import type { Scope, Value } from './value'

/** Where a name leads: the scopes, then what is built in. */
export const base = (scope: Scope): Scope => (scope.base || !scope.up ? scope : base(scope.up))

export function find(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.up) if (at.m.has(name)) return at
  return undefined
}

export function load(m: Machine, scope: Scope, name: string): Value {
  const held = find(scope, name)
  if (held) return held.m.get(name)
  const global = m.natives['.global']!(m, [name], undefined)
  if (global !== undefined || name === 'undefined') return global
  throw fail('ReferenceError', `${name} is not defined`)
}
