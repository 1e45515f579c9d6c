import { push } from '../../script/frames'
import { compare } from '../value/compare'
import { items, truth } from '../value/items'
import { binary } from '../value/operate'
import { isThing, type Value } from '../value/thing'
import { instanceMethod } from './attributes'
import { call, callSync } from './call'
import type { Frame, Machine } from './core'

/** Operators, with the program's own methods for them. */
const dunder: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '**': '__pow__',
}

const comparing: Readonly<Record<string, string>> = {
  '==': '__eq__',
  '<': '__lt__',
  '>': '__gt__',
  '<=': '__le__',
  '>=': '__ge__',
}

export function operate(m: Machine, f: Frame, inPlace: boolean, op: string, left: Value, right: Value): void {
  const method = instanceMethod(left, dunder[op] ?? '')
  if (method) return call(m, method, [right], new Map())
  if (inPlace && isThing(left) && left.t === 'list' && op === '+') {
    left.v.push(...items(right))
    return push(f, left)
  }
  const timely = m.lib.natives['.timely']?.(m, [op, left, right], new Map(), null)
  push(f, timely ?? binary(op, left, right))
}

export function comparison(m: Machine, op: string, left: Value, right: Value): Value {
  const method = instanceMethod(left, comparing[op] ?? '')
  if (method) return callSync(m, method, [right])
  const inside = op === 'in' || op === 'not in' ? instanceMethod(right, '__contains__') : undefined
  if (inside) return truth(callSync(m, inside, [left])) === (op === 'in')
  return compare(op, left, right)
}
