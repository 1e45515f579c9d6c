import type { Expression, Look, Operator } from './parse'
import { roots, type Scope, type Value } from './roots'

/** Evaluates a check over a world and its trace. Total: an unknown name is `undefined`, never an error. */
export interface Outcome {
  readonly met: boolean
  /** The first part that does not hold, for the explanation. */
  readonly missing?: Missing
}

export type Missing = { readonly what: string; readonly path?: readonly Asked[] } & (
  | { readonly kind: 'absent' | 'present' | 'unsent' }
  | { readonly kind: 'differs'; readonly is: string; readonly wanted: string; readonly operator: Operator }
)

/** One step of what was looked at, with its arguments worked out: `tag` of `["latest"]`. For telling it in words. */
export interface Asked {
  readonly name: string
  readonly args: readonly string[]
}

export function evaluate(expression: Expression, scope: Scope): Outcome {
  switch (expression.kind) {
    case 'and': {
      const failed = expression.parts.map((part) => evaluate(part, scope)).find((outcome) => !outcome.met)
      return failed ?? { met: true }
    }
    case 'or': {
      const outcomes = expression.parts.map((part) => evaluate(part, scope))
      return outcomes.find((outcome) => outcome.met) ?? outcomes[0] ?? { met: false }
    }
    case 'not':
      return evaluate(expression.of, scope).met
        ? { met: false, missing: { kind: 'present', what: describe(expression.of), ...pathOf(expression.of, scope) } }
        : { met: true }
    case 'compare':
      return compared(expression, scope)
    default:
      return held(expression, scope)
  }
}

function held(expression: Expression, scope: Scope): Outcome {
  if (isTrue(valueOf(expression, scope))) return { met: true }
  const unsent = expression.kind === 'look' && expression.steps[0]?.name === 'sent'
  return {
    met: false,
    missing: { kind: unsent ? 'unsent' : 'absent', what: describe(expression), ...pathOf(expression, scope) },
  }
}

function compared(e: Extract<Expression, { kind: 'compare' }>, scope: Scope): Outcome {
  const left = valueOf(e.left, scope)
  const right = valueOf(e.right, scope)
  if (holds(e.operator, left, right)) return { met: true }
  return {
    met: false,
    missing: {
      kind: 'differs',
      what: describe(e.left),
      ...pathOf(e.left, scope),
      is: shown(left),
      wanted: shown(right),
      operator: e.operator,
    },
  }
}

function holds(operator: Operator, left: Value, right: Value): boolean {
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== 'number' || typeof right !== 'number') return false
  return { '>=': left >= right, '<=': left <= right, '>': left > right, '<': left < right }[operator]
}

const isTrue = (value: Value): boolean => (typeof value === 'object' ? value['exists'] !== false : Boolean(value))

const shown = (value: Value): string => (value === undefined ? '' : typeof value === 'object' ? '{…}' : String(value))

export function valueOf(expression: Expression, scope: Scope): Value {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind !== 'look') return evaluate(expression, scope).met
  const [first, ...rest] = expression.steps
  if (first === undefined) return undefined
  const root = roots[first.name]
  return rest.reduce((value: Value, step) => stepInto(value, step, scope), root?.(scope, args(first, scope)))
}

const args = (look: Look, scope: Scope): readonly Value[] => look.args.map((arg) => valueOf(arg, scope))

function stepInto(value: Value, look: Look, scope: Scope): Value {
  if (look.name === 'exists')
    return typeof value === 'object' ? value['exists'] !== false : value !== undefined && value !== false
  if (typeof value !== 'object') return undefined
  const field = Object.hasOwn(value, look.name) ? value[look.name] : undefined
  return typeof field === 'function' ? field(...args(look, scope)) : field
}

const pathOf = (expression: Expression, scope: Scope): { readonly path?: readonly Asked[] } =>
  expression.kind === 'look'
    ? { path: expression.steps.map((look) => ({ name: look.name, args: args(look, scope).map(shown) })) }
    : {}

/** How a person would name it: the expression itself. */
export function describe(expression: Expression): string {
  if (expression.kind === 'literal')
    return typeof expression.value === 'string' ? `"${expression.value}"` : String(expression.value)
  if (expression.kind === 'look') return expression.source.replace(/\.exists(\(\))?$/, '')
  if (expression.kind === 'not') return `!${describe(expression.of)}`
  if (expression.kind === 'compare')
    return `${describe(expression.left)} ${expression.operator} ${describe(expression.right)}`
  return expression.parts.map(describe).join(expression.kind === 'and' ? ' && ' : ' || ')
}
