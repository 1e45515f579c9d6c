import { own } from '../../script/own'
import { simpleLine } from './blocks'
import { compounds, decorated } from './compounds'
import { anyExpression, anyStarred } from './expressions'
import { tokens } from './lex'
import { anyDisjunction } from './operators'
import { anyPostfix } from './postfix'
import { beyond, isOp, next, peek, place, statement, type Reader, type Rules } from './reader'
import { faulty } from './token'
import type { Stmt } from '../tree'

/**
 * A Python program to its tree.
 *
 * @models Python 3.13, docs.python.org/3/reference/grammar.html
 * @fidelity part: no async, match, type statements
 */
export function parsePython(source: string): readonly Stmt[] {
  const r: Reader = { tokens: tokens(source), rules, at: 0 }
  const out: Stmt[] = []
  while (peek(r).kind !== 'end') out.push(...statement(r))
  return out
}

export function anyStatement(r: Reader): readonly Stmt[] {
  const at = place(r)
  if (peek(r).kind === 'indent') throw faulty('IndentationError', 'unexpected indent', at.line, at.to, at.to)
  if (isOp(r, '@')) return [decorated(r)]
  const word = peek(r).kind === 'name' ? peek(r).text : ''
  const compound = own(compounds, word)
  if (compound) {
    next(r)
    return [compound(r, at)]
  }
  if (word === 'async' || (word === 'match' && peekIsSubject(r))) throw beyond(`${word} is not simulated`, at)
  return simpleLine(r)
}

const peekIsSubject = (r: Reader) => {
  const after = r.tokens[r.at + 1]
  return after?.kind === 'name' || after?.kind === 'string'
}

const rules: Rules = {
  statement: anyStatement,
  expression: anyExpression,
  starred: anyStarred,
  disjunction: anyDisjunction,
  postfix: anyPostfix,
}
