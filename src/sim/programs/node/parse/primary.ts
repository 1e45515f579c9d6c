import { classRest, propertyName, takesBefore, accessorBefore } from './classes'
import { expression } from './expressions'
import { functionAfter, parameters } from './functions'
import { name, words } from './parts'
import { spreadOr } from './postfix'
import { assignment, expect, identifier, isBefore, isOp, take, takeOp, valueBlock } from './reader'
import { template } from './template'
import { beyond, fault, type Reader } from './words'
import type { Expr, Fn, Member } from '../tree'

/** The smallest expressions. */

export function anyPrimary(r: Reader): Expr {
  const at = r.word.line
  const { word } = r
  switch (word.kind) {
    case 'number':
      take(r)
      if (word.text.endsWith('n')) throw beyond(r, 'BigInt is not simulated')
      return { kind: 'value', value: Number(word.text.replace(/_/g, '')), at }
    case 'string':
      take(r)
      return words(word.text, at)
    case 'template':
      return template(r)
    case 'regex':
      take(r)
      return { kind: 'regex', source: word.text, flags: word.flags ?? '', at }
    case 'name':
      return named(r, at)
    default:
      return bracketed(r, at)
  }
}

function bracketed(r: Reader, at: number): Expr {
  if (takeOp(r, '[')) return listed(r, at)
  if (takeOp(r, '{')) return objectRest(r, at)
  if (!takeOp(r, '(')) throw fault(r)
  const inner = expression(r)
  expect(r, ')')
  return inner
}

function named(r: Reader, at: number): Expr {
  const { text } = r.word
  if (text === 'true' || text === 'false' || text === 'null') {
    take(r)
    return { kind: 'value', value: text === 'null' ? null : text === 'true', at }
  }
  if (text === 'undefined' || text === 'this' || text === 'super') {
    take(r)
    return { kind: text, at }
  }
  if (text === 'function') return { kind: 'function', fn: { ...functionAfter(r, false), binds: true }, at }
  if (text === 'async' && isBefore(r, /^\s+function\b/)) {
    take(r)
    return { kind: 'function', fn: { ...functionAfter(r, true), binds: true }, at }
  }
  if (text === 'class') {
    take(r)
    return { kind: 'class', made: classRest(r), at }
  }
  return name(identifier(r), at)
}

function listed(r: Reader, at: number): Expr {
  const items: Expr[] = []
  while (!isOp(r, ']')) {
    items.push(isOp(r, ',') ? { kind: 'undefined', at } : spreadOr(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, ']')
  return { kind: 'array', items, at }
}

function objectRest(r: Reader, at: number): Expr {
  const members: Member[] = []
  while (!isOp(r, '}')) {
    if (takeOp(r, '...')) members.push({ value: assignment(r) })
    else members.push(objectMember(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, '}')
  return { kind: 'object', members, at }
}

const memberEnd = /^\s*[,:(}]/

function objectMember(r: Reader): Member {
  const at = r.word.line
  const deferred = takesBefore(r, 'async', memberEnd)
  const generator = takeOp(r, '*')
  const accessor = accessorBefore(r, memberEnd)
  const plain = r.word
  const key = propertyName(r)
  if (isOp(r, '(')) {
    const fn: Fn = { name: plain.text, params: parameters(r), body: valueBlock(r), arrow: false, deferred, generator }
    return { key, value: { kind: 'function', fn, at }, ...accessor }
  }
  if (takeOp(r, ':')) return { key, value: assignment(r) }
  const value: Expr = name(plain.text, at)
  return { key, value: takeOp(r, '=') ? { kind: 'default', to: value, value: assignment(r), at } : value }
}
