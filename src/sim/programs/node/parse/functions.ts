import { name } from './parts'
import { pattern } from './pattern'
import {
  assignment,
  block,
  expect,
  identifier,
  isBefore,
  isOp,
  primary,
  reserved,
  take,
  takeOp,
  valueBlock,
} from './reader'
import { beyond, type Reader } from './words'
import type { Expr, Fn, Stmt } from '../tree'

/** Functions, arrows and parameters. */

export function functionAfter(r: Reader, deferred: boolean): Fn {
  take(r)
  return functionRest(r, deferred)
}

export function functionRest(r: Reader, deferred: boolean): Fn {
  const generator = takeOp(r, '*')
  if (generator && deferred) throw beyond(r, 'async function* is not simulated')
  const called = r.word.kind === 'name' ? identifier(r) : ''
  return { name: called, params: parameters(r), body: block(r), arrow: false, deferred, generator }
}

export function parameters(r: Reader): readonly Expr[] {
  expect(r, '(')
  const params: Expr[] = []
  while (!isOp(r, ')')) {
    const at = r.word.line
    if (takeOp(r, '...')) params.push({ kind: 'spread', of: pattern(primary(r)), at })
    else {
      const to = pattern(primary(r))
      params.push(takeOp(r, '=') ? { kind: 'default', to, value: assignment(r), at } : to)
    }
    if (!takeOp(r, ',')) break
  }
  expect(r, ')')
  return params
}

export function arrow(r: Reader, deferred: boolean): Expr {
  const at = r.word.line
  const params = isOp(r, '(') ? parameters(r) : [name(identifier(r), at)]
  expect(r, '=>')
  const body: readonly Stmt[] = isOp(r, '{') ? valueBlock(r) : [{ kind: 'return', value: assignment(r), at }]
  return { kind: 'function', fn: { name: '', params, body, arrow: true, deferred }, at }
}

export const isArrowHere = (r: Reader): boolean =>
  (r.word.kind === 'name' && !reserved.has(r.word.text) && isBefore(r, /^\s*=>/)) ||
  (isOp(r, '(') && closesWithArrow(r))

export const isArrow = (r: Reader, rest: string): boolean =>
  /^\s*[\w$]+\s*=>/.test(rest) || (/^\s*\(/.test(rest) && closesWithArrow({ ...r, at: r.at + rest.indexOf('(') + 1 }))

/** Whether the bracket that was just read closes before an arrow. */
function closesWithArrow(r: Reader): boolean {
  let depth = 1
  for (let i = r.at; i < r.source.length; i++) {
    const c = r.source[i]!
    if (c === "'" || c === '"' || c === '`') {
      for (i++; i < r.source.length && r.source[i] !== c; i++) if (r.source[i] === '\\') i++
    } else if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c) && --depth === 0) return /^\s*=>/.test(r.source.slice(i + 1, i + 50))
  }
  return false
}
