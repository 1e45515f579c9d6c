import type { Bytes } from '../../../base/bytes'
import { orUndefined } from '../face'
import { builtin } from './builtins'
import {
  arrayOf,
  ask,
  expression,
  fieldOf,
  setField,
  setRecord,
  setVariable,
  setting,
  variable,
  words,
  type Failure,
  type Local,
  type Machine,
} from './machine'
import { nextRecord } from './records'
import type { Expr, Place } from './tree'
import { compare, fromInput, isTrue, kept, toNumber, unset, type Value } from './value'

/** What an expression comes to. */
export function evaluate(m: Machine, e: Expr): Value {
  switch (e.kind) {
    case 'number':
    case 'string':
      return e.value
    case 'regex':
      return expression(m, e.source).test(m.d.record) ? 1 : 0
    case 'name':
      return variable(m, e.name)
    case 'cell':
      return cell(m, e.array, keyOf(m, e.keys))
    case 'field':
      return fieldOf(m, index(m, e.of))
    case 'group':
      return e.of.reduce<Value>((_, each) => evaluate(m, each), undefined)
    case 'unary':
      return unary(e.op, evaluate(m, e.of))
    case 'binary':
      return binary(m, e)
    case 'in':
      return Object.hasOwn(arrayOf(m, e.array), keyOf(m, e.keys)) ? 1 : 0
    case 'ternary':
      return evaluate(m, isTrue(evaluate(m, e.test)) ? e.then : e.other)
    case 'assign':
      return assign(m, e)
    case 'step': {
      const before = toNumber(evaluate(m, e.of))
      store(m, e.of, before + e.by)
      return e.prefix ? before + e.by : before
    }
    case 'call':
      return e.own ? own(m, e.name, e.args) : builtin(m, e.name, e.args, { evaluate, store, pattern })
    case 'getline':
      return getline(m, e)
  }
}

const index = (m: Machine, of: Expr): number => {
  const n = Math.trunc(toNumber(evaluate(m, of)))
  if (n < 0) throw { failure: `negative field index $${n}` } satisfies Failure
  return n
}

/** `a[1, 2]` is `a[1 SUBSEP 2]`; whole numbers are their digits. */
export const keyOf = (m: Machine, keys: readonly Expr[]): string =>
  `.${keys.map((key) => words(m, evaluate(m, key))).join(setting(m, 'SUBSEP'))}`

function cell(m: Machine, name: string, key: string): Value {
  const array = arrayOf(m, name)
  if (!Object.hasOwn(array, key)) array[key] = unset
  return array[key]
}

function unary(op: string, value: Value): Value {
  if (op === '!') return isTrue(value) ? 0 : 1
  return kept(op === '-' ? -toNumber(value) : toNumber(value))
}

/** The source of a regular expression: a literal, or any value's text. */
export const pattern = (m: Machine, e: Expr): Bytes => (e.kind === 'regex' ? e.source : words(m, evaluate(m, e)))

function binary(m: Machine, e: Extract<Expr, { kind: 'binary' }>): Value {
  if (e.op === '&&') return isTrue(evaluate(m, e.left)) && isTrue(evaluate(m, e.right)) ? 1 : 0
  if (e.op === '||') return isTrue(evaluate(m, e.left)) || isTrue(evaluate(m, e.right)) ? 1 : 0
  const left = evaluate(m, e.left)
  if (e.op === '~' || e.op === '!~')
    return expression(m, pattern(m, e.right)).test(words(m, left)) === (e.op === '~') ? 1 : 0
  const right = evaluate(m, e.right)
  if (e.op === ' ') return words(m, left) + words(m, right)
  return compares[e.op]
    ? compares[e.op]!(compare(left, right, setting(m, 'CONVFMT')))
      ? 1
      : 0
    : arithmetic(m, e.op, toNumber(left), toNumber(right))
}

const compares: Readonly<Record<string, (n: number) => boolean>> = {
  '<': (n) => n < 0,
  '<=': (n) => n <= 0,
  '==': (n) => n === 0,
  '!=': (n) => n !== 0,
  '>': (n) => n > 0,
  '>=': (n) => n >= 0,
}

function arithmetic(m: Machine, op: string, a: number, b: number): Value {
  if ((op === '/' || op === '%') && b === 0 && m.sys.exe.endsWith('busybox'))
    throw { failure: 'Division by zero' } satisfies Failure
  return kept(
    op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : op === '%' ? a % b : a ** b,
  )
}

function assign(m: Machine, e: Extract<Expr, { kind: 'assign' }>): Value {
  const right = evaluate(m, e.value)
  const value = e.op === '' ? right : arithmetic(m, e.op, toNumber(evaluate(m, e.to)), toNumber(right))
  store(m, e.to, value)
  return value
}

export function store(m: Machine, to: Place, value: Value): void {
  if (to.kind === 'field') return setField(m, index(m, to.of), words(m, value))
  if (to.kind === 'name') return setVariable(m, to.name, value)
  const key = keyOf(m, to.keys)
  arrayOf(m, to.array)[key] = value ?? unset
}

/** A bare name goes by reference where it is an array, or not yet anything. */
function own(m: Machine, name: string, args: readonly Expr[]): Value {
  const { params, body } = m.script.functions[`.${name}`]!
  if (args.length > params.length) throw { failure: `too many arguments in call to ${name}` } satisfies Failure
  if (m.depth > 500) throw { failure: 'function call nesting too deep' } satisfies Failure
  const fresh = (param: string) => `${m.depth}.${param}`
  const bound = params.map((param, i): readonly [string, Local] => {
    const arg = args[i]
    if (arg === undefined) return [`.${param}`, { array: fresh(param) }]
    const value = evaluate(m, arg)
    if (arg.kind !== 'name' || value !== undefined) return [`.${param}`, { value, array: fresh(param) }]
    return [`.${param}`, { array: m.locals?.[`.${arg.name}`]?.array ?? `.${arg.name}` }]
  })
  const { locals } = m
  m.depth++
  m.locals = Object.fromEntries(bound)
  const result = m.run(m, body)
  m.locals = locals
  m.depth--
  for (const param of params) delete m.d.arrays[fresh(param)]
  return result
}

/** 1 for a line, 0 at the end, -1 where the file cannot be read. */
function getline(m: Machine, e: Extract<Expr, { kind: 'getline' }>): Value {
  const line = e.from === 'main' ? mainLine(m) : readerLine(m, e.from, words(m, evaluate(m, e.source!)))
  if (typeof line === 'number') return line
  if (e.to) store(m, e.to, fromInput(line))
  else setRecord(m, line)
  return 1
}

function mainLine(m: Machine): Bytes | number {
  const answer = ask(m, { need: 'line' })
  if (!('line' in answer) || answer.line === undefined) return 0
  countRecord(m)
  return answer.line
}

export function countRecord(m: Machine): void {
  for (const name of ['.NR', '.FNR']) m.d.vars[name] = toNumber(m.d.vars[name]) + 1
}

function readerLine(m: Machine, from: 'file' | 'command', name: Bytes): Bytes | number {
  let reader = m.d.readers[name]
  if (reader === undefined) {
    const said =
      from === 'command' ? ask(m, { need: 'output', command: name }) : { text: orUndefined(() => m.sys.readFile(name)) }
    if (!('text' in said) || said.text === undefined) return -1
    reader = { text: said.text, at: 0 }
  }
  const next = nextRecord(reader.text.slice(reader.at), setting(m, 'RS'), true)
  m.d.readers[name] = next === undefined ? reader : { text: reader.text, at: reader.text.length - next.rest.length }
  if (next === undefined) return 0
  if (from === 'command') m.d.vars['.NR'] = toNumber(m.d.vars['.NR']) + 1
  return next.record
}
