import { columnIndex, findTable, sameName, type Context, type Key, type Table } from './data'
import { fault } from './fault'
import { clash, duplicate } from './store'
import type { ColumnDef, ForeignDef, KeyDef } from './tree'

/** Primary keys, other keys and references of a table, named as each server names them. */
export const withPrimary = (columns: readonly ColumnDef[], keys: readonly Key[]): readonly ColumnDef[] => {
  const primary = keys.find((key) => key.kind === 'primary')
  return primary
    ? columns.map((column) => (primary.columns.includes(column.name) ? { ...column, notNull: true } : column))
    : columns
}

export function keysOf(
  ctx: Context,
  defs: readonly KeyDef[],
  columns: readonly ColumnDef[],
  table: string,
  at: number,
): readonly Key[] {
  if (defs.filter((key) => key.kind === 'primary').length > 1) throw fault({ kind: 'severalPrimary', table })
  return defs.map((key) => {
    const names = key.columns.map((name) => {
      const found = columns.find((column) => sameName(ctx.dialect, column.name, name))
      if (!found) throw fault({ kind: 'noColumn', name, at, clause: 'key' })
      return found.name
    })
    return { ...key, columns: names, name: keyName(ctx, key, table) }
  })
}

export function keyName(ctx: Context, key: KeyDef, table: string): string {
  if (ctx.dialect === 'mysql') return key.kind === 'primary' ? 'PRIMARY' : (key.name ?? key.columns[0]!)
  if (key.name !== undefined) return key.name
  return key.kind === 'primary'
    ? `${table}_pkey`
    : `${table}_${key.columns.join('_')}_${key.kind === 'unique' ? 'key' : 'idx'}`
}

export function foreignOf(
  ctx: Context,
  schema: string | undefined,
  table: Table,
  foreign: ForeignDef,
  i: number,
): Table['foreigns'][number] {
  if (columnIndex(ctx.dialect, table, foreign.column) < 0)
    throw fault({ kind: 'noColumn', name: foreign.column, at: 0, clause: 'key' })
  const parent =
    foreign.parent === table.name
      ? table
      : findTable(ctx, { name: foreign.parent, at: 0, ...(schema !== undefined && { schema }) })
  const primary = parent.keys.find((key) => key.kind === 'primary')
  const parentColumn = foreign.parentColumn ?? primary?.columns[0] ?? 'id'
  if (columnIndex(ctx.dialect, parent, parentColumn) < 0)
    throw fault({ kind: 'noColumn', name: parentColumn, at: 0, clause: 'foreign key' })
  const name =
    foreign.name ??
    (ctx.dialect === 'mysql'
      ? `${table.name}_ibfk_${table.foreigns.length + i + 1}`
      : `${table.name}_${foreign.column}_fkey`)
  return { ...foreign, name, parentColumn }
}

export function keyed(ctx: Context, table: Table, def: KeyDef): Table {
  if (def.kind === 'primary' && table.keys.some((key) => key.kind === 'primary'))
    throw fault({ kind: 'severalPrimary', table: table.name })
  const [key] = keysOf(ctx, [def], table.columns, table.name, 0)
  const grown = { ...table, keys: [...table.keys, key!] }
  table.rows.forEach((row, i) => {
    if (clash(ctx, { ...table, keys: [key!] }, table.rows.slice(0, i), row)) throw duplicate(ctx, grown, key!, row)
  })
  return { ...grown, columns: withPrimary(grown.columns, grown.keys) }
}
