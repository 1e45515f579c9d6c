import { utf8, type Bytes } from '../base/bytes'
import { UsageError } from './args'

/** One thing to type: a command, with what is piped into it or the keys that are typed while it runs. */
export interface Input {
  readonly cmd: string
  readonly stdin?: Bytes
  readonly keys?: readonly string[]
  /** Typed as it stands: may be the input of a program that an earlier line opened. */
  readonly plain: boolean
}

const limit = 1_000_000

/** Checks every line before anything runs, so that a wrong one leaves no half-played script. */
export function readInputs(text: string, mode: 'lines' | 'jsonl'): readonly Input[] {
  if (text.length > limit) throw new UsageError(`the script is longer than ${limit} characters`)
  const lines = text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n')
  if (mode === 'lines') return lines.map((cmd) => ({ cmd, plain: true }))
  return lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseRow(line, i + 1)]))
}

function parseRow(line: string, number: number): Input {
  const row = parsed(line, number)
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw wrong(number, 'is not a JSON object')
  const { cmd, stdin, keys, ...others } = row as Record<string, unknown>
  if (typeof cmd !== 'string') throw wrong(number, 'has no "cmd" text')
  if (stdin !== undefined && typeof stdin !== 'string') throw wrong(number, '"stdin" is not a text')
  if (keys !== undefined && !(Array.isArray(keys) && keys.every((key) => typeof key === 'string')))
    throw wrong(number, '"keys" is not a list of texts')
  const unknown = Object.keys(others)[0]
  if (unknown !== undefined) throw wrong(number, `has an unknown field "${unknown}"`)
  return {
    cmd,
    plain: false,
    ...(stdin !== undefined && { stdin: utf8(stdin) }),
    ...(keys !== undefined && { keys: keys as string[] }),
  }
}

const wrong = (number: number, what: string) => new UsageError(`input line ${number} ${what}`)

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw wrong(number, 'is not JSON')
  }
}
