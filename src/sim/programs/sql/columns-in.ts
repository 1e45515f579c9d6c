import type { Expr } from './tree'

/** Which columns an expression names, itself and in what it is made of. */
export function columnsIn(expr: Expr): readonly Extract<Expr, { kind: 'column' }>[] {
  if (expr.kind === 'column') return [expr]
  return childrenOf(expr).flatMap(columnsIn)
}

export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'not':
    case 'minus':
    case 'is':
    case 'cast':
    case 'interval':
      return [expr.of]
    case 'binary':
      return [expr.left, expr.right]
    case 'call':
      return expr.args
    case 'in':
      return [expr.of, ...expr.list]
    case 'between':
      return [expr.of, expr.low, expr.high]
    case 'like':
      return [expr.of, expr.pattern]
    case 'case':
      return [...(expr.of ? [expr.of] : []), ...expr.whens.flat(), ...(expr.otherwise ? [expr.otherwise] : [])]
    default:
      return []
  }
}
