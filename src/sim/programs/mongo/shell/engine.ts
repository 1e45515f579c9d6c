import type { Doc, Value } from '../bson'
import type { Fn, Js, Obj } from './values'
import type { Fault } from './syntax'

/**
 * How scripts of the shell are run. A script waits wherever it asks the server, and a value of JavaScript cannot be kept between two
 * turns; so a session keeps what was typed and what was answered, and each turn plays all of it again up to the first thing that has no
 * answer yet. Nothing in it looks at anything but what is noted, so it always goes the same way.
 */
export interface Noted {
  /** Milliseconds since 1970, when it came. */
  readonly at: number
  readonly value: Value
}

/** What a script waits for. */
export type Wanted =
  | { readonly kind: 'command'; readonly db: string; readonly command: Doc }
  | { readonly kind: 'login'; readonly db: string; readonly user: string; readonly password: string }
  | { readonly kind: 'sleep'; readonly millis: number }
  | { readonly kind: 'password' }

export interface Output {
  readonly fd: 1 | 2
  readonly words: string
}

/** What ends the playing before its end. */
export type Stop =
  { readonly stop: 'wait'; readonly wanted: Wanted } | { readonly stop: 'exit'; readonly status: number }

export const isStop = (error: unknown): error is Stop => typeof error === 'object' && error !== null && 'stop' in error

/** A place for names; a function's is inside of the one in which it was made. */
export interface Scope {
  readonly names: Record<string, Js>
  readonly above?: Scope
  /** Of a function, or the outermost: `var` goes here. */
  readonly whole?: true
}

export interface Engine {
  readonly globals: Scope
  /** The answers, and how many of them were used. */
  notes: readonly Noted[]
  used: number
  outputs: Output[]
  database: string
  /** The cursor that `it` goes on with. */
  cursor?: Obj | undefined
  /** Milliseconds since 1970, as of the last thing that came in. */
  now: number
  steps: number
  ids: number
  /** What only the program can tell. */
  readonly outside: {
    readonly random: () => number
    readonly file: (path: string) => string | undefined
    readonly env: Readonly<Record<string, string>>
    readonly interactive: boolean
    /** Ten hex digits of this process, in the middle of its ObjectIds. */
    readonly seed: string
    readonly address: string
  }
  /** Runs the text of a file as if it stood here. */
  load: (source: string) => Js | Fault
}

/** Steps between two answers after which a script is said to be too long. */
const most = 2_000_000

export function step(m: Engine): void {
  if (++m.steps <= most) return
  print(m, 'glasswhale: this script takes more steps than are simulated', 2)
  throw { stop: 'exit', status: 1 } satisfies Stop
}

const taken = (m: Engine): Noted | undefined => {
  const note = m.notes[m.used]
  if (note === undefined) return undefined
  m.used++
  m.now = note.at
  m.steps = 0
  return note
}

/** The answer; without one the playing ends here. */
export function asked(m: Engine, wanted: Wanted): Value {
  const note = taken(m)
  if (note === undefined) throw { stop: 'wait', wanted } satisfies Stop
  return note.value
}

/** What the program can tell at once is noted just the same. */
export function told(m: Engine, tell: () => Value): Value {
  const note = taken(m)
  if (note !== undefined) return note.value
  const value = tell()
  m.notes = [...m.notes, { at: m.now, value }]
  m.used++
  return value
}

export function print(m: Engine, words: string, fd: 1 | 2 = 1): undefined {
  m.outputs.push({ fd, words: `${words}\n` })
}

export const call = (callee: Fn, self: Js, ...args: readonly Js[]): Js => callee(self, args)
