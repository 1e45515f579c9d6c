import type { CheckDef, ColumnDef, ForeignDef, KeyDef, Select } from './tree'
import type { Dialect } from './lex'
import type { Value } from './value'
import { fault } from './fault'

/** What a database server knows: plain data that is never changed, only replaced. */
export type Row = readonly Value[]

export interface Key extends KeyDef {
  readonly name: string
}

export interface Table {
  readonly oid: number
  readonly name: string
  readonly columns: readonly ColumnDef[]
  readonly keys: readonly Key[]
  readonly foreigns: readonly (ForeignDef & { readonly name: string; readonly parentColumn: string })[]
  readonly checks: readonly (CheckDef & { readonly name: string })[]
  readonly rows: readonly Row[]
  /** What the next row's AUTO_INCREMENT or SERIAL will be. */
  readonly next: number
  readonly owner: string
  readonly created: number
}

export interface Database {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly tables: Readonly<Record<string, Table>>
}

export interface Grant {
  readonly rights: readonly string[]
  readonly on: string
}

export interface User {
  readonly user: string
  readonly host: string
  /** A digest of the password; absent: there is none. */
  readonly secret?: string
  readonly options: readonly string[]
  readonly grants: readonly Grant[]
}

export interface SqlData {
  readonly databases: Readonly<Record<string, Database>>
  readonly users: readonly User[]
  readonly nextOid: number
}

/** What a connection has of its own. */
export interface Session {
  readonly user: string
  readonly host: string
  /** Where the client really is: MySQL's USER() tells it, CURRENT_USER() tells the account. */
  readonly from?: string
  readonly database?: string
  /** An open transaction: the data as it began and as it sees it, and what it has done, to be done again where others wrote meanwhile. */
  readonly transaction?: { readonly base: SqlData; readonly data: SqlData; readonly done: readonly string[] }
  readonly aborted?: boolean
  readonly lastId: number
  readonly affected: number
  readonly variables: Readonly<Record<string, string>>
  readonly id: number
}

/** All that evaluating a statement may look at. */
export interface Context {
  readonly dialect: Dialect
  readonly version: string
  readonly data: SqlData
  readonly session: Session
  /** Microseconds since 1970. */
  readonly now: number
  readonly random: () => number
  /** A catalogue's table: information_schema, mysql.user, pg_database. */
  readonly catalogue: (
    schema: string | undefined,
    name: string,
  ) => { readonly columns: readonly Bound[]; readonly rows: readonly Row[] } | undefined
  /** Runs a query inside an expression. */
  readonly select: (
    query: Select,
    ctx: Context,
    outer?: Scope,
  ) => { readonly columns: readonly Bound[]; readonly rows: readonly Row[] }
  /** A setting of the server: @@version, SHOW server_version. */
  readonly setting: (name: string) => string | undefined
}

/** Where an expression is evaluated: a row, and for aggregates the rows of its group; `outer` is the query around this one. */
export interface Scope {
  readonly ctx: Context
  readonly columns: readonly Bound[]
  readonly row: Row
  readonly group?: readonly Row[]
  readonly outer?: Scope
  /** `where clause`, as MySQL names it in its complaints. */
  readonly clause: string
}

/** A column of what is selected from. */
export interface Bound {
  readonly table: string
  readonly name: string
  readonly type: string
}

/** A record's own entry: names are other people's, and may be `constructor`. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

export const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== key))

/** Like `{ ...record, [key]: value }`, for any key. */
export const withEntry = <T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> =>
  Object.fromEntries([...Object.entries(record), [key, value]])

export const sameName = (dialect: Dialect, a: string, b: string): boolean =>
  dialect === 'mysql' ? a.toLowerCase() === b.toLowerCase() : a === b

/** Which database a table's name means. */
export function databaseFor(ctx: Context, schema: string | undefined): Database {
  const name = ctx.dialect === 'mysql' ? (schema ?? ctx.session.database) : ctx.session.database
  if (name === undefined) throw fault({ kind: 'noneSelected' })
  const found = own(ctx.data.databases, name)
  if (!found) throw fault({ kind: 'noDatabase', name })
  return found
}

export function findTable(
  ctx: Context,
  table: { readonly schema?: string; readonly name: string; readonly at: number },
): Table {
  const database = databaseFor(ctx, table.schema)
  const hidden = ctx.dialect === 'postgres' && table.schema !== undefined && table.schema !== 'public'
  const found = hidden ? undefined : own(database.tables, table.name)
  if (found) return found
  const name = ctx.dialect === 'postgres' && table.schema !== undefined ? `${table.schema}.${table.name}` : table.name
  throw fault({ kind: 'noTable', database: database.name, name, at: table.at })
}

export const columnIndex = (dialect: Dialect, table: Table, name: string): number =>
  table.columns.findIndex((column) => sameName(dialect, column.name, name))

/** The data with one table replaced. */
export function withTable(ctx: Context, schema: string | undefined, table: Table): SqlData {
  const database = databaseFor(ctx, schema)
  return withDatabase(ctx.data, { ...database, tables: withEntry(database.tables, table.name, table) })
}

export const withDatabase = (data: SqlData, database: Database): SqlData => ({
  ...data,
  databases: withEntry(data.databases, database.name, database),
})
