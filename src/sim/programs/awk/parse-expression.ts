import { accept, expect, fault, isOp, peek, wordOf, type Parser } from './parser'
import type { Expr, Place } from './tree'

/** The expressions of AWK, by how strongly their operators bind. */
const assignments = ['=', '+=', '-=', '*=', '/=', '%=', '^=']

const isPlace = (e: Expr): e is Place => e.kind === 'name' || e.kind === 'cell' || e.kind === 'field'

/** `tight`: what may follow `>` of a print, where neither a comparison nor a pipe goes on. */
export function parseExpression(p: Parser, tight = false): Expr {
  if (tight) return concatenation(p)
  const left = ternary(p)
  const op = assignments.find((each) => isOp(p, each))
  if (op === undefined) return left
  // In `a && b = 1` and `!x = 1` the assignment is of the last operand.
  if (isPlace(left)) return assigned(p, op, left)
  if (left.kind === 'binary' && isPlace(left.right)) return { ...left, right: assigned(p, op, left.right) }
  if (left.kind === 'unary' && isPlace(left.of)) return { ...left, of: assigned(p, op, left.of) }
  throw fault('syntax error at or', peek(p))
}

function assigned(p: Parser, op: string, to: Place): Expr {
  p.at++
  breaks(p)
  return { kind: 'assign', op: op.slice(0, -1), to, value: parseExpression(p) }
}

const breaks = (p: Parser): void => {
  while (peek(p).kind === 'newline') p.at++
}

function ternary(p: Parser): Expr {
  const test = disjunction(p)
  if (!accept(p, '?')) return test
  breaks(p)
  const then = parseExpression(p)
  breaks(p)
  expect(p, ':')
  breaks(p)
  return { kind: 'ternary', test, then, other: parseExpression(p) }
}

/** Operators of one strength, from the left. */
const level =
  (ops: readonly string[], next: (p: Parser) => Expr, wraps = false) =>
  (p: Parser): Expr => {
    let left = next(p)
    for (;;) {
      const op = ops.find((each) => isOp(p, each))
      if (op === undefined || (op === '>' && p.noGreater)) return left
      p.at++
      if (wraps) breaks(p)
      left = { kind: 'binary', op, left, right: next(p) }
    }
  }

const power = (p: Parser): Expr => {
  const left = postfix(p)
  return accept(p, '^') ? { kind: 'binary', op: '^', left, right: signed(p) } : left
}

function signed(p: Parser): Expr {
  const op = ['!', '-', '+'].find((each) => isOp(p, each))
  if (op === undefined) return power(p)
  p.at++
  return { kind: 'unary', op, of: signed(p) }
}

const product = level(['*', '/', '%'], signed)
const sum = level(['+', '-'], product)

/** What may stand beside another to be joined to it. */
function opensOperand(p: Parser): boolean {
  const { kind, text } = peek(p)
  if (['number', 'string', 'regex', 'name', 'call', 'builtin'].includes(kind)) return true
  return kind === 'op' && ['$', '(', '++', '--'].includes(text)
}

function concatenation(p: Parser): Expr {
  let left = sum(p)
  while (opensOperand(p)) left = { kind: 'binary', op: ' ', left, right: sum(p) }
  return left
}

/** `command | getline`, which binds less than joining does. */
function piped(p: Parser): Expr {
  let left = concatenation(p)
  while (isOp(p, '|') && p.tokens[p.at + 1]?.text === 'getline') {
    p.at += 2
    p.asks = true
    left = { kind: 'getline', from: 'command', source: left, ...target(p) }
  }
  return left
}

const comparison = level(['<', '<=', '!=', '==', '>', '>='], piped)
const matching = level(['~', '!~'], comparison)

function membership(p: Parser): Expr {
  let left = matching(p)
  while (accept(p, 'in')) left = { kind: 'in', keys: left.kind === 'group' ? left.of : [left], array: wordOf(p) }
  return left
}

const conjunction = level(['&&'], membership, true)
const disjunction = level(['||'], conjunction, true)

function target(p: Parser): { to?: Place } {
  const { kind } = peek(p)
  if (kind !== 'name' && !isOp(p, '$')) return {}
  const to = primary(p)
  return isPlace(to) ? { to } : {}
}

function postfix(p: Parser): Expr {
  const by = isOp(p, '++') ? 1 : isOp(p, '--') ? -1 : 0
  if (by !== 0) {
    p.at++
    const of = primary(p)
    if (!isPlace(of)) throw fault('syntax error at or', peek(p))
    return { kind: 'step', by, prefix: true, of }
  }
  const of = primary(p)
  if (!isPlace(of)) return of
  if (accept(p, '++')) return { kind: 'step', by: 1, prefix: false, of }
  return accept(p, '--') ? { kind: 'step', by: -1, prefix: false, of } : of
}

function primary(p: Parser): Expr {
  const token = peek(p)
  p.at++
  switch (token.kind) {
    case 'number':
      return { kind: 'number', value: Number(token.text) }
    case 'string':
      return { kind: 'string', value: token.text }
    case 'regex':
      return { kind: 'regex', source: token.text }
    case 'name':
      if (!accept(p, '[')) return { kind: 'name', name: token.text }
      return { kind: 'cell', array: token.text, keys: between(p, ']') }
    case 'call':
      p.calls.push(token)
      expect(p, '(')
      return { kind: 'call', name: token.text, args: between(p, ')'), own: true }
    case 'builtin':
      if (token.text === 'system' || token.text === 'close') p.asks = true
      if (!accept(p, '(')) return { kind: 'call', name: token.text, args: [], own: false }
      return { kind: 'call', name: token.text, args: between(p, ')'), own: false }
    default:
      return special(p, token.text)
  }
}

function special(p: Parser, text: string): Expr {
  if (text === '$')
    return { kind: 'field', of: isOp(p, '-') ? signed(p) : isOp(p, '++') || isOp(p, '--') ? postfix(p) : primary(p) }
  if (text === '(') return { kind: 'group', of: between(p, ')') }
  if (text === '-' || text === '+' || text === '!') return { kind: 'unary', op: text, of: signed(p) }
  if (text === 'getline') {
    const to = target(p)
    if (accept(p, '<')) return { kind: 'getline', from: 'file', source: postfix(p), ...to }
    p.asks = true
    return { kind: 'getline', from: 'main', ...to }
  }
  p.at--
  throw fault('syntax error at or', peek(p))
}

/** Expressions with commas up to the bracket that closes them. */
function between(p: Parser, close: string): readonly Expr[] {
  const { noGreater } = p
  p.noGreater = false
  const all: Expr[] = []
  breaks(p)
  while (!accept(p, close)) {
    all.push(parseExpression(p))
    breaks(p)
    if (!accept(p, ',') && !isOp(p, close)) throw fault(`missing ${close}`, peek(p))
    breaks(p)
  }
  p.noGreater = noGreater
  return all
}
