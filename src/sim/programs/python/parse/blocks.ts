import { expectOp, invalid, next, peek, statement, takeOp, takeWord, type Reader } from './reader'
import { simple } from './simple'
import { faulty } from './token'
import type { Stmt } from '../tree'

/** Lines and blocks. */

export function simpleLine(r: Reader): readonly Stmt[] {
  const out = [simple(r)]
  while (takeOp(r, ';')) if (peek(r).kind !== 'newline') out.push(simple(r))
  if (peek(r).kind === 'newline') next(r)
  else if (peek(r).kind !== 'end') throw invalid(r)
  return out
}

/** What follows a colon: an indented block, or the rest of the line. `of` says which statement, `line` where it began. */
export function block(r: Reader, of: string, line: number): readonly Stmt[] {
  expectOp(r, ':')
  if (peek(r).kind !== 'newline') return simpleLine(r)
  next(r)
  if (peek(r).kind !== 'indent') {
    const token = peek(r)
    throw faulty(
      'IndentationError',
      `expected an indented block after ${of} on line ${line}`,
      token.line,
      token.from,
      token.from + 1,
      token.kind === 'end',
    )
  }
  next(r)
  const out: Stmt[] = []
  while (peek(r).kind !== 'dedent' && peek(r).kind !== 'end') out.push(...statement(r))
  next(r)
  return out
}

export const statementNamed = (name: string) => `'${name}' statement`

export function otherwise(r: Reader): readonly Stmt[] {
  const { line } = peek(r)
  return takeWord(r, 'else') ? block(r, statementNamed('else'), line) : []
}
