import { arrow, isArrow, isArrowHere } from './functions'
import { pattern } from './pattern'
import { assignment, expect, isOp, isWord, postfix, take, takeOp } from './reader'
import { advance, fault, type Reader } from './words'
import type { Expr } from '../tree'

/** Expressions by the strength of their operators. */

export function expression(r: Reader): Expr {
  const first = assignment(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) items.push(assignment(r))
  return { kind: 'comma', items, at: first.at }
}

const assigns = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '&=', '|=', '^=', '<<=', '>>=', '>>>=', '&&=', '||=', '??=']

export function anyAssignment(r: Reader): Expr {
  const at = r.word.line
  const deferred = isWord(r, 'async') && isArrow(r, r.source.slice(r.at))
  if (deferred) take(r)
  if (deferred || isArrowHere(r)) return arrow(r, deferred)
  if (isWord(r, 'yield')) return yielded(r, at)
  const left = choice(r)
  if (!isOp(r, ...assigns)) return left
  const op = take(r).text
  const to = op === '=' && (left.kind === 'object' || left.kind === 'array') ? pattern(left) : left
  if (!['name', 'member', 'object', 'array'].includes(to.kind)) throw fault(r, 'Invalid left-hand side in assignment')
  return { kind: 'assign', op, to, value: assignment(r), at }
}

function choice(r: Reader): Expr {
  const test = binary(r, 0)
  if (!takeOp(r, '?')) return test
  const then = assignment(r)
  expect(r, ':')
  return { kind: 'choice', test, then, other: assignment(r), at: test.at }
}

function yielded(r: Reader, at: number): Expr {
  take(r)
  const all = takeOp(r, '*')
  const ends = !all && (isOp(r, ')', ']', '}', ',', ';', ':') || r.word.kind === 'end' || r.fresh)
  return { kind: 'yield', ...(!ends && { of: assignment(r) }), all, at }
}

const levels = [
  ['??'],
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>=', 'instanceof', 'in'],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

function binary(r: Reader, level: number): Expr {
  const ops = levels[level]
  if (!ops) return power(r)
  let left = binary(r, level + 1)
  while (isOp(r, ...ops) || (level === 7 && isWord(r, 'instanceof', 'in'))) {
    const op = r.word.text
    advance(r, true)
    left = { kind: level < 3 ? 'logic' : 'binary', op, left, right: binary(r, level + 1), at: left.at }
  }
  return left
}

function power(r: Reader): Expr {
  const left = unary(r)
  if (!takeOp(r, '**')) return left
  return { kind: 'binary', op: '**', left, right: power(r), at: left.at }
}

function unary(r: Reader): Expr {
  const at = r.word.line
  if (isOp(r, '!', '-', '+', '~') || isWord(r, 'typeof', 'void', 'delete')) {
    const op = r.word.text
    advance(r, true)
    return { kind: 'unary', op, of: unary(r), at }
  }
  if (isOp(r, '++', '--')) {
    const op = take(r).text[0] as '+'
    return { kind: 'update', op, before: true, of: unary(r), at }
  }
  if (isWord(r, 'await')) {
    take(r)
    return { kind: 'wait', of: unary(r), at }
  }
  const of = postfix(r)
  if (!isOp(r, '++', '--') || r.fresh) return of
  return { kind: 'update', op: take(r).text[0] as '+', before: false, of, at }
}
