import type { Frame } from './core'

import type { Waiter } from './core'

/**
 * A machine for JavaScript: frames of instructions, tasks, timers and servers. It works on a graph that between turns is plain data.
 *
 * @models ECMA-262, nodejs.org
 * @fidelity part: no proxies, symbols, typed arrays; properties are all enumerable
 */
export type Value = undefined | null | boolean | number | string | Thing

export type Thing = Obj | Arr | Fn | Native | Prom | Iter | Regex | Accessor | Gen

/** `kind` names whose methods natives play: `Error`, `Date`, `Map`, `Response`. */
export interface Obj {
  t: 'obj'
  kind: string
  m: Map<string, Value>
  proto?: Obj
}

export interface Arr {
  t: 'arr'
  v: Value[]
}

export interface Fn {
  t: 'fn'
  code: number
  scope: Scope
  self?: Value
  above?: Value
  isClass?: boolean
  m: Map<string, Value>
}

export interface Native {
  t: 'native'
  name: string
  self: Value
  m: Map<string, Value>
}

export interface Prom {
  t: 'promise'
  state: 'pending' | 'done' | 'failed'
  value: Value
  waiters: Waiter[]
}

export interface Iter {
  t: 'iter'
  of: Value[]
  i: number
}

/** What reads and writes a member. */
export interface Accessor {
  t: 'accessor'
  get?: Value
  set?: Value
}

/** A call that stops at each `yield`; without a frame it runs or is over. */
export interface Gen {
  t: 'gen'
  frame?: Frame
}

export interface Regex {
  t: 'regex'
  source: string
  flags: string
  last: number
}

export interface Scope {
  m: Map<string, Value>
  up?: Scope
  /** The scope of a function or module: `var` stops here. */
  base?: boolean
  /** Names that keep their values. */
  fixed?: string[]
}

export const isThing = (value: Value): value is Thing => typeof value === 'object' && value !== null

export const isKind = (value: Value, kind: string): value is Obj =>
  isThing(value) && value.t === 'obj' && value.kind === kind

export const obj = (members: Readonly<Record<string, Value>> = {}, kind = 'Object'): Obj => ({
  t: 'obj',
  kind,
  m: new Map(Object.entries(members)),
})

export const arr = (v: Value[]): Arr => ({ t: 'arr', v })
export const native = (name: string, self: Value = undefined): Native => ({ t: 'native', name, self, m: new Map() })
export const promise = (): Prom => ({ t: 'promise', state: 'pending', value: undefined, waiters: [] })

export const there = (value: Value): boolean => value !== undefined && value !== null
export const truth = (value: Value): boolean => Boolean(value)
