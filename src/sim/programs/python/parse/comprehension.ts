import { before, disjunction, invalid, isOp, isWord, postfix, span, takeOp, takeWord, type Reader } from './reader'
import type { Expr, Loop } from '../tree'

/** Comprehensions. */

export function comprehension(r: Reader, makes: 'list' | 'set' | 'dict', item: Expr, value?: Expr): Expr {
  const loops: Loop[] = []
  while (takeWord(r, 'for')) {
    const target = targets(r)
    if (!takeWord(r, 'in')) throw invalid(r)
    const over = disjunction(r)
    const tests: Expr[] = []
    while (takeWord(r, 'if')) tests.push(disjunction(r))
    loops.push({ target, over, tests })
  }
  return { kind: 'comprehension', makes, item, ...(value && { value }), loops, at: span(item.at, before(r)) }
}

/** What a `for` assigns to. */
export function targets(r: Reader): Expr {
  const first = postfix(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) {
    if (isWord(r, 'in')) break
    items.push(postfix(r))
  }
  return { kind: 'tuple', items, at: span(first.at, before(r)) }
}
