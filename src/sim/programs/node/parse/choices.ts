import { expression } from './expressions'
import { pattern } from './pattern'
import { block, expect, isOp, isWord, primary, statement, takeOp, takeWord } from './reader'
import { advance, fault, type Reader } from './words'
import type { Expr, Stmt } from '../tree'

/** if, switch and try. */

export type StatementRules = Readonly<Record<string, (r: Reader, at: number) => Stmt>>

export const condition = (r: Reader): Expr => {
  expect(r, '(')
  const test = expression(r)
  closed(r)
  return test
}

/** The bracket behind which a statement begins. */
export function closed(r: Reader): void {
  if (!isOp(r, ')')) throw fault(r)
  advance(r, true)
}

export const choiceStatements: StatementRules = {
  if: (r, at) => {
    const test = condition(r)
    const then = statement(r)
    return { kind: 'if', test, then, ...(takeWord(r, 'else') && { other: statement(r) }), at }
  },
  switch: (r, at) => {
    const on = condition(r)
    expect(r, '{')
    const cases: Case[] = []
    while (!takeOp(r, '}')) cases.push(oneCase(r))
    return { kind: 'switch', on, cases, at }
  },
  try: (r, at) => {
    const body = block(r)
    const handling = takeWord(r, 'catch') ? handler(r) : undefined
    const last = takeWord(r, 'finally') ? block(r) : undefined
    if (!handling && !last) throw fault(r, 'Missing catch or finally after try')
    return { kind: 'try', body, ...handling, ...(last && { last }), at }
  },
}

type Case = (Stmt & { kind: 'switch' })['cases'][number]

function oneCase(r: Reader): Case {
  const test = takeWord(r, 'default') ? undefined : takeWord(r, 'case') ? expression(r) : undefined
  expect(r, ':')
  const body: Stmt[] = []
  while (!isWord(r, 'case', 'default') && !isOp(r, '}')) {
    if (r.word.kind === 'end') throw fault(r)
    body.push(statement(r))
  }
  return { ...(test && { test }), body }
}

function handler(r: Reader): { readonly param?: Expr; readonly handler: readonly Stmt[] } {
  if (!takeOp(r, '(')) return { handler: block(r) }
  const param = pattern(primary(r))
  expect(r, ')')
  return { param, handler: block(r) }
}
