import {
  columnIndex,
  databaseFor,
  findTable,
  withDatabase,
  withEntry,
  without,
  withTable,
  type Context,
  type Table,
} from './data'
import { nothing, type Defined, type Of } from './define'
import { fault } from './fault'
import { foreignOf, keyed, keyName } from './keys'
import { initial, shownRow, stored } from './store'
import type { Alteration, ColumnDef } from './tree'

/** ALTER TABLE and indexes: tables that are there already become others. */
export function alterTable(statement: Of<'alterTable'>, ctx: Context): Defined {
  const { schema } = statement.table
  let table = findTable(ctx, statement.table)
  const before = table.name
  for (const change of statement.changes) table = altered(ctx, schema, table, change)
  const database = databaseFor(ctx, schema)
  const tables = table.name === before ? database.tables : without(database.tables, before)
  return {
    data: withDatabase(ctx.data, { ...database, tables: withEntry(tables, table.name, table) }),
    done: true,
    rows: table.rows.length,
  }
}

function place(ctx: Context, table: Table, name: string): number {
  const at = columnIndex(ctx.dialect, table, name)
  if (at < 0) throw fault({ kind: 'noColumn', name, at: 0, clause: table.name, table: `relation ${table.name}` })
  return at
}

const replaced = (table: Table, at: number, column: ColumnDef): Table => ({
  ...table,
  columns: table.columns.map((each, i) => (i === at ? column : each)),
})

function altered(ctx: Context, schema: string | undefined, table: Table, change: Alteration): Table {
  switch (change.kind) {
    case 'add':
      return added(ctx, table, change)
    case 'drop': {
      if (change.ifExists && columnIndex(ctx.dialect, table, change.column) < 0) return table
      const at = place(ctx, table, change.column)
      const name = table.columns[at]!.name
      return {
        ...table,
        columns: table.columns.filter((_, i) => i !== at),
        rows: table.rows.map((row) => row.filter((_, i) => i !== at)),
        keys: table.keys.filter((key) => !key.columns.includes(name)),
      }
    }
    case 'renameColumn': {
      const at = place(ctx, table, change.from)
      const old = table.columns[at]!.name
      const keys = table.keys.map((key) => ({
        ...key,
        columns: key.columns.map((each) => (each === old ? change.to : each)),
      }))
      const renamed = replaced({ ...table, keys }, at, { ...table.columns[at]!, name: change.to })
      return change.column ? retyped(ctx, renamed, at, change.column) : renamed
    }
    case 'modify':
      return retyped(ctx, table, place(ctx, table, change.column.name), change.column)
    case 'type': {
      const at = place(ctx, table, change.column)
      return retyped(ctx, table, at, { ...table.columns[at]!, type: change.type })
    }
    case 'notNull': {
      const at = place(ctx, table, change.column)
      if (change.notNull) checkFilled(ctx, table, at)
      return replaced(table, at, { ...table.columns[at]!, notNull: change.notNull })
    }
    case 'initial': {
      const at = place(ctx, table, change.column)
      const { initial: _, initialText: __, ...bare } = table.columns[at]!
      return replaced(table, at, {
        ...bare,
        ...(change.initial && { initial: change.initial, initialText: change.text ?? '' }),
      })
    }
    case 'rename':
      return { ...table, name: change.to }
    case 'key':
      return keyed(ctx, table, change.key)
    case 'foreign':
      return { ...table, foreigns: [...table.foreigns, foreignOf(ctx, schema, table, change.foreign, 0)] }
    case 'ignored':
      return table
  }
}

function added(ctx: Context, table: Table, change: Extract<Alteration, { kind: 'add' }>): Table {
  const { column } = change
  if (columnIndex(ctx.dialect, table, column.name) >= 0) {
    if (change.ifNotExists) return table
    throw fault({ kind: 'columnExists', name: column.name, table: table.name })
  }
  const rows = table.rows.map((row, i) => [...row, initial(ctx, column, i + 1) ?? blank(column)])
  const next = column.auto ? rows.length + 1 : table.next
  const wider = { ...table, columns: [...table.columns, column], rows, next }
  if (ctx.dialect === 'postgres') checkFilled(ctx, wider, wider.columns.length - 1)
  return change.keys.reduce<Table>((all, key) => keyed(ctx, all, key), wider)
}

/** MySQL fills rows that were there with the type's zero. */
const blank = (column: ColumnDef) => (!column.notNull ? null : /char|text|enum/.test(column.type.name) ? '' : 0)

function checkFilled(ctx: Context, table: Table, at: number): void {
  const row =
    table.columns[at]!.notNull || table.rows.some((each) => each[at] === null)
      ? table.rows.find((each) => each[at] === null)
      : undefined
  if (row && (table.columns[at]!.notNull || ctx.dialect === 'postgres') && table.columns[at]!.notNull !== false)
    throw fault({ kind: 'nullValue', column: table.columns[at]!.name, table: table.name, row: shownRow(row, ctx) })
}

const retyped = (ctx: Context, table: Table, at: number, column: ColumnDef): Table => ({
  ...replaced(table, at, column),
  rows: table.rows.map((row, n) => row.map((value, i) => (i === at ? stored(ctx, value, column, n + 1, 0) : value))),
})

export function createIndex(statement: Of<'createIndex'>, ctx: Context): Defined {
  const table = findTable(ctx, statement.table)
  const name = keyName(ctx, statement.key, table.name)
  if (table.keys.some((key) => key.name === name)) {
    if (statement.ifNotExists) return nothing(ctx)
    throw fault({ kind: 'tableExists', name })
  }
  return { data: withTable(ctx, statement.table.schema, keyed(ctx, table, statement.key)), done: true }
}

export function dropIndex(statement: Of<'dropIndex'>, ctx: Context): Defined {
  const tables = statement.table ? [findTable(ctx, statement.table)] : Object.values(databaseFor(ctx, undefined).tables)
  const table = tables.find((each) => each.keys.some((key) => key.name === statement.name))
  if (!table) {
    if (statement.ifExists) return nothing(ctx)
    throw fault({ kind: 'noTable', database: '', name: statement.name, at: 0, dropping: true })
  }
  return {
    data: withTable(ctx, statement.table?.schema, {
      ...table,
      keys: table.keys.filter((key) => key.name !== statement.name),
    }),
    done: true,
  }
}
