import { block, otherwise, statementNamed } from './blocks'
import { targets } from './comprehension'
import { expressions } from './expressions'
import { parameters } from './params'
import {
  beyond,
  expectName,
  expectOp,
  expression,
  invalid,
  isOp,
  isWord,
  next,
  peek,
  place,
  takeOp,
  takeWord,
  type Reader,
} from './reader'
import type { Expr, Handler, Place, Stmt } from '../tree'

/** Statements with blocks. */

export const compounds: Readonly<Record<string, (r: Reader, at: Place) => Stmt>> = {
  if: conditional,
  while: whileLoop,
  for: forLoop,
  try: attempt,
  with: within,
  def: (r, at) => definition(r, at, []),
  class: (r, at) => classDefinition(r, at, []),
}

function whileLoop(r: Reader, at: Place): Stmt {
  const test = expression(r)
  return { kind: 'while', test, body: block(r, statementNamed('while'), at.line), other: otherwise(r), at }
}

function forLoop(r: Reader, at: Place): Stmt {
  const target = targets(r)
  if (!takeWord(r, 'in')) throw invalid(r)
  const over = expressions(r)
  return { kind: 'for', target, over, body: block(r, statementNamed('for'), at.line), other: otherwise(r), at }
}

/** Several are one inside of the other. */
function within(r: Reader, at: Place): Stmt {
  const values: [Expr, Expr | undefined][] = []
  do values.push([expression(r), takeWord(r, 'as') ? targets(r) : undefined])
  while (takeOp(r, ','))
  const body = block(r, statementNamed('with'), at.line)
  return values.reduceRight<readonly Stmt[]>(
    (inner, [value, target]) => [{ kind: 'with', value, ...(target && { target }), body: inner, at }],
    body,
  )[0]!
}

function conditional(r: Reader, at: Place): Stmt {
  const test = expression(r)
  const body = block(r, statementNamed('if'), at.line)
  const here = place(r)
  if (takeWord(r, 'elif')) return { kind: 'if', test, body, other: [conditional(r, here)], at }
  return { kind: 'if', test, body, other: otherwise(r), at }
}

function attempt(r: Reader, at: Place): Stmt {
  const body = block(r, statementNamed('try'), at.line)
  const handlers: Handler[] = []
  while (isWord(r, 'except')) handlers.push(handler(r))
  const other = otherwise(r)
  const { line } = peek(r)
  const last = takeWord(r, 'finally') ? block(r, statementNamed('finally'), line) : []
  if (handlers.length === 0 && last.length === 0) throw invalid(r, "expected 'except' or 'finally' block")
  return { kind: 'try', body, handlers, other, last, at }
}

function handler(r: Reader): Handler {
  const { line } = next(r)
  const type = isOp(r, ':') ? undefined : expressions(r)
  const name = takeWord(r, 'as') ? expectName(r) : undefined
  const body = block(r, statementNamed('except'), line)
  return { ...(type && { type }), ...(name !== undefined && { name }), body }
}

export function decorated(r: Reader): Stmt {
  const decorators: Expr[] = []
  while (takeOp(r, '@')) {
    decorators.push(expression(r))
    if (peek(r).kind === 'newline') next(r)
  }
  const at = place(r)
  if (takeWord(r, 'def')) return definition(r, at, decorators)
  if (takeWord(r, 'class')) return classDefinition(r, at, decorators)
  if (isWord(r, 'async')) throw beyond('async is not simulated', at)
  throw invalid(r)
}

function definition(r: Reader, at: Place, decorators: readonly Expr[]): Stmt {
  const name = expectName(r)
  expectOp(r, '(')
  const params = parameters(r, ')')
  expectOp(r, ')')
  if (takeOp(r, '->')) expression(r)
  return { kind: 'def', name, params, body: block(r, 'function definition', at.line), decorators, at }
}

function classDefinition(r: Reader, at: Place, decorators: readonly Expr[]): Stmt {
  const name = expectName(r)
  const bases: Expr[] = []
  if (takeOp(r, '(')) {
    while (!isOp(r, ')')) {
      bases.push(expression(r))
      if (!takeOp(r, ',')) break
    }
    expectOp(r, ')')
  }
  return { kind: 'class', name, bases, body: block(r, 'class definition', at.line), decorators, at }
}
