import type { Sys } from '../../../wire/sys'
import type { Play as ScriptPlay } from '../../script/frames'
import type { Code } from '../compile/code'
import type { Fetching } from '../../net/fetching'
import type { Fn, Gen, Obj, Prom, Scope, Value } from './value'

/** What a machine for JavaScript is made of. */

export type Waiter = { frame: Frame } | { done: Value; failed: Value; gives: Prom; last: boolean }

/** What happens with the value that a frame returns; without it, it goes onto the caller's stack. */
export type After =
  | { kind: 'made'; of: Value }
  | { kind: 'async'; gives: Prom; left: boolean; after?: After }
  | { kind: 'stop' }
  | { kind: 'module'; name: string }
  | { kind: 'drop' }

export interface Frame {
  code: number
  pc: number
  stack: Value[]
  scope: Scope
  args: Value[]
  self: Value
  fn?: Fn
  gen?: Gen
  blocks: { to: number; depth: number; scope: Scope }[]
  after?: After
}

type Task =
  { call: Value; args: Value[]; gives?: Prom; tick?: boolean } | { frame: Frame; value: Value; failed: boolean }

/** A request of the program's own that is under way, and who is told: the promise of fetch, or the request object of http. */
interface Calling {
  fetching: Fetching
  tells: Prom | Obj
}

export interface Core {
  frames: Frame[]
  globals: Scope
  tasks: Task[]
  timers: { id: number; at: number; every?: number; call: Value; args: Value[] }[]
  servers: { fd: number; conns: number[]; app: Value }[]
  callings: Calling[]
  /** Promises that failed while nobody was there to hear it. */
  unheard: Prom[]
  modules: Map<string, Value>
  kept: Map<string, Value>
  next: number
  file: string
  args: string[]
  result?: Value
  status: number
}

export type NativeFn = (m: Machine, args: Value[], self: Value) => Value

export interface Machine {
  readonly sys: Sys
  codes: readonly Code[]
  core: Core
  readonly plays: Plays
  readonly natives: Readonly<Record<string, NativeFn>>
}

/** An instruction of JavaScript; where it comes from is a line. */
export type Play = ScriptPlay<Machine, Frame, number>

export type Plays = Readonly<Record<string, Play>>

export const newFrame = (code: number, scope: Scope, more: Partial<Frame>): Frame => ({
  code,
  pc: 0,
  stack: [],
  scope,
  args: [],
  self: undefined,
  blocks: [],
  ...more,
})
