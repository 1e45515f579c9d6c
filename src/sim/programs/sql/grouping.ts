import { childrenOf } from './columns-in'
import type { Bound, Row, Scope } from './data'
import { columnAt, evaluate } from './evaluate'
import { fault } from './fault'
import { aggregates } from './functions'
import type { Shown } from './headings'
import type { Expr, Select } from './tree'

/** GROUP BY: which rows belong together, and what may be shown of them. */
const hasAggregate = (expr: Expr): boolean =>
  (expr.kind === 'call' && aggregates.has(expr.name)) || childrenOf(expr).some(hasAggregate)

export const isGrouped = (query: Select): boolean =>
  query.groupBy.length > 0 ||
  query.items.some((item) => hasAggregate(item.expr)) ||
  (query.having !== undefined && hasAggregate(query.having))

/** GROUP BY may name a column of the result by its place or its alias. */
export function aliased(expr: Expr, items: readonly Shown[], columns: readonly Bound[]): Expr {
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

export function groups(
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
