import { member, name, words } from './parts'
import { assignment, expect, identifier, isOp, semicolon, take, takeOp, takeWord } from './reader'
import { fault, type Reader } from './words'
import type { Expr, Stmt } from '../tree'

/** import and export. */

/** What a module gives away; a function or class has its name here too. */
export function exported(r: Reader, at: number): Stmt {
  const value = assignment(r)
  const called = value.kind === 'function' ? value.fn.name : value.kind === 'class' ? value.made.name : ''
  if (called === '') semicolon(r)
  const to = member(name('module', at), 'exports', at)
  const gives: Expr = { kind: 'assign', op: '=', to, value: called === '' ? value : name(called, at), at }
  if (called === '') return { kind: 'expr', value: gives, at }
  return {
    kind: 'declare',
    pairs: [
      [name(called, at), value],
      [name('.exported', at), gives],
    ],
    at,
  }
}

/** `import x, { y } from 'z'` as what require gives. */
export function imported(r: Reader, at: number): Stmt {
  take(r)
  const pairs: [Expr, Expr | undefined][] = []
  const whole = name('.imported', at)
  if (r.word.kind !== 'string') {
    do pairs.push(...importedNames(r, whole, at))
    while (takeOp(r, ','))
    if (!takeWord(r, 'from')) throw fault(r)
  }
  const module = required(take(r).text, at)
  semicolon(r)
  if (pairs.length === 0) return { kind: 'expr', value: module, at }
  return { kind: 'declare', pairs: [[whole, module], ...pairs], at }
}

function importedNames(r: Reader, whole: Expr, at: number): readonly [Expr, Expr][] {
  if (takeOp(r, '*')) {
    takeWord(r, 'as')
    return [[name(identifier(r), at), whole]]
  }
  if (!takeOp(r, '{')) return [[name(identifier(r), at), whole]]
  const pairs: [Expr, Expr][] = []
  while (!isOp(r, '}')) {
    const key = take(r).text
    pairs.push([name(takeWord(r, 'as') ? identifier(r) : key, at), member(whole, key, at)])
    if (!takeOp(r, ',')) break
  }
  expect(r, '}')
  return pairs
}

const required = (from: string, at: number): Expr => ({
  kind: 'call',
  of: name('require', at),
  args: [words(from, at)],
  optional: false,
  shown: 'require',
  at,
})
