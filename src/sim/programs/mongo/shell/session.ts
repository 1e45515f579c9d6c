import { execute, played } from './execute'
import type { Engine, Noted, Output, Scope, Stop, Wanted } from './engine'
import { isStop } from './engine'
import { globalNames } from './globals'
import { fatalError, shellWord, shownError, shownResult } from './show'
import { parsed, type Fault } from './syntax'
import { isThrown, kindKey, type Js } from './values'
import type { Stmt } from '../../node/tree'

/**
 * What was typed and answered since a shell began, and what comes of it when it is played.
 */
export interface Session {
  readonly inputs: readonly Input[]
  readonly notes: readonly Noted[]
  /** How much of what the playing says was written already. */
  readonly written: number
  /** Ten hex digits, and where the counter of ids begins. */
  readonly seed: string
  readonly first: number
  /** The database that the connection began with. */
  readonly database: string
}

export interface Input {
  /** At a prompt each result is shown; of `--eval` the last one; of a file none. */
  readonly from: 'prompt' | 'eval' | 'silent'
  readonly source: string
  readonly at: number
  /** The tree, kept so that it is made once. */
  readonly body: readonly Stmt[] | Fault
}

export interface Outcome {
  readonly outputs: readonly Output[]
  readonly notes: readonly Noted[]
  readonly database: string
  readonly then:
    | { readonly kind: 'done' }
    | { readonly kind: 'wait'; readonly wanted: Wanted }
    | { readonly kind: 'exit'; readonly status: number }
}

/** A line that was typed has its end, which shows where a complaint about it is drawn. */
export const inputOf = (from: Input['from'], source: string, at: number): Input => ({
  from,
  source,
  at,
  body: parsed(from === 'prompt' ? `${source}\n` : source),
})

/** Words of the shell's own come first. */
const wordOf = /^\s*(show|use|it|help|cls|exit|quit|\.exit)\b[^(=.]*$/

export const isShellWord = (source: string): boolean => wordOf.test(source) && !/^\s*(exit|quit)\s*\(/.test(source)

export function play(session: Session, outside: Engine['outside']): Outcome {
  const m = begun(session, outside)
  const then = toEnd(m, session)
  return { outputs: m.outputs.slice(session.written), notes: m.notes, database: m.database, then }
}

function begun(session: Session, outside: Engine['outside']): Engine {
  const globals: Scope = { names: {}, whole: true }
  const m: Engine = {
    globals,
    notes: session.notes,
    used: 0,
    outputs: [],
    database: session.database,
    now: session.inputs[0]?.at ?? 0,
    steps: 0,
    ids: session.first,
    outside: { ...outside, seed: session.seed },
    load: (source) => {
      const body = parsed(source)
      if ('words' in body) return body
      execute(m, body, globals)
      return undefined
    },
  }
  Object.assign(globals.names, globalNames(m))
  return m
}

function toEnd(m: Engine, session: Session): Outcome['then'] {
  try {
    for (const input of session.inputs) {
      m.now = Math.max(m.now, input.at)
      m.steps = 0
      const status = one(m, input)
      if (status !== 0 && input.from !== 'prompt') return { kind: 'exit', status }
    }
    return { kind: 'done' }
  } catch (error) {
    if (!isStop(error)) throw error
    return ended(error)
  }
}

const ended = (stop: Stop): Outcome['then'] =>
  stop.stop === 'wait' ? { kind: 'wait', wanted: stop.wanted } : { kind: 'exit', status: stop.status }

/** The carriage return makes the name of the error overwrite the word before it at a terminal, as in the real shell. */
const uncaught = (words: string): string => `Uncaught${words.trimEnd().includes('\n') ? ':\n' : ' '}\r${words}\n`

/** Plays one input; 1 where it failed. */
function one(m: Engine, input: Input): number {
  try {
    const words = isShellWord(input.source) ? shellWord(m, input.source) : undefined
    const result = words ?? shownResult(m, valueOf(m, input))
    if (input.from === 'prompt' || (input.from === 'eval' && result !== ''))
      m.outputs.push({ fd: 1, words: `${result}\n` })
    return 0
  } catch (error) {
    const thrown = thrownOf(error)
    if (input.from === 'prompt') m.outputs.push({ fd: 1, words: uncaught(shownError(thrown)) })
    else m.outputs.push({ fd: 2, words: `${fatalError(thrown)}\n` })
    return 1
  }
}

function valueOf(m: Engine, { body, from }: Input): Js {
  if ('words' in body) throw { thrown: { [kindKey]: 'error', name: 'SyntaxError', message: body.words } }
  const value = played(m, body)
  return from === 'silent' ? undefined : value
}

/** What a script threw; running out of stack is something that a script does, too. */
function thrownOf(error: unknown): Js {
  if (isThrown(error)) return error.thrown
  if (error instanceof RangeError)
    return { [kindKey]: 'error', name: 'RangeError', message: 'Maximum call stack size exceeded' }
  throw error
}
