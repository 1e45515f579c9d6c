import type { Sys } from '../../../wire/sys'
import type { Play as ScriptPlay } from '../../script/frames'
import type { Code } from '../compile/code'
import type { Fn, Prom, Scope, Value } from './value'

export type Waiter = { frame: Frame } | { done: Value; failed: Value; gives: Prom; last: boolean }

export type After =
  | { kind: 'made'; of: Value }
  | { kind: 'async'; gives: Prom; left: boolean }
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
  blocks: { to: number; depth: number; scope: Scope }[]
  after?: After
}

export type Task =
  { call: Value; args: Value[]; gives?: Prom; tick?: boolean } | { frame: Frame; value: Value; failed: boolean }

export interface Core {
  frames: Frame[]
  globals: Scope
  tasks: Task[]
  timers: { id: number; at: number; every?: number; call: Value; args: Value[] }[]
  servers: { fd: number; conns: number[]; app: Value }[]
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
