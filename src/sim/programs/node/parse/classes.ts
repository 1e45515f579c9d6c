import { parameters } from './functions'
import { hidden, words } from './parts'
import {
  assignment,
  block,
  expect,
  identifier,
  isBefore,
  isOp,
  isWord,
  postfix,
  semicolon,
  take,
  takeOp,
  takeWord,
} from './reader'
import { beyond, fault, type Reader } from './words'
import type { ClassMember, ClassTree, Expr, Fn } from '../tree'

/** Classes. */

export function classRest(r: Reader): ClassTree {
  const called = r.word.kind === 'name' && !isWord(r, 'extends') ? identifier(r) : ''
  const above = takeWord(r, 'extends') ? postfix(r) : undefined
  expect(r, '{')
  const members: ClassMember[] = []
  while (!takeOp(r, '}')) if (!takeOp(r, ';')) members.push(classMember(r))
  return { name: called, ...(above && { above }), members }
}

/** A word before a member's name, which could be its name too. */
export const takesBefore = (r: Reader, word: string, after: RegExp): boolean =>
  isWord(r, word) && !isBefore(r, after) && take(r) !== undefined

const memberEnd = /^\s*[(=;}]/

/** The `get` or `set` before a member's name. */
export const accessorBefore = (r: Reader, end: RegExp): { readonly accessor: 'get' | 'set' } | undefined =>
  takesBefore(r, 'get', end) ? { accessor: 'get' } : takesBefore(r, 'set', end) ? { accessor: 'set' } : undefined

function classMember(r: Reader): ClassMember {
  if (isWord(r, 'static') && isBefore(r, /^\s*\{/)) throw beyond(r, 'a static block is not simulated')
  const fixed = takesBefore(r, 'static', memberEnd)
  const deferred = takesBefore(r, 'async', memberEnd)
  const generator = takeOp(r, '*')
  const accessor = accessorBefore(r, memberEnd)
  const key = propertyName(r)
  if (isOp(r, '(')) {
    const name = key.kind === 'value' ? String(key.value).replace(/^\.#/, '#') : ''
    const fn: Fn = { name, params: parameters(r), body: block(r), arrow: false, deferred, generator }
    return { name: key, fn, fixed, ...accessor }
  }
  const value = takeOp(r, '=') ? assignment(r) : undefined
  semicolon(r)
  return { name: key, ...(value && { value }), fixed }
}

export function propertyName(r: Reader): Expr {
  const at = r.word.line
  if (takeOp(r, '[')) {
    const key = assignment(r)
    expect(r, ']')
    return key
  }
  const word = take(r)
  if (word.kind === 'number') return words(String(Number(word.text)), at)
  if (word.kind !== 'name' && word.kind !== 'string') throw fault({ word })
  return words(word.kind === 'name' ? hidden(word.text) : word.text, at)
}
