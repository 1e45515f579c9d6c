import type { Sys } from '../../../wire/sys'
import type { Play as ScriptPlay } from '../../script/frames'
import type { Code } from '../compile/code'
import type { Place } from '../tree'
import type { Gen, Instance, Scope, Value } from '../value/thing'

/** What a machine for Python is made of. */

/** What a program of Python waits for. `kind` says who carries on when it is there; the rest is that one's business. */
export interface Waiting {
  kind: string
  [detail: string]: unknown
}

/** What happens with the value that a frame returns; without it, it goes onto the caller's stack. */
export type After =
  | { kind: 'made'; of: Instance }
  | { kind: 'stop' }
  /** A round of a loop over a generator; `out` is where the loop ends. */
  | { kind: 'step'; out: number }
  | { kind: 'module'; name: string }
  | { kind: 'answer'; serving: unknown }

export interface Frame {
  code: number
  pc: number
  stack: Value[]
  scope: Scope
  blocks: { to: number; depth: number; handling: number }[]
  /** How many exceptions were being handled when it began. */
  handling: number
  after?: After
  gen?: Gen
}

/** All that a running program is, between its turns frozen. */
export interface Core {
  frames: Frame[]
  globals: Scope
  handling: Instance[]
  modules: Map<string, Value>
  waiting?: Waiting
  /** What print has not written yet. */
  out: string
  buffered: boolean
  file: string
  args: string[]
  /** What stopped callSync hands over. */
  result?: Value
  /** Of objects that natives keep: listeners of a server, seeds. */
  kept: Map<string, Value>
  source: string
  status: number
}

export interface Machine {
  readonly sys: Sys
  codes: readonly Code[]
  core: Core
  readonly plays: Plays
  readonly lib: Library
}

/** An instruction of Python. */
export type Play = ScriptPlay<Machine, Frame, Place>

export type Plays = Readonly<Record<string, Play>>

export type Native = (m: Machine, args: Value[], named: Map<string, Value>, self: Value) => Value

/** What natives there are: functions by name, and the members of modules. */
export interface Library {
  readonly natives: Readonly<Record<string, Native>>
  readonly modules: Readonly<Record<string, Readonly<Record<string, (m: Machine) => Value>>>>
  load(m: Machine, name: string): Value | undefined
}

export const newFrame = (m: Machine, code: number, scope: Scope, after?: After): Frame => ({
  code,
  pc: 0,
  stack: [],
  scope,
  blocks: [],
  handling: m.core.handling.length,
  ...(after && { after }),
})
