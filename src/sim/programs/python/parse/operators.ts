import { isOp, isWord, next, peek, placeOf, postfix, span, takeWord, type Reader } from './reader'
import type { Expr } from '../tree'

/** Operators by their strength. */

export const anyDisjunction = (r: Reader): Expr => logic(r, 'or', conjunction)
const conjunction = (r: Reader): Expr => logic(r, 'and', negation)

function logic(r: Reader, op: 'or' | 'and', part: (r: Reader) => Expr): Expr {
  let left = part(r)
  while (takeWord(r, op)) {
    const right = part(r)
    left = { kind: 'logic', op, left, right, at: span(left.at, right.at) }
  }
  return left
}

function negation(r: Reader): Expr {
  const token = peek(r)
  if (!takeWord(r, 'not')) return comparison(r)
  const of = negation(r)
  return { kind: 'unary', op: 'not', of, at: span(placeOf(token), of.at) }
}

function comparison(r: Reader): Expr {
  const first = binary(r, 0)
  const rest: [string, Expr][] = []
  for (let op = comparator(r); op !== undefined; op = comparator(r)) rest.push([op, binary(r, 0)])
  return rest.length === 0 ? first : { kind: 'compare', first, rest, at: span(first.at, rest.at(-1)![1].at) }
}

function comparator(r: Reader): string | undefined {
  if (isOp(r, '<', '>', '<=', '>=', '==', '!=')) return next(r).text
  if (takeWord(r, 'in')) return 'in'
  if (takeWord(r, 'is')) return takeWord(r, 'not') ? 'is not' : 'is'
  if (isWord(r, 'not') && r.tokens[r.at + 1]?.text === 'in') {
    r.at += 2
    return 'not in'
  }
  return undefined
}

const levels = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']]

export function binary(r: Reader, level: number): Expr {
  const ops = levels[level]
  if (ops === undefined) return unary(r)
  let left = binary(r, level + 1)
  while (isOp(r, ...ops)) {
    const op = next(r)
    const right = binary(r, level + 1)
    left = { kind: 'binary', op: op.text, left, right, at: { ...span(left.at, right.at), mark: [op.from, op.to] } }
  }
  return left
}

function unary(r: Reader): Expr {
  const token = peek(r)
  if (isOp(r, '-', '+', '~')) {
    r.at++
    const of = unary(r)
    return { kind: 'unary', op: token.text as '-', of, at: span(placeOf(token), of.at) }
  }
  const base = postfix(r)
  if (!isOp(r, '**')) return base
  const op = next(r)
  const right = unary(r)
  return { kind: 'binary', op: '**', left: base, right, at: { ...span(base.at, right.at), mark: [op.from, op.to] } }
}
