import { expressions } from './expressions'
import { endsLine, expression, invalid, isOp, next, takeOp, type Reader } from './reader'
import type { Expr, Place, Stmt } from '../tree'
import type { PythonSyntax } from './token'

/** Assignments. */

const augments = ['+=', '-=', '*=', '/=', '//=', '%=', '**=', '&=', '|=', '^=', '<<=', '>>=', '@=']

export function assignment(r: Reader, at: Place): Stmt {
  const first = expressions(r)
  if (isOp(r, ...augments)) {
    const op = next(r).text.slice(0, -1)
    return { kind: 'augment', target: first, op, value: expressions(r), at }
  }
  if (takeOp(r, ':')) {
    expression(r)
    const value = takeOp(r, '=') ? expressions(r) : undefined
    if (first.kind === 'name') return { kind: 'annotated', name: first.name, ...(value && { value }), at }
    return value ? { kind: 'assign', targets: [first], value, at } : { kind: 'pass', at }
  }
  const chain = [first]
  while (takeOp(r, '=')) chain.push(expressions(r))
  const value = chain.pop()!
  if (chain.length === 0) {
    if (first.kind === 'name' && first.name === 'print' && !endsLine(r)) throw oldPrint(r, at)
    return { kind: 'expr', value, at }
  }
  const odd = chain.find((target) => !assignable(target))
  if (odd) throw unassignable(r, odd)
  return { kind: 'assign', targets: chain, value, at }
}

/** `print "x"`, as of old. */
function oldPrint(r: Reader, at: Place): PythonSyntax {
  const end = r.tokens.find((token, i) => i >= r.at && token.kind === 'newline')?.to ?? at.to
  const words = "Missing parentheses in call to 'print'. Did you mean print(...)?"
  return invalid(r, words, { kind: 'name', text: '', line: at.line, from: at.from, to: end })
}

const kinds: Readonly<Record<string, string>> = {
  call: 'function call',
  compare: 'comparison',
  binary: 'expression',
}

const unassignable = (r: Reader, { kind, at }: Expr): PythonSyntax =>
  invalid(r, `cannot assign to ${kinds[kind] ?? 'literal'} here. Maybe you meant '==' instead of '='?`, {
    kind: 'name',
    text: '',
    line: at.line,
    from: at.from,
    to: at.to,
  })

const assignable = (target: Expr): boolean =>
  target.kind === 'name' ||
  target.kind === 'attr' ||
  target.kind === 'item' ||
  target.kind === 'star' ||
  ((target.kind === 'tuple' || target.kind === 'list') && target.items.every(assignable))
