import { formatted } from './builtins'
import { evaluate, keyOf } from './evaluate'
import { arrayOf, setting, setVariable, words, write, type Failure, type Leaving, type Machine } from './machine'
import type { Rule, Stmt } from './tree'
import { fromInput, isTrue, numberText, toNumber, type Value } from './value'

/** How a statement ended, where it did not just go on. */
type Flow = 'break' | 'continue' | { readonly value: Value } | undefined

const mostTurns = 5_000_000

export function execute(m: Machine, s: Stmt): Flow {
  switch (s.kind) {
    case 'block':
      for (const each of s.body) {
        const flow = execute(m, each)
        if (flow !== undefined) return flow
      }
      return undefined
    case 'expr':
      evaluate(m, s.of)
      return undefined
    case 'print':
      print(m, s)
      return undefined
    case 'if':
      return isTrue(evaluate(m, s.test)) ? execute(m, s.then) : s.other && execute(m, s.other)
    case 'loop':
      return loop(m, s)
    case 'each':
      return each(m, s)
    case 'delete':
      remove(m, s)
      return undefined
    case 'jump':
      if (s.to === 'break' || s.to === 'continue') return s.to
      throw { leaving: s.to } satisfies Leaving
    case 'leave':
      return leave(m, s)
  }
}

function leave(m: Machine, s: Extract<Stmt, { kind: 'leave' }>): Flow {
  const value = s.value && evaluate(m, s.value)
  if (s.by === 'return') return { value }
  if (s.value) m.d.status = toNumber(value) & 255
  throw { leaving: 'exit' } satisfies Leaving
}

function turned(m: Machine): void {
  if (++m.turns > mostTurns)
    throw {
      failure: `glasswhale: more than ${mostTurns} turns of a loop in one go are not simulated`,
    } satisfies Failure
}

function loop(m: Machine, s: Extract<Stmt, { kind: 'loop' }>): Flow {
  if (s.first) execute(m, s.first)
  for (let late = s.late; late || s.test === undefined || isTrue(evaluate(m, s.test)); late = false) {
    turned(m)
    const flow = execute(m, s.body)
    if (flow === 'break') return undefined
    if (typeof flow === 'object') return flow
    if (s.step) execute(m, s.step)
  }
  return undefined
}

const digits = /^\.\d{1,15}$/

/** Whole numbers upwards, anything else as it came; awk itself promises no order. */
function keys(table: object): readonly string[] {
  const all = Object.keys(table)
  return all.every((key) => digits.test(key)) ? all.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))) : all
}

function each(m: Machine, s: Extract<Stmt, { kind: 'each' }>): Flow {
  for (const key of keys(arrayOf(m, s.array))) {
    turned(m)
    setVariable(m, s.name, fromInput(key.slice(1)))
    const flow = execute(m, s.body)
    if (flow === 'break') return undefined
    if (typeof flow === 'object') return flow
  }
  return undefined
}

function remove(m: Machine, s: Extract<Stmt, { kind: 'delete' }>): void {
  const array = arrayOf(m, s.array)
  for (const key of s.keys ? [keyOf(m, s.keys)] : Object.keys(array)) delete array[key]
}

function print(m: Machine, s: Extract<Stmt, { kind: 'print' }>): void {
  const values = s.args.map((arg) => evaluate(m, arg))
  const said = (value: Value) => (typeof value === 'number' ? numberText(value, setting(m, 'OFMT')) : words(m, value))
  const line = values.length === 0 ? m.d.record : values.map(said).join(setting(m, 'OFS'))
  const text = s.format ? formatted(m, 'printf', values) : line + setting(m, 'ORS')
  write(m, s.output?.op, s.output ? words(m, evaluate(m, s.output.to)) : '', text)
}

const whole: Stmt = { kind: 'print', format: false, args: [] }

/** All rules on the record. */
export function applyRules(m: Machine, rules: readonly Rule[]): void {
  rules.forEach((rule, i) => {
    if (applies(m, rule, i)) execute(m, rule.body ?? whole)
  })
}

function applies(m: Machine, rule: Rule, i: number): boolean {
  if (rule.from === undefined) return true
  if (rule.until === undefined) return isTrue(evaluate(m, rule.from))
  if (m.d.open[i] === undefined && !isTrue(evaluate(m, rule.from))) return false
  if (isTrue(evaluate(m, rule.until))) delete m.d.open[i]
  else m.d.open[i] = true
  return true
}
