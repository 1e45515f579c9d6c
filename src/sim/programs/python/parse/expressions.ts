import { binary } from './operators'
import { parameters } from './params'
import {
  before,
  beyond,
  disjunction,
  expectOp,
  expression,
  invalid,
  isOp,
  isWord,
  keywords,
  next,
  peek,
  placeOf,
  span,
  starred,
  takeOp,
  takeWord,
  type Reader,
} from './reader'
import type { Expr } from '../tree'

/** Expressions. */

/** One expression, or several with commas between them: a tuple. */
export function expressions(r: Reader): Expr {
  const first = starred(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) {
    if (endsList(r)) break
    items.push(starred(r))
  }
  return { kind: 'tuple', items, at: span(first.at, before(r)) }
}

const endsList = (r: Reader) =>
  peek(r).kind === 'newline' || peek(r).kind === 'end' || isOp(r, ')', ']', '}', '=', ':', ';') || isWord(r, 'in')

export function anyStarred(r: Reader): Expr {
  const token = peek(r)
  if (!takeOp(r, '*')) return expression(r)
  const of = binary(r, 0)
  return { kind: 'star', of, at: span(placeOf(token), of.at) }
}

export function anyExpression(r: Reader): Expr {
  if (isWord(r, 'lambda')) return lambda(r)
  if (isWord(r, 'yield')) return yielded(r)
  if (isWord(r, 'await')) throw beyond(`${peek(r).text} is not simulated`, peek(r))
  const start = peek(r)
  if (start.kind === 'name' && r.tokens[r.at + 1]?.text === ':=' && !keywords.has(start.text)) {
    r.at += 2
    const value = expression(r)
    return { kind: 'walrus', name: start.text, value, at: span(placeOf(start), value.at) }
  }
  const then = disjunction(r)
  if (!isWord(r, 'if')) return then
  r.at++
  const test = disjunction(r)
  if (!takeWord(r, 'else')) throw invalid(r, "expected 'else' after 'if' expression")
  const other = expression(r)
  return { kind: 'choice', test, then, other, at: span(then.at, other.at) }
}

function yielded(r: Reader): Expr {
  const start = placeOf(next(r))
  const all = takeWord(r, 'from')
  const of = endsList(r) ? undefined : all ? expression(r) : expressions(r)
  return { kind: 'yield', ...(of && { of }), all, at: span(start, before(r)) }
}

function lambda(r: Reader): Expr {
  const start = placeOf(next(r))
  const params = parameters(r, ':')
  expectOp(r, ':')
  const body = expression(r)
  return { kind: 'lambda', params, body, at: span(start, body.at) }
}
