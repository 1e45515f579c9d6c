import { coerce } from './coerce'
import {
  columnIndex,
  databaseFor,
  findTable,
  own,
  withTable,
  type Context,
  type Row,
  type SqlData,
  type Table,
} from './data'
import { evaluate } from './evaluate'
import { fault } from './fault'
import { fromMicros } from './moments'
import { compare, show, toNumber, truth, type Value } from './value'
import type { ColumnDef, Expr } from './tree'

/** What a table lets be in it: types, defaults, NOT NULL, keys, checks and references. */
export function stored(ctx: Context, value: Value, column: ColumnDef, row: number, at: number): Value {
  const { dialect } = ctx
  const kept =
    dialect === 'mysql' && typeof value === 'string'
      ? value.replace(/ +$/, (blanks) => (/char|text/.test(column.type.name) ? blanks : ''))
      : value
  return coerce(dialect, kept, column.type, { column: column.name, row, at })
}

/** What a column has where nothing is said; undefined where MySQL wants something said. */
export function initial(ctx: Context, column: ColumnDef, next: number): Value | undefined {
  if (column.auto) return next
  if (column.initial)
    return stored(ctx, evaluate(column.initial, { ctx, columns: [], row: [], clause: 'default' }), column, 1, 0)
  return column.notNull ? undefined : null
}

export const shownRow = (row: Row, ctx: Context): readonly (string | null)[] =>
  row.map((value) => show(value, ctx.dialect))

export function checkNulls(ctx: Context, table: Table, row: Row): void {
  table.columns.forEach((column, i) => {
    if (row[i] === null && column.notNull)
      throw fault({ kind: 'nullValue', column: column.name, table: table.name, row: shownRow(row, ctx) })
  })
}

export function checkChecks(ctx: Context, table: Table, row: Row): void {
  const columns = bound(table)
  for (const check of table.checks)
    if (truth(evaluate(check.expr, { ctx, columns, row, clause: 'check' })) === false)
      throw fault({ kind: 'check', table: table.name, constraint: check.name, row: shownRow(row, ctx) })
}

export const bound = (table: Table, alias = table.name) =>
  table.columns.map((column) => ({ table: alias, name: column.name, type: column.type.name }))

/** A row that is there with the same key, and which key. NULL is never the same. */
export function clash(
  ctx: Context,
  table: Table,
  rows: readonly Row[],
  row: Row,
): { readonly at: number; readonly key: Table['keys'][number] } | undefined {
  for (const key of table.keys) {
    if (key.kind === 'index') continue
    const places = key.columns.map((name) => columnIndex(ctx.dialect, table, name))
    const at = rows.findIndex((other) =>
      places.every((i) => compare(other[i] ?? null, row[i] ?? null, ctx.dialect) === 0),
    )
    if (at >= 0) return { at, key }
  }
  return undefined
}

export function duplicate(ctx: Context, table: Table, key: Table['keys'][number], row: Row): Error {
  const values = key.columns.map((name) => show(row[columnIndex(ctx.dialect, table, name)] ?? null, ctx.dialect) ?? '')
  return fault({ kind: 'duplicate', table: table.name, constraint: key.name, columns: key.columns, values })
}

/** Every value of a foreign key is there in the table it refers to. */
export function checkParents(ctx: Context, schema: string | undefined, table: Table, row: Row): void {
  for (const foreign of table.foreigns) {
    const value = row[columnIndex(ctx.dialect, table, foreign.column)] ?? null
    if (value === null) continue
    const parent =
      foreign.parent === table.name
        ? table
        : findTable(ctx, { name: foreign.parent, at: 0, ...(schema !== undefined && { schema }) })
    const at = columnIndex(ctx.dialect, parent, foreign.parentColumn)
    const there = parent.rows.some((each) => compare(each[at] ?? null, value, ctx.dialect) === 0)
    if (!there && !(parent === table && compare(row[at] ?? null, value, ctx.dialect) === 0))
      throw broken('noParent', ctx, schema, table, foreign, value)
  }
}

function broken(
  kind: 'noParent' | 'hasChildren',
  ctx: Context,
  schema: string | undefined,
  table: Table,
  foreign: Table['foreigns'][number],
  value: Value,
): Error {
  const { name: constraint, column, parent, parentColumn } = foreign
  return fault({
    kind,
    database: databaseFor(ctx, schema).name,
    table: table.name,
    constraint,
    column,
    parent,
    parentColumn,
    value: show(value, ctx.dialect) ?? '',
  })
}

/** Removes rows, and what refers to them where that cascades; refuses where something else does. */
export function removed(ctx: Context, schema: string | undefined, table: Table, gone: ReadonlySet<Row>): SqlData {
  let data = withTable(ctx, schema, { ...table, rows: table.rows.filter((row) => !gone.has(row)) })
  const all = Object.values(databaseFor(ctx, schema).tables)
  for (const child of all)
    for (const foreign of child.foreigns) {
      if (foreign.parent !== table.name) continue
      const at = columnIndex(ctx.dialect, table, foreign.parentColumn)
      const here = columnIndex(ctx.dialect, child, foreign.column)
      const now = own(databaseFor({ ...ctx, data }, schema).tables, child.name)!
      const orphans = now.rows.filter((row) =>
        [...gone].some((parent) => compare(parent[at] ?? null, row[here] ?? null, ctx.dialect) === 0),
      )
      if (orphans.length === 0) continue
      if (!foreign.cascade) throw broken('hasChildren', ctx, schema, child, foreign, orphans[0]![here] ?? null)
      data = removed({ ...ctx, data }, schema, now, new Set(orphans))
    }
  return data
}

/** `ON UPDATE CURRENT_TIMESTAMP`. */
export const touched = (ctx: Context): Value => fromMicros(ctx.now)

export const nextAfter = (table: Table, next: number, row: Row): number => {
  const at = table.columns.findIndex((column) => column.auto)
  return at < 0 ? next : Math.max(next, (toNumber(row[at] ?? null) ?? 0) + 1)
}

export const isDefault = (expr: Expr): boolean => expr.kind === 'default'
