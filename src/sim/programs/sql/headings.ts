import { sameName, type Bound, type Context } from './data'
import { fault } from './fault'
import type { Expr, Item } from './tree'

/** What a SELECT shows: the columns that a star stands for, and the heading of each. */
export interface Shown {
  readonly expr: Expr
  readonly name: string
}

/** `*` is all columns; a heading is the alias, the column, or in PostgreSQL the function. */
export function spread(item: Item, columns: readonly Bound[], ctx: Context): readonly Shown[] {
  const { expr } = item
  if (expr.kind !== 'star') return [{ expr, name: item.alias ?? heading(expr, item.text, ctx) }]
  const wanted = columns.filter((column) => expr.table === undefined || sameName(ctx.dialect, column.table, expr.table))
  if (wanted.length === 0 && expr.table !== undefined)
    throw fault({ kind: 'noFrom', name: expr.table, column: '*', at: expr.at, clause: 'select' })
  return wanted.map(({ table, name }) => ({ expr: { kind: 'column', table, name, at: expr.at }, name }))
}

function heading(expr: Expr, text: string, ctx: Context): string {
  if (expr.kind === 'column') return expr.name
  if (ctx.dialect === 'mysql')
    return expr.kind === 'literal' && typeof expr.value === 'string'
      ? expr.value
      : expr.kind === 'literal' && expr.value === null
        ? 'NULL'
        : text
  if (expr.kind === 'call') return expr.name
  if (expr.kind === 'cast') return expr.of.kind === 'column' ? expr.of.name : shortName(expr.to.name)
  if (expr.kind === 'literal' && typeof expr.value === 'boolean') return 'bool'
  if (expr.kind === 'scalar') return expr.select.items[0] ? heading(expr.select.items[0].expr, '', ctx) : '?column?'
  return expr.kind === 'case' || expr.kind === 'exists' ? expr.kind : '?column?'
}

const shorts: Readonly<Record<string, string>> = {
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  'double precision': 'float8',
  real: 'float4',
  'character varying': 'varchar',
  character: 'bpchar',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
}
const shortName = (name: string): string => shorts[name] ?? name
