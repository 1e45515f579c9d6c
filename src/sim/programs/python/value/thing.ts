import type { Frame } from '../machine/core'

/**
 * Python's objects while a program runs: int is a bigint, float a number, str a string, None is null. Everything else is a thing.
 *
 * @models CPython Objects/
 * @fidelity part: strings count UTF-16 units; no metaclasses, no weak references
 */
export type Value = null | boolean | number | bigint | string | Thing

export type Thing =
  | { t: 'list' | 'tuple'; v: Value[] }
  | { t: 'set'; m: Map<string, Value> }
  | Dict
  | { t: 'bytes'; s: string }
  | { t: 'range'; from: bigint; to: bigint; by: bigint }
  | { t: 'slice'; from: Value; to: Value; by: Value }
  | Fn
  | { t: 'native'; name: string; self: Value }
  | { t: 'bound'; self: Value; fn: Fn }
  | Class
  | Instance
  | Module
  | Gen
  | { t: 'iter'; of: Value[]; i: number; what: string }
  /** An object of a module that natives play: an open file, a web application, a client of Redis. */
  | Special

/** A call that stops at each `yield`; without a frame it runs or is over. */
export interface Gen {
  t: 'gen'
  frame?: Frame
}

export interface Dict {
  t: 'dict'
  m: Map<string, [Value, Value]>
  /** What makes what is missing: a defaultdict. */
  factory?: Value
}

export interface Fn {
  t: 'fn'
  code: number
  scope: Scope
  defaults: Record<string, Value>
  /** What functools.wraps has called it. */
  name?: string
}

export interface Class {
  t: 'class'
  name: string
  bases: Class[]
  m: Map<string, Value>
}

export interface Instance {
  t: 'inst'
  of: Class
  m: Map<string, Value>
}

export interface Module {
  t: 'module'
  name: string
  /** What a module of files has; a built-in one is looked up. */
  m: Map<string, Value>
}

export interface Special {
  t: 'special'
  kind: string
  m: Map<string, Value>
}

export interface Scope {
  m: Map<string, Value>
  up?: Scope
}

export const isThing = (value: Value): value is Thing => typeof value === 'object' && value !== null

export const list = (v: Value[]): Thing => ({ t: 'list', v })
export const tuple = (v: Value[]): Thing => ({ t: 'tuple', v })
export const native = (name: string, self: Value = null): Thing => ({ t: 'native', name, self })

export const special = (kind: string, members: Readonly<Record<string, Value>> = {}): Special => ({
  t: 'special',
  kind,
  m: new Map(Object.entries(members)),
})

export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  switch (value.t) {
    case 'fn':
      return 'function'
    case 'native':
      return 'builtin_function_or_method'
    case 'bound':
      return 'method'
    case 'class':
      return 'type'
    case 'inst':
      return value.of.name.split('.').at(-1)!
    case 'gen':
      return 'generator'
    case 'iter':
      return value.what
    case 'special':
      return value.kind
    default:
      return value.t
  }
}
