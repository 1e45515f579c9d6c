import { columnIndex, findTable, withTable, type Context, type Row, type SqlData, type Table } from './data'
import { evaluate } from './evaluate'
import { fault } from './fault'
import { columnsIn } from './columns-in'
import { spread } from './headings'
import { checkCondition, select } from './select'
import {
  bound,
  checkChecks,
  checkNulls,
  checkParents,
  clash,
  duplicate,
  initial,
  isDefault,
  nextAfter,
  removed,
  stored,
  touched,
} from './store'
import { typeOf } from './typing'
import { truth, type Value } from './value'
import type { Assignment, Expr, Item, Statement } from './tree'

/** INSERT, UPDATE and DELETE. */
export interface Written {
  readonly data: SqlData
  readonly affected: number
  /** Rows that UPDATE looked at, whether or not it changed them. */
  readonly matched: number
  readonly lastId?: number
  readonly duplicates: number
  readonly returned?: {
    readonly columns: readonly { readonly name: string; readonly type: string }[]
    readonly rows: readonly Row[]
  }
}

type Insert = Extract<Statement, { kind: 'insert' }>

export function insert(statement: Insert, ctx: Context): Written {
  const table = findTable(ctx, statement.table)
  const targets = targetsOf(statement, table, ctx)
  const sources = rowsOf(statement, table, targets, ctx)
  let [rows, next, affected, duplicates]: [Row[], number, number, number] = [[...table.rows], table.next, 0, 0]
  let lastId: number | undefined
  const fresh: Row[] = []
  for (const [i, source] of sources.entries()) {
    const row = completed(ctx, table, targets, source, next, i + 1)
    const auto = table.columns.findIndex((column) => column.auto)
    if (auto >= 0 && row[auto] === next) lastId ??= next
    const taken = clash(ctx, table, rows, row)
    if (ctx.dialect === 'postgres') next = nextOf(table, next, targets, source)
    if (taken && statement.conflict === undefined) throw duplicate(ctx, table, taken.key, row)
    if (ctx.dialect === 'mysql') next = nextAfter(table, next, row)
    if (taken && statement.conflict === 'ignore') {
      duplicates++
      continue
    }
    checkParents(ctx, statement.table.schema, { ...table, rows }, row)
    if (!taken) rows.push(row)
    else if (statement.conflict === 'replace') rows = [...rows.filter((_, at) => at !== taken.at), row]
    else rows[taken.at] = reassigned(ctx, table, rows[taken.at]!, row, statement.conflict as readonly Assignment[])
    if (taken) duplicates++
    fresh.push(taken && statement.conflict !== 'replace' ? rows[taken.at]! : row)
    affected += taken && ctx.dialect === 'mysql' ? 2 : 1
  }
  const data = withTable(ctx, statement.table.schema, { ...table, rows, next })
  return {
    data,
    affected,
    matched: affected,
    duplicates,
    ...(lastId !== undefined && { lastId }),
    ...returning(statement.returning, table, fresh, ctx),
  }
}

/** PostgreSQL's sequence moves on whenever it is asked, and only then. */
const nextOf = (table: Table, next: number, targets: readonly number[], source: readonly (Value | Expr)[]): number => {
  const auto = table.columns.findIndex((column) => column.auto)
  const at = targets.indexOf(auto)
  const given = at >= 0 ? source[at] : undefined
  return auto < 0 || (at >= 0 && !(typeof given === 'object' && given !== null && 'kind' in given)) ? next : next + 1
}

function targetsOf(statement: Insert, table: Table, ctx: Context): readonly number[] {
  if (!statement.columns || (statement.columns.length === 0 && ctx.dialect === 'mysql'))
    return table.columns.map((_, i) => i)
  return statement.columns.map(({ name, at }) => {
    const found = columnIndex(ctx.dialect, table, name)
    if (found < 0)
      throw fault({
        kind: 'noColumn',
        name,
        at,
        clause: 'field list',
        table: ctx.dialect === 'postgres' ? `relation ${table.name}` : '',
      })
    return found
  })
}

/** The values of each row; `DEFAULT` stays as it is written. */
function rowsOf(
  statement: Insert,
  table: Table,
  targets: readonly number[],
  ctx: Context,
): readonly (readonly (Value | Expr)[])[] {
  if (statement.select) {
    const { columns, rows } = select(statement.select, ctx)
    if (columns.length > targets.length || (statement.columns && columns.length < targets.length))
      throw fault({
        kind: 'valueCount',
        row: 1,
        more: columns.length > targets.length,
        at: statement.select.items[0]?.expr.at ?? 0,
      })
    return rows
  }
  const asked = new Set(targets)
  return statement.rows.map((row, i) => {
    const short =
      row.length < targets.length && (statement.columns !== undefined || ctx.dialect === 'mysql') && row.length > 0
    if (row.length > targets.length || short || (row.length === 0 && asked.size > 0 && statement.columns?.length))
      throw fault({
        kind: 'valueCount',
        row: i + 1,
        more: row.length > targets.length,
        at: row[short ? 0 : targets.length]?.at ?? 0,
      })
    return row.map((expr, j) => (isDefault(expr) ? expr : typed(expr, table, targets[j]!, i + 1, ctx)))
  })
}

function typed(expr: Expr, table: Table, at: number, row: number, ctx: Context): Value {
  const value = evaluate(expr, { ctx, columns: [], row: [], clause: 'field list' })
  // Where the value stands is known only here.
  return stored(ctx, value, table.columns[at]!, row, expr.at)
}

function completed(
  ctx: Context,
  table: Table,
  targets: readonly number[],
  source: readonly (Value | Expr)[],
  next: number,
  row: number,
): Row {
  const values = table.columns.map((column, i): Value => {
    const at = targets.indexOf(i)
    const given = at < 0 ? undefined : source[at]
    const plain =
      given === undefined || (typeof given === 'object' && given !== null && 'kind' in given) ? undefined : given
    if (plain === undefined || (column.auto && ctx.dialect === 'mysql' && (plain === null || plain === 0))) {
      const found = initial(ctx, column, next)
      if (found === undefined && ctx.dialect === 'mysql') throw fault({ kind: 'noDefault', column: column.name })
      return found ?? null
    }
    return stored(ctx, plain, column, row, 0)
  })
  checkNulls(ctx, table, values)
  checkChecks(ctx, table, values)
  return values
}

/** ON DUPLICATE KEY UPDATE and ON CONFLICT DO UPDATE: `excluded.x`, or `VALUES(x)`, is what was to be inserted. */
function reassigned(ctx: Context, table: Table, old: Row, fresh: Row, set: readonly Assignment[]): Row {
  const columns = [...bound(table), ...bound(table, 'excluded')]
  const here = (expr: Expr): Expr =>
    expr.kind === 'call' && expr.name === 'values' && expr.args[0]?.kind === 'column'
      ? { ...expr.args[0], table: 'excluded' }
      : expr.kind === 'column' && expr.table === undefined
        ? { ...expr, table: table.name }
        : expr.kind === 'binary'
          ? { ...expr, left: here(expr.left), right: here(expr.right) }
          : expr
  return assigned(ctx, table, old, set, (expr) =>
    evaluate(here(expr), { ctx, columns, row: [...old, ...fresh], clause: 'field list' }),
  )
}

/** The column that SET names, by its place. */
function targetOf(ctx: Context, table: Table, column: string, at: number): number {
  const i = columnIndex(ctx.dialect, table, column)
  if (i >= 0) return i
  const owner = ctx.dialect === 'postgres' ? `relation ${table.name}` : ''
  throw fault({ kind: 'noColumn', name: column, at, clause: 'field list', table: owner })
}

function assigned(
  ctx: Context,
  table: Table,
  old: Row,
  set: readonly Assignment[],
  valueOf: (expr: Expr) => Value,
): Row {
  const row = [...old]
  for (const { column, value, at } of set) {
    const i = targetOf(ctx, table, column, at)
    row[i] = isDefault(value)
      ? (initial(ctx, table.columns[i]!, table.next) ?? null)
      : stored(ctx, valueOf(value), table.columns[i]!, 1, value.at)
  }
  const set_ = new Set(set.map(({ column }) => columnIndex(ctx.dialect, table, column)))
  if (JSON.stringify(row) !== JSON.stringify(old))
    table.columns.forEach((column, i) => column.onUpdate && !set_.has(i) && (row[i] = touched(ctx)))
  return row
}

type Update = Extract<Statement, { kind: 'update' }>

export function update(statement: Update, ctx: Context): Written {
  const table = findTable(ctx, statement.table)
  const columns = bound(table, statement.alias ?? table.name)
  const rows: Row[] = [...table.rows]
  let [matched, affected] = [0, 0]
  const fresh: Row[] = []
  const hits = new Set(matching(table, columns, statement.where, ctx))
  probe(statement, columns, table, ctx)
  for (const [i, old] of table.rows.entries()) {
    if (!hits.has(old)) continue
    matched++
    const row = assigned(ctx, table, old, statement.set, (expr) =>
      evaluate(expr, { ctx, columns, row: old, clause: 'field list' }),
    )
    fresh.push(row)
    if (JSON.stringify(row) === JSON.stringify(old)) continue
    checkNulls(ctx, table, row)
    checkChecks(ctx, table, row)
    const others = rows.filter((_, j) => j !== i)
    const taken = clash(ctx, table, others, row)
    if (taken) throw duplicate(ctx, table, taken.key, row)
    checkParents(ctx, statement.table.schema, table, row)
    rows[i] = row
    affected++
  }
  const data = affected === 0 ? ctx.data : withTable(ctx, statement.table.schema, { ...table, rows })
  return { data, affected, matched, duplicates: 0, ...returning(statement.returning, table, fresh, ctx) }
}

function probe(statement: Update, columns: ReturnType<typeof bound>, table: Table, ctx: Context): void {
  for (const { column, at, value } of statement.set) {
    targetOf(ctx, table, column, at)
    for (const each of columnsIn(value)) evaluate(each, { ctx, columns, row: [], clause: 'field list' })
  }
}

function matching(
  table: Table,
  columns: ReturnType<typeof bound>,
  where: Expr | undefined,
  ctx: Context,
): readonly Row[] {
  if (!where) return table.rows
  checkCondition(where, columns, ctx, 'WHERE')
  for (const column of columnsIn(where)) evaluate(column, { ctx, columns, row: [], clause: 'where clause' })
  return table.rows.filter((row) => truth(evaluate(where, { ctx, columns, row, clause: 'where clause' })) === true)
}

type Delete = Extract<Statement, { kind: 'delete' }>

export function remove(statement: Delete, ctx: Context): Written {
  const table = findTable(ctx, statement.table)
  const gone = matching(table, bound(table, statement.alias ?? table.name), statement.where, ctx)
  const data = gone.length === 0 ? ctx.data : removed(ctx, statement.table.schema, table, new Set(gone))
  return {
    data,
    affected: gone.length,
    matched: gone.length,
    duplicates: 0,
    ...returning(statement.returning, table, gone, ctx),
  }
}

function returning(
  items: readonly Item[] | undefined,
  table: Table,
  rows: readonly Row[],
  ctx: Context,
): Pick<Written, 'returned'> {
  if (!items) return {}
  const columns = bound(table)
  const shown = items.flatMap((item) => spread(item, columns, ctx))
  return {
    returned: {
      columns: shown.map(({ expr, name }) => ({ name, type: typeOf(expr, columns, ctx) })),
      rows: rows.map((row) => shown.map(({ expr }) => evaluate(expr, { ctx, columns, row, clause: 'field list' }))),
    },
  }
}
