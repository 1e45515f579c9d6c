import {
  columnIndex,
  databaseFor,
  findTable,
  own,
  sameName,
  without,
  withDatabase,
  withEntry,
  withTable,
  type Context,
  type Database,
  type Key,
  type SqlData,
  type Table,
} from './data'
import { fault } from './fault'
import { select } from './select'
import { clash, duplicate, initial, shownRow, stored } from './store'
import type { Alteration, ColumnDef, ForeignDef, KeyDef, Statement, TableName } from './tree'

/** CREATE, ALTER and DROP. `done` is false where IF EXISTS or IF NOT EXISTS made nothing of it. */
export interface Defined {
  readonly data: SqlData
  readonly done: boolean
  readonly rows?: number
  readonly notice?: string
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

const nothing = (ctx: Context): Defined => ({ data: ctx.data, done: false })

export function createDatabase(statement: Of<'createDatabase'>, ctx: Context): Defined {
  if (statement.schema) throw fault({ kind: 'unsupported', what: 'CREATE SCHEMA' })
  const { name } = statement
  if (own(ctx.data.databases, name)) {
    if (statement.ifNotExists) return nothing(ctx)
    throw fault({ kind: 'databaseExists', name })
  }
  if (statement.owner !== undefined && !ctx.data.users.some((user) => user.user === statement.owner))
    throw fault({ kind: 'noUser', name: statement.owner, what: 'ROLE' })
  const database: Database = { oid: ctx.data.nextOid, name, owner: statement.owner ?? ctx.session.user, tables: {} }
  return { data: { ...withDatabase(ctx.data, database), nextOid: ctx.data.nextOid + 1 }, done: true }
}

export function dropDatabase({ name, ifExists }: Of<'dropDatabase'>, ctx: Context): Defined {
  if (!own(ctx.data.databases, name)) {
    if (ifExists) return nothing(ctx)
    throw fault({ kind: 'noDatabase', name, dropping: true })
  }
  if (ctx.dialect === 'postgres' && ctx.session.database === name) throw fault({ kind: 'inUse', name })
  return {
    data: { ...ctx.data, databases: without(ctx.data.databases, name) },
    done: true,
    rows: Object.keys(own(ctx.data.databases, name)!.tables).length,
  }
}

export function createTable(statement: Of<'createTable'>, ctx: Context): Defined {
  const { name, schema, at } = statement.table
  const database = databaseFor(ctx, schema)
  if (own(database.tables, name)) {
    if (statement.ifNotExists) return nothing(ctx)
    throw fault({ kind: 'tableExists', name })
  }
  const copied = statement.as && select(statement.as, ctx)
  const columns: readonly ColumnDef[] = [
    ...statement.columns,
    ...(copied?.columns ?? []).map((column) => ({
      name: column.name,
      type: { name: column.type },
      notNull: false,
      auto: false,
    })),
  ]
  checkNames(ctx, columns, name)
  const keys = keysOf(ctx, statement.keys, columns, name, at)
  const bare: Table = {
    oid: ctx.data.nextOid,
    name,
    columns: withPrimary(columns, keys),
    keys,
    foreigns: [],
    checks: [],
    rows: copied?.rows ?? [],
    next: 1,
    owner: ctx.session.user,
    created: ctx.now,
  }
  if (
    ctx.dialect === 'mysql' &&
    columns.some((column) => column.auto && !keys.some((key) => key.columns[0] === column.name))
  )
    throw fault({ kind: 'noKey' })
  const foreigns = statement.foreigns.map((foreign, i) => foreignOf(ctx, schema, bare, foreign, i))
  const checks = statement.checks.map((check, i) => ({
    ...check,
    name:
      check.name ??
      (ctx.dialect === 'mysql'
        ? `${name}_chk_${i + 1}`
        : `${name}_${check.column === undefined ? '' : `${check.column}_`}check${i === 0 || check.column ? '' : i}`),
  }))
  const data = withTable(ctx, schema, { ...bare, foreigns, checks })
  return { data: { ...data, nextOid: data.nextOid + 1 }, done: true, ...(copied && { rows: copied.rows.length }) }
}

function checkNames(ctx: Context, columns: readonly ColumnDef[], table: string): void {
  columns.forEach((column, i) => {
    if (columns.findIndex((each) => sameName(ctx.dialect, each.name, column.name)) !== i)
      throw fault({ kind: 'columnExists', name: column.name, table: '' })
  })
  if (columns.some((column) => column.name === ''))
    throw fault({ kind: 'unsupported', what: `a column without a name in ${table}` })
}

const withPrimary = (columns: readonly ColumnDef[], keys: readonly Key[]): readonly ColumnDef[] => {
  const primary = keys.find((key) => key.kind === 'primary')
  return primary
    ? columns.map((column) => (primary.columns.includes(column.name) ? { ...column, notNull: true } : column))
    : columns
}

function keysOf(
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

function keyName(ctx: Context, key: KeyDef, table: string): string {
  if (ctx.dialect === 'mysql') return key.kind === 'primary' ? 'PRIMARY' : (key.name ?? key.columns[0]!)
  if (key.name !== undefined) return key.name
  return key.kind === 'primary'
    ? `${table}_pkey`
    : `${table}_${key.columns.join('_')}_${key.kind === 'unique' ? 'key' : 'idx'}`
}

function foreignOf(
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

export function dropTables(statement: Of<'dropTable'>, ctx: Context): Defined {
  const there = statement.tables.filter((table) => {
    try {
      return findTable(ctx, table) !== undefined
    } catch (error) {
      if (statement.ifExists) return false
      const database = databaseFor(ctx, table.schema).name
      throw error instanceof Error && error.message === 'noTable'
        ? fault({ kind: 'noTable', database, name: table.name, at: table.at, dropping: true })
        : error
    }
  })
  const ties = tiesTo(ctx, there)
  if (ties[0] && !statement.cascade) throw fault({ kind: 'dependent', ...ties[0], truncating: false })
  const cut = ties.reduce((all, tie) => untied({ ...ctx, data: all }, tie), ctx.data)
  const data = there.reduce((all, table) => {
    const database = databaseFor({ ...ctx, data: all }, table.schema)
    return withDatabase(all, { ...database, tables: without(database.tables, table.name) })
  }, cut)
  const notices = ties.map(({ constraint, child }) => `drop cascades to constraint ${constraint} on table ${child}`)
  return { data, done: there.length > 0, ...(notices[0] !== undefined && { notice: `NOTICE:  ${notices[0]}` }) }
}

interface Tie {
  readonly table: string
  readonly child: string
  readonly constraint: string
}

/** What refers to these tables from others; MySQL's server has its own rules for that. */
function tiesTo(ctx: Context, tables: readonly TableName[]): readonly Tie[] {
  if (ctx.dialect === 'mysql' || tables.length === 0) return []
  const names = tables.map((table) => table.name)
  return Object.values(databaseFor(ctx, undefined).tables)
    .filter((child) => !names.includes(child.name))
    .flatMap((child) =>
      child.foreigns
        .filter(({ parent }) => names.includes(parent))
        .map(({ parent, name }) => ({ table: parent, child: child.name, constraint: name })),
    )
}

function untied(ctx: Context, tie: Tie): SqlData {
  const child = own(databaseFor(ctx, undefined).tables, tie.child)!
  return withTable(ctx, undefined, { ...child, foreigns: child.foreigns.filter(({ name }) => name !== tie.constraint) })
}

export function truncate(statement: Of<'truncate'>, ctx: Context): Defined {
  const ties = tiesTo(ctx, statement.tables)
  if (ties[0] && !statement.cascade) throw fault({ kind: 'dependent', ...ties[0], truncating: true })
  const children = [...new Set(ties.map(({ child }) => child))].map((name) => ({ name, at: 0 }))
  const data = [...statement.tables, ...children].reduce<SqlData>((all, name) => {
    const table = findTable({ ...ctx, data: all }, name)
    return withTable({ ...ctx, data: all }, 'schema' in name ? name.schema : undefined, {
      ...table,
      rows: [],
      next: statement.restart ? 1 : table.next,
    })
  }, ctx.data)
  const [child] = children
  return { data, done: true, ...(child && { notice: `NOTICE:  truncate cascades to table "${child.name}"` }) }
}

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
