import { aggregate } from './aggregate'
import { arithmetic } from './arithmetic'
import { coerce } from './coerce'
import { sameName, type Context, type Scope } from './data'
import { fault } from './fault'
import { aggregates, functionNamed, takesNull } from './functions'
import { toMicros } from './moments'
import { typeOf } from './typing'
import { familyOf } from './types'
import { compare, show, toNumber, truth, type Value } from './value'
import type { Expr } from './tree'

export function evaluate(expr: Expr, scope: Scope): Value {
  const { ctx } = scope
  switch (expr.kind) {
    case 'literal':
      return typeof expr.value === 'boolean' && ctx.dialect === 'mysql' ? Number(expr.value) : expr.value
    case 'column':
      return lookUp(expr, scope)
    case 'variable':
      return variable(expr.name, ctx)
    case 'not':
      return negated(truth(evaluate(expr.of, scope)), ctx)
    case 'minus': {
      const value = evaluate(expr.of, scope)
      return value === null ? null : arithmetic('-', 0, value, ctx)
    }
    case 'binary':
      return binary(expr, scope)
    case 'call':
      return call(expr, scope)
    case 'in':
      return inList(expr, scope)
    case 'between': {
      const of = evaluate(expr.of, scope)
      const low = compare(of, literalAs(expr.low, expr.of, scope), ctx.dialect)
      const high = compare(of, literalAs(expr.high, expr.of, scope), ctx.dialect)
      return low === undefined || high === undefined ? null : said((low >= 0 && high <= 0) !== expr.not, ctx)
    }
    case 'like':
      return like(expr, scope)
    case 'is': {
      const value = evaluate(expr.of, scope)
      const is = expr.what === null ? value === null : truth(value) === expr.what
      return said(is !== expr.not, ctx)
    }
    case 'case':
      return chosen(expr, scope)
    case 'cast':
      return coerce(ctx.dialect, loose(evaluate(expr.of, scope), expr.to.name, ctx), expr.to, {
        column: '',
        row: -1,
        at: expr.at,
      })
    case 'scalar': {
      const { rows } = ctx.select(expr.select, ctx, scope)
      if (rows.length > 1) throw fault({ kind: 'severalRows' })
      return rows[0]?.[0] ?? null
    }
    case 'exists':
      return said(ctx.select(expr.select, ctx, scope).rows.length > 0, ctx)
    case 'interval':
      return intervalText(expr, scope)
    case 'star':
    case 'default':
      throw fault({ kind: 'syntax', at: expr.at, end: expr.at + 1 })
  }
}

/** `EXTRACT(unit FROM date)` says the unit first, an interval last. */
function intervalText(expr: Extract<Expr, { kind: 'interval' }>, scope: Scope): string {
  const value = show(evaluate(expr.of, scope), scope.ctx.dialect) ?? ''
  return toMicros(value) === undefined ? `${value} ${expr.unit}` : `${expr.unit} ${value}`
}

/** MySQL casts what it can of a text to a number. */
const loose = (value: Value, to: string, ctx: Context): Value =>
  ctx.dialect === 'mysql' && typeof value === 'string' && ['integer', 'float', 'exact'].includes(familyOf(to))
    ? toNumber(value)!
    : value

const said = (value: boolean, { dialect }: Context): Value => (dialect === 'mysql' ? Number(value) : value)
const negated = (value: boolean | undefined, ctx: Context): Value => (value === undefined ? null : said(!value, ctx))

function lookUp(expr: Extract<Expr, { kind: 'column' }>, scope: Scope): Value {
  const at = columnAt(expr, scope)
  if (at !== undefined) return scope.row[at] ?? null
  if (scope.outer) return lookUp(expr, { ...scope.outer, clause: scope.clause })
  throw fault(missing(expr, scope))
}

function missing(expr: Extract<Expr, { kind: 'column' }>, scope: Scope) {
  const { table, name, at } = expr
  if (
    table !== undefined &&
    !scope.columns.some((column) => column.table === table) &&
    scope.ctx.dialect === 'postgres'
  )
    return { kind: 'noFrom', name: table, column: name, at, clause: scope.clause } as const
  return { kind: 'noColumn', name, at, clause: scope.clause, ...(table !== undefined && { table }) } as const
}

/** The place of a column in the row; undefined where there is none. */
export function columnAt(
  expr: Extract<Expr, { kind: 'column' }>,
  scope: Pick<Scope, 'columns' | 'ctx' | 'clause'>,
): number | undefined {
  let found: number | undefined
  const { columns, ctx } = scope
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    if (
      !sameName(ctx.dialect, column.name, expr.name) ||
      (expr.table !== undefined && !sameName(ctx.dialect, column.table, expr.table))
    )
      continue
    if (found !== undefined) throw fault({ kind: 'ambiguous', name: expr.name, clause: scope.clause, at: expr.at })
    found = i
  }
  return found
}

function variable(name: string, ctx: Context): Value {
  if (!name.startsWith('@@')) return Object.hasOwn(ctx.session.variables, name) ? ctx.session.variables[name]! : null
  const bare = name
    .slice(2)
    .replace(/^(session|global)\./i, '')
    .toLowerCase()
  const value = ctx.setting(bare)
  if (value === undefined) throw fault({ kind: 'unknownVariable', name: bare })
  return /^\d+$/.test(value) ? Number(value) : value
}

function binary(expr: Extract<Expr, { kind: 'binary' }>, scope: Scope): Value {
  const { ctx } = scope
  if (expr.op === 'and' || expr.op === 'or') return logical(expr, scope)
  checkOperands(expr, scope)
  const left = literalAs(expr.left, expr.right, scope)
  const right = literalAs(expr.right, expr.left, scope)
  if (expr.op === '<=>')
    return said(left === null || right === null ? left === right : compare(left, right, ctx.dialect) === 0, ctx)
  if (left === null || right === null) return null
  if (expr.op === '||') return show(left, ctx.dialect)! + show(right, ctx.dialect)!
  if (expr.op === '->' || expr.op === '->>') return jsonPart(expr.op, left, right, ctx)
  const order = comparing[expr.op]
  return order ? said(order(compare(left, right, ctx.dialect)!), ctx) : arithmetic(expr.op, left, right, ctx)
}

const comparing: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
}

function logical(expr: Extract<Expr, { kind: 'binary' }>, scope: Scope): Value {
  const [left, right] = [expr.left, expr.right].map((each) => truth(evaluate(each, scope)))
  const decides = expr.op === 'or'
  if (left === decides || right === decides) return said(decides, scope.ctx)
  return left === undefined || right === undefined ? null : said(!decides, scope.ctx)
}

/** PostgreSQL compares only what is alike. */
function checkOperands(expr: Extract<Expr, { kind: 'binary' }>, scope: Scope): void {
  if (scope.ctx.dialect !== 'postgres') return
  const [left, right] = [typeOf(expr.left, scope.columns, scope.ctx), typeOf(expr.right, scope.columns, scope.ctx)]
  const [a, b] = [familyOf(left), familyOf(right)]
  if (left === 'unknown' || right === 'unknown' || expr.op === '||' || expr.op.startsWith('->') || scope.outer) return
  const numbers = ['integer', 'float', 'exact']
  const alike =
    a === b ||
    (numbers.includes(a) && numbers.includes(b)) ||
    a === 'other' ||
    b === 'other' ||
    a === 'moment' ||
    b === 'moment'
  if (!alike || ((a === 'text' || a === 'boolean') && !Object.hasOwn(comparing, expr.op)))
    throw fault({ kind: 'noOperator', op: expr.op, left, right, at: expr.at })
}

/** A bare string is of the type that it is compared with: PostgreSQL refuses it then where it does not fit. */
function literalAs(expr: Expr, other: Expr, scope: Scope): Value {
  const value = evaluate(expr, scope)
  if (expr.kind !== 'literal' || typeof value !== 'string') return value
  const type = typeOf(other, scope.columns, scope.ctx)
  const family = familyOf(type)
  if (family === 'moment' && scope.ctx.dialect === 'mysql')
    return toMicros(value) === undefined
      ? value
      : coerce('mysql', value, { name: type }, { column: '', row: -1, at: expr.at })
  if (scope.ctx.dialect === 'mysql' || family === 'text' || other.kind === 'literal') return value
  if (type === 'interval') return value
  return coerce('postgres', value, { name: type }, { column: '', row: -1, at: expr.at })
}

function jsonPart(op: string, value: Value, path: Value, ctx: Context): Value {
  const of = JSON.parse(show(value, ctx.dialect)!) as Record<string, unknown> | null
  const key = String(show(path, ctx.dialect)).replace(/^\$\./, '')
  const found = of !== null && typeof of === 'object' && Object.hasOwn(of, key) ? of[key] : undefined
  if (found === undefined) return null
  return op === '->>' && typeof found === 'string' ? found : JSON.stringify(found)
}

function inList(expr: Extract<Expr, { kind: 'in' }>, scope: Scope): Value {
  const value = evaluate(expr.of, scope)
  const all = expr.select
    ? scope.ctx.select(expr.select, scope.ctx, scope).rows.map((row) => row[0] ?? null)
    : expr.list.map((each) => literalAs(each, expr.of, scope))
  if (value === null) return null
  const found = all.some((each) => compare(value, each, scope.ctx.dialect) === 0)
  if (!found && all.includes(null)) return null
  return said(found !== expr.not, scope.ctx)
}

function like(expr: Extract<Expr, { kind: 'like' }>, scope: Scope): Value {
  const { dialect } = scope.ctx
  const [value, pattern] = [evaluate(expr.of, scope), evaluate(expr.pattern, scope)].map((each) => show(each, dialect))
  if (value === null || value === undefined || pattern === null || pattern === undefined) return null
  const regexp = expr.op.endsWith('regexp') ? pattern : `^${likePattern(pattern)}$`
  const folds = expr.op.startsWith('i') || dialect === 'mysql'
  try {
    return said(new RegExp(regexp, folds ? 'isu' : 'su').test(value) !== expr.not, scope.ctx)
  } catch {
    throw fault({ kind: 'unsupported', what: `the regular expression ${pattern}` })
  }
}

export const likePattern = (pattern: string): string =>
  pattern.replace(/\\(.)|[%_]|[.*+?^${}()|[\]\\/]/gsu, (mark, escaped?: string) =>
    escaped !== undefined
      ? escaped.replace(/[.*+?^${}()|[\]\\/]/u, '\\$&')
      : mark === '%'
        ? '.*?'
        : mark === '_'
          ? '.'
          : `\\${mark}`,
  )

function chosen(expr: Extract<Expr, { kind: 'case' }>, scope: Scope): Value {
  const of = expr.of && evaluate(expr.of, scope)
  const found = expr.whens.find(([when]) => {
    const value = evaluate(when, scope)
    return of === undefined ? truth(value) === true : compare(of, value, scope.ctx.dialect) === 0
  })
  const then = found ? found[1] : expr.otherwise
  return then ? evaluate(then, scope) : null
}

function call(expr: Extract<Expr, { kind: 'call' }>, scope: Scope): Value {
  const { ctx } = scope
  if (aggregates.has(expr.name)) return aggregate(expr, scope, evaluate)
  const lazy = lazily(expr, scope)
  if (lazy !== undefined) return lazy
  const body = functionNamed(expr.name, ctx)
  if (!body) {
    const types = expr.args.map((each) => typeOf(each, scope.columns, ctx))
    throw fault({ kind: 'noFunction', name: expr.name, types, database: ctx.session.database ?? '', at: expr.at })
  }
  const args = expr.args.map((each) => evaluate(each, scope))
  return args.includes(null) && !takesNull.has(expr.name) ? null : body(args, ctx)
}

/** Functions that do not look at all of their arguments. */
function lazily(expr: Extract<Expr, { kind: 'call' }>, scope: Scope): Value | undefined {
  const [a, b, c] = expr.args
  const mysql = scope.ctx.dialect === 'mysql'
  if (expr.name === 'coalesce' || (expr.name === 'ifnull' && mysql)) {
    for (const each of expr.args) {
      const value = evaluate(each, scope)
      if (value !== null) return value
    }
    return null
  }
  if (expr.name === 'if' && mysql && a && b && c) return evaluate(truth(evaluate(a, scope)) === true ? b : c, scope)
  if (expr.name === 'nullif' && a && b) {
    const value = evaluate(a, scope)
    return compare(value, evaluate(b, scope), scope.ctx.dialect) === 0 ? null : value
  }
  return undefined
}
