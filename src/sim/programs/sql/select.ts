import { distinct } from './aggregate'
import { databaseFor, findTable, sameName, type Bound, type Context, type Row, type Scope } from './data'
import { columnAt, evaluate } from './evaluate'
import { fault } from './fault'
import { aggregates } from './functions'
import { typeOf } from './typing'
import { familyOf } from './types'
import { compare, toNumber, truth, type Value } from './value'
import type { Expr, Item, Join, Order, Select, Source } from './tree'

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

interface Shown {
  readonly expr: Expr
  readonly name: string
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

export function columnsIn(expr: Expr): readonly Extract<Expr, { kind: 'column' }>[] {
  if (expr.kind === 'column') return [expr]
  return childrenOf(expr).flatMap(columnsIn)
}

function childrenOf(expr: Expr): readonly Expr[] {
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

const hasAggregate = (expr: Expr): boolean =>
  (expr.kind === 'call' && aggregates.has(expr.name)) || childrenOf(expr).some(hasAggregate)

const isGrouped = (query: Select): boolean =>
  query.groupBy.length > 0 ||
  query.items.some((item) => hasAggregate(item.expr)) ||
  (query.having !== undefined && hasAggregate(query.having))

/** GROUP BY may name a column of the result by its place or its alias. */
function aliased(expr: Expr, items: readonly Shown[], columns: readonly Bound[]): Expr {
  if (expr.kind === 'literal' && typeof expr.value === 'number') return items[expr.value - 1]?.expr ?? expr
  if (
    expr.kind === 'column' &&
    expr.table === undefined &&
    !columns.some((each) => each.name.toLowerCase() === expr.name.toLowerCase())
  )
    return items.find((item) => item.name.toLowerCase() === expr.name.toLowerCase())?.expr ?? expr
  if (expr.kind === 'binary')
    return {
      ...expr,
      left: expr.left.kind === 'literal' ? expr.left : aliased(expr.left, items, columns),
      right: expr.right.kind === 'literal' ? expr.right : aliased(expr.right, items, columns),
    }
  return expr
}

function groups(
  query: Select,
  items: readonly Shown[],
  rows: readonly Row[],
  scope: (row: Row, clause: string) => Scope,
): readonly Scope[] {
  const empty = scope([], 'group statement')
  const by = query.groupBy.map((expr) => aliased(expr, items, empty.columns))
  checkGrouping(items, by, empty)
  if (by.length === 0) return [{ ...scope(rows[0] ?? empty.columns.map(() => null), 'field list'), group: rows }]
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(by.map((expr) => evaluate(expr, scope(row, 'group statement'))))
    const members = found.get(key)
    if (members) members.push(row)
    else found.set(key, [row])
  }
  return [...found.values()].map((group) => ({ ...scope(group[0]!, 'field list'), group }))
}

/** A column that is neither grouped by nor in an aggregate has no one value. */
function checkGrouping(items: readonly Shown[], by: readonly Expr[], scope: Scope): void {
  const keyed = new Set(by.flatMap((expr) => (expr.kind === 'column' ? [columnAt(expr, scope)] : [])))
  const free = (expr: Expr): readonly Extract<Expr, { kind: 'column' }>[] => {
    if (expr.kind === 'call' && aggregates.has(expr.name)) return []
    if (by.some((each) => alike(each, expr))) return []
    return expr.kind === 'column'
      ? keyed.has(columnAt(expr, scope)) || primaryIsKeyed(expr, by)
        ? []
        : [expr]
      : childrenOf(expr).flatMap(free)
  }
  items.forEach((item, i) => {
    const [column] = free(item.expr)
    if (!column || columnAt(column, scope) === undefined) return
    const bound = scope.columns[columnAt(column, scope)!]!
    throw fault({ kind: 'notGrouped', column: bound.name, table: bound.table, at: column.at, position: i + 1 })
  })
}

/** Grouped by `t.id`, the rest of `t` is known too; taken for granted where the column is called id. */
const primaryIsKeyed = (expr: Extract<Expr, { kind: 'column' }>, by: readonly Expr[]): boolean =>
  by.some((each) => each.kind === 'column' && each.name === 'id' && each.table === expr.table)

const bare = (expr: Expr): string => JSON.stringify(expr, (key, value: unknown) => (key === 'at' ? undefined : value))
const alike = (a: Expr, b: Expr): boolean => bare(a) === bare(b)

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
