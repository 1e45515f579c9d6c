import type { Expr } from '../tree'

/** Parts of the tree that several rules make. */
export const name = (words: string, at: number): Expr => ({ kind: 'name', name: words, at })
/** A private member is kept under a name that no program can write. */
export const hidden = (name: string): string => (name.startsWith('#') ? `.${name}` : name)
export const words = (value: string, at: number): Expr => ({ kind: 'value', value, at })

export const member = (of: Expr, key: string, at: number): Expr & { kind: 'member' } => ({
  kind: 'member',
  of,
  name: words(key, at),
  optional: false,
  at,
})
