import { own } from '../../script/own'
import { comprehension } from './comprehension'
import { expressions } from './expressions'
import {
  before,
  expectOp,
  expression,
  invalid,
  isOp,
  isWord,
  keywords,
  peek,
  placeOf,
  span,
  starred,
  takeOp,
  type Reader,
} from './reader'
import { strings } from './strings'
import type { Expr, Place } from '../tree'
import type { Token } from './token'

/** The smallest expressions. */

export function atom(r: Reader): Expr {
  const token = peek(r)
  const at = placeOf(token)
  if (token.kind === 'string') return strings(r)
  if (token.kind === 'number') return (r.at++, numberOf(token.text, at))
  if (token.kind === 'name') return nameOf(r, token)
  if (takeOp(r, '(')) return parenthesised(r, at)
  if (takeOp(r, '[')) return listed(r, at)
  if (takeOp(r, '{')) return braced(r, at)
  if (takeOp(r, '...')) return { kind: 'const', value: null, at }
  throw invalid(r)
}

const constants: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null }

function nameOf(r: Reader, token: Token): Expr {
  const at = placeOf(token)
  const value = own(constants, token.text)
  if (value === undefined && keywords.has(token.text)) throw invalid(r)
  r.at++
  return value === undefined ? { kind: 'name', name: token.text, at } : { kind: 'const', value, at }
}

function numberOf(words: string, at: Place): Expr {
  const plain = words.replace(/_/g, '')
  if (/^0[xob]/i.test(plain)) return { kind: 'int', value: String(BigInt(plain)), at }
  return /[.eE]/.test(plain)
    ? { kind: 'float', value: Number(plain), at }
    : { kind: 'int', value: String(BigInt(plain)), at }
}

function parenthesised(r: Reader, start: Place): Expr {
  if (takeOp(r, ')')) return { kind: 'tuple', items: [], at: span(start, before(r)) }
  const inner = expressions(r)
  const whole = isWord(r, 'for') ? comprehension(r, 'list', inner) : inner
  expectOp(r, ')')
  return whole.kind === 'tuple' ? { ...whole, at: span(start, before(r)) } : whole
}

function listed(r: Reader, start: Place): Expr {
  const items: Expr[] = []
  while (!isOp(r, ']')) {
    items.push(starred(r))
    if (items.length === 1 && isWord(r, 'for')) {
      const whole = comprehension(r, 'list', items[0]!)
      expectOp(r, ']')
      return whole
    }
    if (!takeOp(r, ',')) break
  }
  if (!isOp(r, ']')) throw invalid(r, 'invalid syntax. Perhaps you forgot a comma?')
  r.at++
  return { kind: 'list', items, at: span(start, before(r)) }
}

function braced(r: Reader, start: Place): Expr {
  const pairs: [Expr | undefined, Expr][] = []
  const items: Expr[] = []
  while (!isOp(r, '}')) {
    if (takeOp(r, '**')) pairs.push([undefined, expression(r)])
    else {
      const key = starred(r)
      if (takeOp(r, ':')) {
        const value = expression(r)
        if (isWord(r, 'for')) return closed(r, comprehension(r, 'dict', key, value))
        pairs.push([key, value])
      } else if (isWord(r, 'for')) return closed(r, comprehension(r, 'set', key))
      else items.push(key)
    }
    if (!takeOp(r, ',')) break
  }
  expectOp(r, '}')
  const at = span(start, before(r))
  return items.length > 0 ? { kind: 'set', items, at } : { kind: 'dict', pairs, at }
}

function closed(r: Reader, whole: Expr): Expr {
  expectOp(r, '}')
  return whole
}
