import { expression } from './expressions'
import { hidden, member, words } from './parts'
import { assignment, expect, isOp, isWord, primary, take, takeOp } from './reader'
import { fault, type Reader } from './words'
import type { Expr } from '../tree'

/** Members and calls. */

export function anyPostfix(r: Reader): Expr {
  let of = isWord(r, 'new') ? made(r) : primary(r)
  for (let more = suffix(r, of); more !== undefined; more = suffix(r, of)) of = more
  return of
}

/** One more `.b`, `[c]`, `(d)` or `?.e`, if there is one. */
function suffix(r: Reader, of: Expr): Expr | undefined {
  const at = r.word.line
  if (takeOp(r, '.')) return dotted(r, of, at)
  if (takeOp(r, '?.')) return optionalSuffix(r, of, at)
  if (takeOp(r, '[')) return indexed(r, of, false, at)
  if (r.word.kind === 'template') return tagged(r, of, at)
  return takeOp(r, '(')
    ? { kind: 'call', of, args: argumentsOf(r), optional: false, shown: shownCall(of), at }
    : undefined
}

/** A tag is a function: it is given the texts and the values between them. */
function tagged(r: Reader, of: Expr, at: number): Expr {
  const made = primary(r)
  if (made.kind !== 'template') throw fault(r)
  const items = made.words.map((each) => words(each, at))
  return {
    kind: 'call',
    of,
    args: [{ kind: 'array', items, at }, ...made.values],
    optional: false,
    shown: shownCall(of),
    at,
  }
}

function dotted(r: Reader, of: Expr, at: number): Expr & { kind: 'member' } {
  return member(of, hidden(take(r).text), at)
}

function optionalSuffix(r: Reader, of: Expr, at: number): Expr {
  if (takeOp(r, '(')) return { kind: 'call', of, args: argumentsOf(r), optional: true, shown: '', at }
  if (takeOp(r, '[')) return indexed(r, of, true, at)
  return { ...dotted(r, of, at), optional: true }
}

function indexed(r: Reader, of: Expr, optional: boolean, at: number): Expr {
  const made: Expr = { kind: 'member', of, name: expression(r), optional, at }
  expect(r, ']')
  return made
}

/** What is called, as an error says it. */
function shownCall(of: Expr): string {
  if (of.kind === 'name') return of.name
  if (of.kind === 'this') return 'this'
  if (of.kind === 'call') return `${shownCall(of.of)}(...)`
  if (of.kind !== 'member') return '(intermediate value)'
  return `${shownCall(of.of)}.${of.name.kind === 'value' ? String(of.name.value).replace(/^\.#/, '#') : '(intermediate value)'}`
}

/** Values with commas between them up to a bracket, which is taken. */
function argumentsOf(r: Reader): readonly Expr[] {
  const args: Expr[] = []
  while (!isOp(r, ')')) {
    args.push(spreadOr(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, ')')
  return args
}

export function spreadOr(r: Reader): Expr {
  const at = r.word.line
  return takeOp(r, '...') ? { kind: 'spread', of: assignment(r), at } : assignment(r)
}

function made(r: Reader): Expr {
  const at = r.word.line
  take(r)
  let of = isWord(r, 'new') ? made(r) : primary(r)
  while (isOp(r, '.', '[')) {
    of = takeOp(r, '.') ? member(of, take(r).text, at) : (take(r), indexed(r, of, false, at))
  }
  return { kind: 'new', of, args: takeOp(r, '(') ? argumentsOf(r) : [], at }
}
