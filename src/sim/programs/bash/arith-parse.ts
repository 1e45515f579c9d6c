import type { Expr } from './tree'

/**
 * Parses an arithmetic expression: C's operators and precedence, `**`, base#digits.
 *
 * @models bash expr.c
 * @fidelity full
 */
export interface SumError {
  readonly thrown: 'sum'
  readonly words: string
  readonly token: string
}

export const sumError = (words: string, token: string): SumError => ({ thrown: 'sum', words, token })

export const isSumError = (error: unknown): error is SumError =>
  typeof error === 'object' && error !== null && 'thrown' in error && error.thrown === 'sum'

interface Reader {
  readonly text: string
  at: number
}

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const operators = /^(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:,()])/
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|='])

export function parseSum(text: string): Expr {
  const r: Reader = { text, at: 0 }
  space(r)
  if (r.at >= text.length) return { x: 'num', value: '0' }
  const tree = comma(r)
  space(r)
  if (r.at < text.length) throw leftover(r)
  return tree
}

/** What follows a whole expression. bash reads one token past a name, and complains of that where it is none. */
function leftover(r: Reader): SumError {
  const left = rest(r)
  let at = 0
  for (let name = /^[A-Za-z_]\w*\s*/.exec(left); name !== null; name = /^[A-Za-z_]\w*\s*/.exec(left.slice(at)))
    at += name[0].length
  const next = left.slice(at)
  if (
    next === '' ||
    /^[\w#[]/.test(next) ||
    (at > 0 ? operators.test(next) : isOperatorNext(r) || next.startsWith('$'))
  )
    return wrong(r, 'syntax error in expression')
  return sumError('syntax error: invalid arithmetic operator', next)
}

const rest = (r: Reader): string => r.text.slice(r.at)
const isOperatorNext = (r: Reader): boolean => operators.test(rest(r))
const wrong = (r: Reader, words: string): SumError => sumError(words, rest(r).trimStart())

function space(r: Reader): void {
  while (r.at < r.text.length && ' \t\n'.includes(r.text[r.at]!)) r.at++
}

function peek(r: Reader): string {
  space(r)
  return operators.exec(r.text.slice(r.at, r.at + 3))?.[1] ?? ''
}

function comma(r: Reader): Expr {
  let left = assign(r)
  while (peek(r) === ',') {
    r.at++
    const right = assign(r)
    left = { x: 'binary', op: ',', left, right, at: '' }
  }
  return left
}

function assign(r: Reader): Expr {
  const start = r.at
  const left = choice(r)
  const op = peek(r)
  if (!assignments.has(op)) return left
  if (left.x !== 'var') {
    throw sumError('attempted assignment to non-variable', r.text.slice(start + (r.at - start)).trimStart())
  }
  r.at += op.length
  space(r)
  const at = rest(r)
  return { x: 'assign', op: op.slice(0, -1), to: left, value: assign(r), at }
}

function choice(r: Reader): Expr {
  const test = binary(r, 0)
  if (peek(r) !== '?') return test
  r.at++
  space(r)
  if (peek(r) === ':') throw wrong(r, 'expression expected')
  const yes = comma(r)
  if (peek(r) !== ':') throw wrong(r, "`:' expected for conditional expression")
  r.at++
  return { x: 'choice', test, yes, no: assignOrChoice(r) }
}

const assignOrChoice = (r: Reader): Expr => choice(r)

function binary(r: Reader, level: number): Expr {
  const ops = levels[level]
  if (ops === undefined) return power(r)
  let left = binary(r, level + 1)
  for (let op = peek(r); ops.includes(op); op = peek(r)) {
    r.at += op.length
    space(r)
    const at = rest(r)
    left = { x: 'binary', op, left, right: binary(r, level + 1), at }
  }
  return left
}

function power(r: Reader): Expr {
  const left = unary(r)
  if (peek(r) !== '**') return left
  r.at += 2
  const at = rest(r)
  return { x: 'binary', op: '**', left, right: power(r), at }
}

function unary(r: Reader): Expr {
  const op = peek(r)
  if (op === '++' || op === '--') {
    const from = r.at
    r.at += 2
    const of = unary(r)
    if (of.x === 'var') return { x: 'step', op, of, before: true }
    r.at = from + 1
    return { x: 'unary', op: op[0]!, of: unary(r) }
  }
  if (op === '+' || op === '-' || op === '!' || op === '~') {
    r.at++
    return { x: 'unary', op, of: unary(r) }
  }
  return postfix(r)
}

function postfix(r: Reader): Expr {
  const of = primary(r)
  const op = peek(r)
  if ((op !== '++' && op !== '--') || of.x !== 'var') return of
  r.at += 2
  return { x: 'step', op, of, before: false }
}

function primary(r: Reader): Expr {
  space(r)
  if (r.text[r.at] === '(') {
    r.at++
    const inner = comma(r)
    if (peek(r) !== ')') throw wrong(r, "missing `)'")
    r.at++
    return inner
  }
  const number = /^\d[\w#@]*/.exec(rest(r))?.[0]
  if (number !== undefined) {
    r.at += number.length
    return { x: 'num', value: number }
  }
  const name = /^[A-Za-z_]\w*/.exec(rest(r))?.[0]
  if (name === undefined) throw operand(r)
  r.at += name.length
  return r.text[r.at] === '[' ? { x: 'var', name, index: subscript(r) } : { x: 'var', name }
}

/** bash points at the operator that lacks its operand, when the text ends there. */
function operand(r: Reader): SumError {
  const left = rest(r)
  if (left !== '') return sumError('syntax error: operand expected', left)
  const before = /\S\s*$/.exec(r.text)
  return sumError('syntax error: operand expected', before === null ? '' : r.text.slice(before.index))
}

function subscript(r: Reader): string {
  const from = ++r.at
  for (let depth = 1; r.at < r.text.length; r.at++) {
    if (r.text[r.at] === '[') depth++
    else if (r.text[r.at] === ']' && --depth === 0) return r.text.slice(from, r.at++)
  }
  throw sumError('bad array subscript', r.text.slice(from - 1))
}
