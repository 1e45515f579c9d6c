import { evaluate, type Outcome } from './expect/evaluate'
import { parseExpression } from './expect/parse'
import type { Scope } from './expect/roots'

/** Evaluates a check as a scenario writes it. A check that cannot be read never holds (the loader refuses those). */
export function check(source: string, scope: Scope): Outcome {
  const read = parseExpression(source)
  return 'fault' in read ? { met: false, missing: { kind: 'absent', what: source } } : evaluate(read.expression, scope)
}
