import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { compile } from '../text/pattern'
import type { Answer, Data, Need, Outside, Table } from './state'
import type { Script, Stmt } from './tree'
import { fromInput, toNumber, toText, type Value } from './value'

/** One record's run of the program: its data, and its way out. */
export interface Machine {
  readonly sys: Sys
  readonly script: Script
  readonly d: Data
  readonly o: Outside
  /** Where the locals of the function that runs are kept. */
  locals: Record<string, Local> | undefined
  depth: number
  /** Answers used and effects made so far. */
  asked: number
  effects: number
  /** Turns of loops so far: a program that never ends must not stop the world. */
  turns: number
  readonly expressions: Map<string, RegExp>
  /** Runs a function's body. */
  readonly run: (m: Machine, body: Stmt) => Value
}

/** A parameter: a value, or the array that was passed. */
export interface Local {
  value?: Value
  readonly array: string
}

/** The ways a rule ends before its end. */
export interface Leaving {
  readonly leaving: 'next' | 'nextfile' | 'exit'
}

export interface Failure {
  readonly failure: string
}

/** What ends an expression early: thrown, never seen outside. */
export const isNeed = (e: unknown): e is Need => typeof e === 'object' && e !== null && 'need' in e
export const isLeaving = (e: unknown): e is Leaving => typeof e === 'object' && e !== null && 'leaving' in e
export const isFailure = (e: unknown): e is Failure => typeof e === 'object' && e !== null && 'failure' in e

/** The answer to a question, if it has been asked before; else the run ends here and starts again with it. */
export function ask(m: Machine, need: Need): Answer {
  const answer = m.o.answers[m.asked++]
  if (answer === undefined) throw need
  return answer
}

/** Does once what would else be done again when the record is begun again. */
export function effect(m: Machine, act: () => void): void {
  if (++m.effects <= m.o.done) return
  act()
  m.o.done = m.effects
}

export const setting = (m: Machine, name: string): Bytes => toText(m.d.vars[`.${name}`], '%.6g')

export const words = (m: Machine, value: Value): Bytes =>
  typeof value === 'string' ? value : toText(value, setting(m, 'CONVFMT'))

export function arrayOf(m: Machine, name: string): Table {
  const key = m.locals?.[`.${name}`]?.array ?? `.${name}`
  return (m.d.arrays[key] ??= {})
}

export function expression(m: Machine, source: Bytes): RegExp {
  const known = m.expressions.get(source)
  if (known) return known
  const made = compile(source, 'extended', 's')
  if (made === undefined) throw { failure: `regular expression compile failed (${source})` } satisfies Failure
  m.expressions.set(source, made)
  return made
}

/** As FS says: blanks, one character, or an expression. */
export function split(m: Machine, text: Bytes, by: Bytes): readonly Bytes[] {
  if (by === ' ') {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '')
    return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/)
  }
  if (text === '') return []
  if (by === '') return [...text]
  return text.split(
    by.length === 1 && by !== '\\' ? by : new RegExp(expression(m, by).source.replace(/\((?!\?)/g, '(?:'), 's'),
  )
}

export function setRecord(m: Machine, text: Bytes): void {
  m.d.record = text
  const by = setting(m, 'FS')
  m.d.fields =
    setting(m, 'RS') === '' && by !== ' ' ? text.split('\n').flatMap((line) => split(m, line, by)) : split(m, text, by)
  m.d.vars['.NF'] = m.d.fields.length
}

export const fieldOf = (m: Machine, n: number): Value =>
  n === 0 ? fromInput(m.d.record) : n > m.d.fields.length ? undefined : fromInput(m.d.fields[n - 1]!)

/** A field beyond the last makes those between; $0 is put together anew. */
export function setField(m: Machine, n: number, text: Bytes): void {
  if (n === 0) return setRecord(m, text)
  resize(m, Math.max(n, m.d.fields.length), (fields) => (fields[n - 1] = text))
}

function resize(m: Machine, count: number, change: (fields: Bytes[]) => void): void {
  const fields = Array.from({ length: count }, (_, i) => m.d.fields[i] ?? '')
  change(fields)
  m.d.fields = fields
  m.d.vars['.NF'] = count
  m.d.record = fields.join(setting(m, 'OFS'))
}

export function setVariable(m: Machine, name: string, value: Value): void {
  const local = m.locals?.[`.${name}`]
  if (local) {
    local.value = value
    return
  }
  if (m.d.arrays[`.${name}`]) throw { failure: `can't assign to ${name}; it's an array name.` } satisfies Failure
  m.d.vars[`.${name}`] = value
  if (name === 'NF') resize(m, Math.max(0, Math.trunc(toNumber(value))), () => undefined)
}

export const variable = (m: Machine, name: string): Value => {
  const local = m.locals?.[`.${name}`]
  return local ? local.value : m.d.vars[`.${name}`]
}

/** Lines into a file, a command's input, or standard output. */
export function write(m: Machine, op: '>' | '>>' | '|' | undefined, to: Bytes, bytes: Bytes): void {
  effect(m, () => {
    if (op === undefined || to === '-' || to === '/dev/stdout') m.o.out += bytes
    else if (op === '|') m.o.pipes = { ...m.o.pipes, [to]: (m.o.pipes[to] ?? '') + bytes }
    else {
      flush(m.sys, m.o)
      m.sys.write(to === '/dev/stderr' ? 2 : opened(m, op, to), bytes)
    }
  })
}

function opened(m: Machine, op: '>' | '>>', to: Bytes): number {
  const fd =
    m.o.outs[to] ??
    m.sys.open(to, { write: true, create: true, ...(op === '>' ? { truncate: true } : { append: true }) }, 0o666)
  m.o.outs = { ...m.o.outs, [to]: fd }
  return fd
}

export function flush(sys: Sys, outside: Outside): void {
  const { out } = outside
  outside.out = ''
  if (out !== '') sys.write(1, out)
}
