import { own } from '../../script/own'
import { choiceStatements, type StatementRules } from './choices'
import { classRest } from './classes'
import { expression } from './expressions'
import { functionAfter, functionRest } from './functions'
import { loopStatements } from './loops'
import { exported, imported } from './modules'
import { name } from './parts'
import { pattern } from './pattern'
import {
  expect,
  assignment,
  block,
  identifier,
  isBefore,
  isOp,
  primary,
  semicolon,
  statement,
  take,
  takeOp,
  takeWord,
} from './reader'
import type { Expr, Stmt } from '../tree'
import type { Reader } from './words'

/** Statements. */

export function anyStatement(r: Reader): Stmt {
  const at = r.word.line
  if (isOp(r, '{')) return { kind: 'block', body: block(r), at }
  if (takeOp(r, ';')) return { kind: 'empty', at }
  const word = r.word.kind === 'name' ? r.word.text : ''
  if (word === 'async' && isBefore(r, /^\s+function\b/)) {
    take(r)
    return { kind: 'function', fn: functionAfter(r, true), at }
  }
  if (word === 'import' && !isBefore(r, /^\s*[(.]/)) return imported(r, at)
  const parse = own(statements, word)
  if (!parse && word !== '' && isBefore(r, /^\s*:/)) {
    take(r)
    expect(r, ':')
    return { kind: 'label', name: word, body: statement(r), at }
  }
  if (!parse) return expressionStatement(r, at)
  take(r)
  return parse(r, at)
}

function expressionStatement(r: Reader, at: number): Stmt {
  const value = expression(r)
  semicolon(r)
  return { kind: 'expr', value, at }
}

function declaration(r: Reader, at: number): Stmt {
  const pairs: [Expr, Expr | undefined][] = []
  do {
    const to = isOp(r, '{', '[') ? pattern(primary(r)) : name(identifier(r), r.word.line)
    pairs.push([to, takeOp(r, '=') ? assignment(r) : undefined])
  } while (takeOp(r, ','))
  return { kind: 'declare', pairs, at }
}

const declared = (r: Reader, at: number): Stmt => {
  const made = declaration(r, at)
  semicolon(r)
  return made
}

const declarationStatements: StatementRules = {
  var: (r, at) => ({ ...declared(r, at), hoist: true }) as Stmt,
  let: declared,
  const: (r, at) => ({ ...declared(r, at), constant: true }) as Stmt,
  function: (r, at) => ({ kind: 'function', fn: functionRest(r, false), at }),
  class: (r, at) => {
    const made = classRest(r)
    return { kind: 'declare', pairs: [[name(made.name, at), { kind: 'class', made, at }]], at }
  },
}

/** The label behind break and continue, on the same line. */
function labelled(r: Reader): { readonly label?: string } {
  const label = r.word.kind === 'name' && !r.fresh ? identifier(r) : undefined
  semicolon(r)
  return label === undefined ? {} : { label }
}

const jumpStatements: StatementRules = {
  return: (r, at) => {
    const value = isOp(r, ';', '}') || r.word.kind === 'end' || r.fresh ? undefined : expression(r)
    semicolon(r)
    return { kind: 'return', ...(value && { value }), at }
  },
  throw: (r, at) => {
    const value = expression(r)
    semicolon(r)
    return { kind: 'throw', value, at }
  },
  break: (r, at) => ({ kind: 'break', ...labelled(r), at }),
  continue: (r, at) => ({ kind: 'continue', ...labelled(r), at }),
}

const statements: Readonly<Record<string, (r: Reader, at: number) => Stmt>> = {
  ...declarationStatements,
  ...choiceStatements,
  ...loopStatements,
  ...jumpStatements,
  export: (r, at) => (takeWord(r, 'default') ? exported(r, at) : statement(r)),
}
