import { atom } from './atoms'
import { comprehension } from './comprehension'
import { expressions } from './expressions'
import {
  before,
  expectName,
  expectOp,
  expression,
  invalid,
  isOp,
  isWord,
  peek,
  placeOf,
  span,
  takeOp,
  type Reader,
} from './reader'
import type { Arg, Expr } from '../tree'

/** Attributes, calls and subscripts. */

export function anyPostfix(r: Reader): Expr {
  let of = atom(r)
  for (;;) {
    const open = peek(r)
    if (takeOp(r, '.')) of = { kind: 'attr', of, name: expectName(r), at: span(of.at, before(r)) }
    else if (takeOp(r, '(')) {
      const args = argumentsOf(r)
      of = { kind: 'call', of, args, at: { ...span(of.at, before(r)), mark: [open.from, before(r).to] } }
    } else if (takeOp(r, '[')) {
      const index = subscript(r)
      expectOp(r, ']')
      of = { kind: 'item', of, index, at: { ...span(of.at, before(r)), mark: [open.from, before(r).to] } }
    } else return of
  }
}

function argumentsOf(r: Reader): readonly Arg[] {
  const args: Arg[] = []
  while (!isOp(r, ')')) {
    args.push(argument(r))
    if (!takeOp(r, ',')) break
  }
  if (!isOp(r, ')'))
    throw invalid(r, peek(r).kind === 'op' ? 'invalid syntax' : 'invalid syntax. Perhaps you forgot a comma?')
  r.at++
  return args
}

function argument(r: Reader): Arg {
  if (takeOp(r, '*')) return { value: expression(r), star: '*' }
  if (takeOp(r, '**')) return { value: expression(r), star: '**' }
  const name = peek(r)
  if (name.kind === 'name' && r.tokens[r.at + 1]?.text === '=') {
    r.at += 2
    return { value: expression(r), name: name.text }
  }
  const value = expression(r)
  return { value: isWord(r, 'for') ? comprehension(r, 'list', value) : value }
}

function subscript(r: Reader): Expr {
  const start = placeOf(peek(r))
  const parts: (Expr | undefined)[] = []
  let colons = 0
  const part = () => (isOp(r, ':', ']', ',') ? undefined : expressions(r))
  parts.push(part())
  while (takeOp(r, ':')) {
    colons++
    parts.push(part())
  }
  if (colons > 0) return { kind: 'slice', parts, at: start }
  if (!parts[0]) throw invalid(r)
  return parts[0]
}
