import { expectName, expression, isOp, takeOp, type Reader } from './reader'
import type { Expr, Params } from '../tree'

/** Parameters. */

/** Parameters up to `end`, which is left. */
export function parameters(r: Reader, end: string): Params {
  const made: Made = { names: [], defaults: [], keywordFrom: Infinity }
  while (!isOp(r, end)) {
    parameter(r, made, end)
    if (end === ')' && takeOp(r, ':')) expression(r)
    if (!takeOp(r, ',')) break
  }
  return { ...made, keywordFrom: Math.min(made.keywordFrom, made.names.length) }
}

interface Made {
  readonly names: string[]
  readonly defaults: (Expr | undefined)[]
  keywordFrom: number
  rest?: string
  named?: string
}

function parameter(r: Reader, made: Made, end: string): void {
  if (takeOp(r, '**')) made.named = expectName(r)
  else if (takeOp(r, '*')) {
    made.keywordFrom = made.names.length
    if (!isOp(r, ',')) made.rest = expectName(r)
  } else if (!takeOp(r, '/')) {
    made.names.push(expectName(r))
    if (end === ')' && takeOp(r, ':')) expression(r)
    made.defaults.push(takeOp(r, '=') ? expression(r) : undefined)
  }
}
