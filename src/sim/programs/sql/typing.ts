import { aggregates, functionTypes } from './functions'
import { familyOf } from './types'
import type { Bound, Context } from './data'
import type { Expr } from './tree'

/** What type an expression has, as far as headings, alignment and PostgreSQL's operators care. */
export function typeOf(expr: Expr, columns: readonly Bound[], ctx: Context): string {
  const mysql = ctx.dialect === 'mysql'
  switch (expr.kind) {
    case 'literal':
      return expr.type === 'boolean' && mysql ? 'integer' : expr.type
    case 'column':
      return (
        columns.find(
          (each) =>
            each.name.toLowerCase() === expr.name.toLowerCase() &&
            (expr.table === undefined || each.table === expr.table),
        )?.type ?? 'text'
      )
    case 'not':
    case 'in':
    case 'between':
    case 'like':
    case 'is':
    case 'exists':
      return mysql ? 'integer' : 'boolean'
    case 'minus':
      return typeOf(expr.of, columns, ctx)
    case 'binary':
      return binaryType(expr.op, typeOf(expr.left, columns, ctx), typeOf(expr.right, columns, ctx), mysql)
    case 'call':
      return callType(expr, columns, ctx)
    case 'case':
      return typeOf(expr.whens[0]?.[1] ?? expr.otherwise!, columns, ctx)
    case 'cast':
      return expr.to.name
    case 'scalar':
      return expr.select.items[0] ? typeOf(expr.select.items[0].expr, columns, ctx) : 'text'
    case 'interval':
      return 'interval'
    default:
      return 'text'
  }
}

export function binaryType(op: string, left: string, right: string, mysql: boolean): string {
  if (/^(and|or|=|<>|<|>|<=|>=|<=>)$/.test(op)) return mysql ? 'integer' : 'boolean'
  if (op === '||' || op === '->>') return 'text'
  if (op === '->') return 'jsonb'
  const [a, b] = [familyOf(left), familyOf(right)]
  if (a === 'moment' || b === 'moment')
    return a === b
      ? left === 'date'
        ? 'integer'
        : 'interval'
      : left === 'date' && b === 'integer'
        ? 'date'
        : a === 'moment'
          ? left.replace(/^date$/, 'timestamp without time zone')
          : right
  if (a === 'float' || b === 'float') return 'double precision'
  if (a === 'exact' || b === 'exact' || (op === '/' && mysql)) return 'numeric'
  return left === 'bigint' || right === 'bigint' ? 'bigint' : 'integer'
}

function callType(expr: Extract<Expr, { kind: 'call' }>, columns: readonly Bound[], ctx: Context): string {
  const first = expr.args[0] ? typeOf(expr.args[0], columns, ctx) : 'text'
  if (aggregates.has(expr.name)) {
    if (expr.name === 'count') return 'bigint'
    if (expr.name === 'avg') return familyOf(first) === 'float' ? 'double precision' : 'numeric'
    if (expr.name === 'sum')
      return ctx.dialect === 'mysql'
        ? 'numeric'
        : familyOf(first) === 'integer'
          ? first === 'bigint'
            ? 'numeric'
            : 'bigint'
          : first
    if (expr.name === 'min' || expr.name === 'max') return first
    return expr.name.startsWith('bool') ? 'boolean' : 'text'
  }
  const known = functionTypes[expr.name]
  return known === 'first' ? first : (known ?? 'text')
}
