import { closed, condition, type StatementRules } from './choices'
import { expression } from './expressions'
import { name } from './parts'
import { pattern } from './pattern'
import { assignment, expect, identifier, isOp, isWord, primary, statement, take, takeOp, takeWord } from './reader'
import { beyond, fault, type Reader } from './words'
import type { Expr, Stmt } from '../tree'

/** Loops. */

export const loopStatements: StatementRules = {
  while: (r, at) => ({ kind: 'while', test: condition(r), body: statement(r), first: true, at }),
  do: (r, at) => {
    const body = statement(r)
    if (!takeWord(r, 'while')) throw fault(r)
    const test = condition(r)
    takeOp(r, ';')
    return { kind: 'while', test, body, first: false, at }
  },
  for: forLoop,
}

function forLoop(r: Reader, at: number): Stmt {
  if (takeWord(r, 'await')) throw beyond(r, 'for await is not simulated')
  expect(r, '(')
  const begin = loopBegin(r, at)
  if (begin && 'over' in begin) return each(r, begin.over, at)
  expect(r, ';')
  const test = isOp(r, ';') ? undefined : expression(r)
  expect(r, ';')
  const step = isOp(r, ')') ? undefined : expression(r)
  closed(r)
  return { kind: 'for', ...(begin && { begin }), ...(test && { test }), ...(step && { step }), body: statement(r), at }
}

/** What a loop begins with; `over` is the variable of one that goes through something. */
function loopBegin(r: Reader, at: number): Stmt | { readonly over: Expr } | undefined {
  if (isOp(r, ';')) return undefined
  if (!isWord(r, 'var', 'let', 'const')) {
    const value = expression(r)
    return isWord(r, 'of', 'in') ? { over: value } : { kind: 'expr', value, at }
  }
  const word = take(r).text
  const [constant, hoist] = [word === 'const', word === 'var']
  const to = isOp(r, '{', '[') ? pattern(primary(r)) : name(identifier(r), at)
  if (isWord(r, 'of', 'in')) return { over: to }
  const pairs: [Expr, Expr | undefined][] = [[to, takeOp(r, '=') ? assignment(r) : undefined]]
  while (takeOp(r, ',')) pairs.push([name(identifier(r), at), takeOp(r, '=') ? assignment(r) : undefined])
  return { kind: 'declare', pairs, ...(constant && { constant }), ...(hoist && { hoist }), at }
}

function each(r: Reader, to: Expr, at: number): Stmt {
  const of = take(r).text === 'of'
  const over = expression(r)
  closed(r)
  return { kind: 'each', of, to, over, body: statement(r), at }
}
