import {
  databaseFor,
  findTable,
  own,
  sameName,
  withDatabase,
  without,
  withTable,
  type Context,
  type Database,
  type SqlData,
  type Table,
} from './data'
import { fault } from './fault'
import { foreignOf, keysOf, withPrimary } from './keys'
import { select } from './select'
import type { ColumnDef, Statement, TableName } from './tree'

/** CREATE and DROP. `done` is false where IF EXISTS or IF NOT EXISTS made nothing of it. */
export interface Defined {
  readonly data: SqlData
  readonly done: boolean
  readonly rows?: number
  readonly notice?: string
}

export type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

export const nothing = (ctx: Context): Defined => ({ data: ctx.data, done: false })

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
