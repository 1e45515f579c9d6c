import { arithmetic, divide } from './arithmetic'
import type { Context, Scope } from './data'
import { fault } from './fault'
import { compare, isDecimal, show, toScale, truth, type Value } from './value'
import type { Expr } from './tree'

/** Functions of a group of rows. */
export function aggregate(
  expr: Extract<Expr, { kind: 'call' }>,
  scope: Scope,
  evaluate: (expr: Expr, scope: Scope) => Value,
): Value {
  const { group, ctx } = scope
  if (!group) throw fault({ kind: 'grouping', at: expr.at })
  const [arg, mark] = expr.args
  if (expr.star || !arg) return group.length
  const { group: _, ...alone } = scope
  const all = group.map((row) => evaluate(arg, { ...alone, row })).filter((value) => value !== null)
  const values = expr.distinct ? distinct(all) : all
  switch (expr.name) {
    case 'count':
      return values.length
    case 'sum':
      return values.length === 0 ? null : values.reduce((sum, each) => arithmetic('+', sum, each, ctx), 0)
    case 'avg':
      return values.length === 0 ? null : average(values, ctx)
    case 'min':
    case 'max': {
      const sign = expr.name === 'min' ? -1 : 1
      return values.reduce(
        (best: Value, each) => (best === null || sign * compare(each, best, ctx.dialect)! > 0 ? each : best),
        null,
      )
    }
    case 'bool_and':
      return values.every((each) => truth(each))
    case 'bool_or':
      return values.some((each) => truth(each))
    default: {
      if (values.length === 0) return null
      const between = mark ? (show(evaluate(mark, { ...alone, row: group[0] ?? [] }), ctx.dialect) ?? '') : ','
      const joined = values.map((each) => show(each, ctx.dialect)).join(between)
      return expr.name === 'array_agg' ? `{${joined}}` : joined
    }
  }
}

function average(values: readonly Value[], ctx: Context): Value {
  const sum = values.reduce((total, each) => arithmetic('+', total, each, ctx), 0 as Value)
  const mean = divide(sum, values.length, ctx)
  // PostgreSQL's average of numbers with a fraction has as many digits as a quotient has.
  return isDecimal(mean) ? toScale(mean, mean.decimal.split('.')[1]?.length ?? 0) : mean
}

export const distinct = (values: readonly Value[]): readonly Value[] => {
  const seen = new Set<string>()
  return values.filter((value) => {
    const key = JSON.stringify(value)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
