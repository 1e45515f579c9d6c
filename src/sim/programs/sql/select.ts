import { distinct } from './aggregate'
import { columnsIn } from './columns-in'
import { databaseFor, findTable, sameName, type Bound, type Context, type Row, type Scope } from './data'
import { columnAt, evaluate } from './evaluate'
import { fault } from './fault'
import { aggregates } from './functions'
import { aliased, groups, isGrouped } from './grouping'
import { spread, type Shown } from './headings'
import type { Expr, Join, Order, Select, Source } from './tree'
import { familyOf } from './types'
import { typeOf } from './typing'
import { compare, toNumber, truth, type Value } from './value'

/** What a query gives. */
export interface Selected {
  readonly columns: readonly Bound[]
  readonly rows: readonly Row[]
}

/** More pairs of rows than this in one query would hold the page up. */
const mostRows = 1_000_000

export function select(query: Select, ctx: Context, outer?: Scope): Selected {
  const from = query.from.reduce<Selected>((left, join) => joined(left, join, ctx, outer), { columns: [], rows: [[]] })
  const scope = (row: Row, clause: string): Scope => ({
    ctx,
    columns: from.columns,
    row,
    clause,
    ...(outer && { outer }),
  })
  const where = query.where
  if (where) checkCondition(where, from.columns, ctx, 'WHERE')
  const kept = where
    ? from.rows.filter((row) => truth(evaluate(where, scope(row, 'where clause'))) === true)
    : from.rows
  // Names are wrong however few rows there are.
  if (kept.length === 0 || from.rows.length === 0)
    probe(
      query,
      scope(
        from.columns.map(() => null),
        'field list',
      ),
    )
  const items = query.items.flatMap((item) => spread(item, from.columns, ctx))
  const grouped = isGrouped(query)
  const places = grouped ? groups(query, items, kept, scope) : kept.map((row) => scope(row, 'field list'))
  const columns = items.map(({ expr, name }): Bound => ({ table: '', name, type: typeOf(expr, from.columns, ctx) }))
  const shown = places.filter(
    (place) =>
      !query.having ||
      truth(evaluate(aliased(query.having, items, from.columns), { ...place, clause: 'having clause' })) === true,
  )
  return finish(query, columns, items, shown, ctx, outer)
}

function probe(query: Select, scope: Scope): void {
  const everything = { ...scope, group: [] }
  if (query.where) attempt(query.where, { ...everything, clause: 'where clause' })
  for (const item of query.items) if (item.expr.kind !== 'star') attempt(item.expr, everything)
}

/** Only what is wrong with names matters here: there is no row whose values could be wrong. */
function attempt(expr: Expr, scope: Scope): void {
  for (const column of columnsIn(expr)) evaluate(column, scope)
  if (expr.kind === 'call' && !aggregates.has(expr.name)) evaluate(expr, scope)
}

/** PostgreSQL wants a truth value where MySQL takes anything. */
export function checkCondition(expr: Expr, columns: readonly Bound[], ctx: Context, clause: string): void {
  if (ctx.dialect !== 'postgres') return
  const type = typeOf(expr, columns, ctx)
  if (
    !['boolean', 'other', 'text'].includes(familyOf(type)) ||
    (expr.kind === 'column' && familyOf(type) !== 'boolean' && columns.some((each) => each.name === expr.name))
  )
    throw fault({ kind: 'notBoolean', type, clause, at: expr.at })
}

function joined(left: Selected, join: Join, ctx: Context, outer: Scope | undefined): Selected {
  const right = sourceRows(join.source, ctx, outer)
  if (left.columns.some((each) => right.columns[0] && each.table === right.columns[0].table))
    throw fault({ kind: 'notUnique', name: right.columns[0]!.table })
  const columns = [...left.columns, ...right.columns]
  if (left.rows.length * right.rows.length > mostRows) throw fault({ kind: 'tooMuch' })
  const on = join.on
  const usingAt = (join.using ?? []).map((name) => [place(left, name, ctx), place(right, name, ctx)] as const)
  const fits = (a: Row, b: Row): boolean =>
    usingAt.every(([i, j]) => compare(a[i]!, b[j]!, ctx.dialect) === 0) &&
    (!on ||
      truth(evaluate(on, { ctx, columns, row: [...a, ...b], clause: 'on clause', ...(outer && { outer }) })) === true)
  const rows: Row[] = []
  const matched = new Set<number>()
  for (const a of left.rows) {
    let any = false
    right.rows.forEach((b, j) => {
      if (!fits(a, b)) return
      any = true
      matched.add(j)
      rows.push([...a, ...b])
    })
    if (!any && join.how === 'left') rows.push([...a, ...right.columns.map(() => null)])
  }
  if (join.how === 'right')
    right.rows.forEach((b, j) => matched.has(j) || rows.push([...left.columns.map(() => null), ...b]))
  if (on && rows.length === 0)
    for (const column of columnsIn(on))
      evaluate(column, { ctx, columns, row: [], clause: 'on clause', ...(outer && { outer }) })
  return { columns, rows }
}

const place = (side: Selected, name: string, ctx: Context): number => {
  const at = columnAt({ kind: 'column', name, at: 0 }, { columns: side.columns, ctx, clause: 'from clause' })
  if (at === undefined) throw fault({ kind: 'noColumn', name, at: 0, clause: 'from clause' })
  return at
}

function sourceRows(source: Source, ctx: Context, outer: Scope | undefined): Selected {
  if (source.kind === 'select') {
    const { columns, rows } = select(source.select, ctx, outer)
    return { columns: columns.map((column) => ({ ...column, table: source.alias })), rows }
  }
  if (source.kind === 'series') return series(source.call, source.alias, ctx)
  const { table, alias } = source
  const known = ctx.catalogue(table.schema, table.name)
  if (known) return { columns: known.columns.map((column) => ({ ...column, table: alias })), rows: known.rows }
  if (ctx.dialect === 'mysql') databaseFor(ctx, table.schema)
  const { columns, rows } = findTable(ctx, table)
  return { columns: columns.map((column) => ({ table: alias, name: column.name, type: column.type.name })), rows }
}

export function series(call: Expr, alias: string, ctx: Context): Selected {
  const args =
    call.kind === 'call'
      ? call.args.map((each) => toNumber(evaluate(each, { ctx, columns: [], row: [], clause: 'from clause' })) ?? 0)
      : []
  const [from = 0, to = 0, by = 1] = args
  const count = by === 0 ? 0 : Math.max(0, Math.floor((to - from) / by) + 1)
  if (count > mostRows / 10) throw fault({ kind: 'tooMuch' })
  return {
    columns: [{ table: alias, name: alias, type: 'integer' }],
    rows: Array.from({ length: count }, (_, i) => [from + i * by]),
  }
}

function finish(
  query: Select,
  columns: readonly Bound[],
  items: readonly Shown[],
  places: readonly Scope[],
  ctx: Context,
  outer: Scope | undefined,
): Selected {
  const rows = places.map((place) => items.map((item) => evaluate(item.expr, place)))
  const sorted = query.union ? rows : order(query.orderBy, items, rows, places, ctx)
  const unique = query.distinct ? uniqueRows(sorted) : sorted
  const united = query.union ? unite(query, columns, unique, ctx, outer) : unique
  const at = { ctx, columns: [], row: [], clause: 'limit clause' }
  const skip = query.offset ? (toNumber(evaluate(query.offset, at)) ?? 0) : 0
  const count = query.limit ? (toNumber(evaluate(query.limit, at)) ?? Infinity) : Infinity
  return { columns, rows: united.slice(skip, skip + count) }
}

const uniqueRows = (rows: readonly Row[]): readonly Row[] => {
  const keep = new Set(distinct(rows.map((row) => JSON.stringify(row))))
  return rows.filter((row) => keep.delete(JSON.stringify(row)))
}

function unite(
  query: Select,
  columns: readonly Bound[],
  rows: readonly Row[],
  ctx: Context,
  outer: Scope | undefined,
): readonly Row[] {
  const all = [...rows, ...select(query.union!.select, ctx, outer).rows]
  const united = query.union!.all ? all : uniqueRows(all)
  const places = united.map((row): Scope => ({ ctx, columns, row, clause: 'order clause' }))
  return order(
    query.orderBy,
    columns.map(({ name, type }) => ({ name, type, expr: { kind: 'column', name, at: 0 } })),
    united,
    places,
    ctx,
  )
}

/** NULL comes first in MySQL and last in PostgreSQL. */
function order(
  by: readonly Order[],
  items: readonly Shown[],
  rows: readonly Row[],
  places: readonly Scope[],
  ctx: Context,
): readonly Row[] {
  if (by.length === 0) return rows
  const keyOf = (each: Order, row: Row, place: Scope): Value => {
    const { by: expr } = each
    if (expr.kind === 'literal' && typeof expr.value === 'number') return row[expr.value - 1] ?? null
    const named =
      expr.kind === 'column' && expr.table === undefined
        ? items.findIndex((item) => sameName(ctx.dialect, item.name, expr.name))
        : -1
    return named >= 0 ? row[named]! : evaluate(expr, { ...place, clause: 'order clause' })
  }
  const keyed = rows.map((row, i) => ({ row, keys: by.map((each) => keyOf(each, row, places[i]!)) }))
  const nulls = ctx.dialect === 'mysql' ? -1 : 1
  return keyed
    .sort((a, b) => {
      for (const [i, { descending }] of by.entries()) {
        const [x, y] = [a.keys[i]!, b.keys[i]!]
        const way =
          x === null || y === null ? nulls * (Number(x === null) - Number(y === null)) : compare(x, y, ctx.dialect)!
        if (way !== 0) return descending ? -way : way
      }
      return 0
    })
    .map(({ row }) => row)
}
