import { findTable, own, sameName, type Context, type Key, type Row, type Table, type User } from '../sql/data'
import { fault } from '../sql/fault'
import { rowsResult, type Result, type Special } from '../sql/execute'
import { typeText } from '../sql/types'
import { likePattern } from './like'
import { accountOf, sees } from './rights'
import type { Options } from './server-options'
import type { ColumnDef, Statement } from '../sql/tree'

/** SHOW and DESCRIBE: what the server tells of itself. */
export interface Known {
  readonly options: Options
  readonly settings: Readonly<Record<string, string>>
  readonly status: Readonly<Record<string, string>>
  readonly processes: readonly Row[]
  readonly user: User
}

type Show = Extract<Statement, { kind: 'show' }>

const text = (names: readonly string[]) => names.map((name) => ({ name, type: 'varchar' }))

const answer = (names: readonly string[], rows: readonly Row[], ctx: Context): Result =>
  rowsResult(text(names), rows, ctx)

export const specialOf =
  (known: Known): Special =>
  (statement, ctx) => {
    if (statement.kind === 'describe') return columnsOf(findTable(ctx, statement.table), undefined, ctx)
    if (statement.kind === 'explain') throw fault({ kind: 'unsupported', what: 'EXPLAIN' })
    return statement.kind === 'show' ? show(statement, ctx, known) : undefined
  }

const kept = (like: string | undefined, name: string): boolean => like === undefined || likePattern(like).test(name)

const inBrackets = (like: string | undefined): string => (like === undefined ? '' : ` (${like})`)

function show(statement: Show, ctx: Context, known: Known): Result {
  const { what, like } = statement
  switch (what) {
    case 'databases':
    case 'schemas':
      return answer(
        [`Database${inBrackets(like)}`],
        databases(ctx, known.user)
          .filter((name) => kept(like, name))
          .map((name) => [name]),
        ctx,
      )
    case 'tables':
    case 'full tables':
      return tables(statement, ctx)
    case 'columns':
    case 'full columns':
    case 'fields':
      return columnsOf(findTable(ctx, statement.table!), like, ctx)
    case 'create table':
      return createTable(findTable(ctx, statement.table!), ctx)
    case 'create database':
      return createDatabase(statement.name!, ctx)
    case 'index':
    case 'indexes':
    case 'keys':
      return indexes(findTable(ctx, statement.table!), ctx)
    case 'variables':
      return pairs(known.settings, like, ctx)
    case 'status':
      return pairs(known.status, like, ctx)
    case 'processlist':
    case 'full processlist':
      return answer(['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'], known.processes, ctx)
    case 'grants':
      return grants(statement, ctx, known)
    case 'engines':
      return answer(
        ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'],
        [['InnoDB', 'DEFAULT', 'Supports transactions, row-level locking, and foreign keys', 'YES', 'YES', 'YES']],
        ctx,
      )
    case 'warnings':
    case 'errors':
      return answer(['Level', 'Code', 'Message'], [], ctx)
    default:
      throw fault({ kind: 'unsupported', what: `SHOW ${what.toUpperCase()}` })
  }
}

const databases = (ctx: Context, user: User): readonly string[] =>
  [...Object.keys(ctx.data.databases), 'information_schema'].filter((name) => sees(user, name)).sort()

function tables({ what, like, from }: Show, ctx: Context): Result {
  const name = from ?? ctx.session.database
  if (name === undefined) throw fault({ kind: 'noneSelected' })
  const database = own(ctx.data.databases, name)
  if (!database && !/^information_schema$/i.test(name)) throw fault({ kind: 'noDatabase', name })
  const names = Object.keys(database?.tables ?? {})
    .filter((each) => kept(like, each))
    .sort()
  const heading = `Tables_in_${name}${inBrackets(like)}`
  return what === 'tables'
    ? answer(
        [heading],
        names.map((each) => [each]),
        ctx,
      )
    : answer(
        [heading, 'Table_type'],
        names.map((each) => [each, 'BASE TABLE']),
        ctx,
      )
}

const keyMark = (table: Table, column: ColumnDef, ctx: Context): string => {
  const first = (kind: Key['kind']) =>
    table.keys.some((key) => key.kind === kind && sameName(ctx.dialect, key.columns[0] ?? '', column.name))
  const primary = table.keys.some(
    (key) => key.kind === 'primary' && key.columns.some((name) => sameName(ctx.dialect, name, column.name)),
  )
  return primary ? 'PRI' : first('unique') ? 'UNI' : first('index') ? 'MUL' : ''
}

const extra = (column: ColumnDef): string =>
  column.auto
    ? 'auto_increment'
    : [
        /current_timestamp|now\(|uuid\(/i.test(column.initialText ?? '') ? 'DEFAULT_GENERATED' : '',
        column.onUpdate ? 'on update CURRENT_TIMESTAMP' : '',
      ]
        .filter((word) => word !== '')
        .join(' ')

/** As it is shown: no quotes around a text. */
const defaultShown = ({ initialText }: ColumnDef): string | null =>
  initialText === undefined || /^null$/i.test(initialText) ? null : initialText.replace(/^'(.*)'$/s, '$1')

export const columnRow = (table: Table, column: ColumnDef, ctx: Context): Row => [
  column.name,
  typeText(column.type, ctx.dialect),
  column.notNull ? 'NO' : 'YES',
  keyMark(table, column, ctx),
  defaultShown(column),
  extra(column),
]

const columnsOf = (table: Table, like: string | undefined, ctx: Context): Result =>
  answer(
    ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    table.columns.filter(({ name }) => kept(like, name)).map((column) => columnRow(table, column, ctx)),
    ctx,
  )

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(',')

function columnText(column: ColumnDef, ctx: Context): string {
  const { initialText } = column
  const missing = column.notNull || column.auto ? '' : ' DEFAULT NULL'
  return [
    `\`${column.name}\` ${typeText(column.type, ctx.dialect)}`,
    column.notNull ? ' NOT NULL' : column.type.name === 'timestamp' ? ' NULL' : '',
    column.auto
      ? ' AUTO_INCREMENT'
      : initialText === undefined
        ? missing.replace(/^ DEFAULT NULL$/, /text|blob|json/.test(column.type.name) ? '' : ' DEFAULT NULL')
        : ` DEFAULT ${defaultText(initialText)}`,
    column.onUpdate ? ' ON UPDATE CURRENT_TIMESTAMP' : '',
    column.comment === undefined ? '' : ` COMMENT '${column.comment}'`,
  ].join('')
}

const defaultText = (text: string): string => (/^-?[\d.]+$/.test(text) ? `'${text}'` : text)

/** A table as the statement that would make it. */
export function createText(table: Table, ctx: Context, flavour: Options['flavour']): string {
  const key = ({ kind, name, columns }: Key) =>
    kind === 'primary'
      ? `PRIMARY KEY (${quoted(columns)})`
      : `${kind === 'unique' ? 'UNIQUE ' : ''}KEY \`${name}\` (${quoted(columns)})`
  const lines = [
    ...table.columns.map((column) => columnText(column, ctx)),
    ...table.keys.map(key),
    ...table.foreigns.map(
      ({ name, column, parent, parentColumn, cascade }) =>
        `CONSTRAINT \`${name}\` FOREIGN KEY (\`${column}\`) REFERENCES \`${parent}\` (\`${parentColumn}\`)${cascade ? ' ON DELETE CASCADE' : ''}`,
    ),
    ...table.checks.map(({ name, text: condition }) => `CONSTRAINT \`${name}\` CHECK (${condition})`),
  ]
  const auto = table.columns.some((column) => column.auto) && table.next > 1 ? ` AUTO_INCREMENT=${table.next}` : ''
  const collation = flavour === 'mysql' ? 'utf8mb4_0900_ai_ci' : 'utf8mb4_uca1400_ai_ci'
  return `CREATE TABLE \`${table.name}\` (\n${lines.map((line) => `  ${line}`).join(',\n')}\n) ENGINE=InnoDB${auto} DEFAULT CHARSET=utf8mb4 COLLATE=${collation}`
}

const flavourOf = (ctx: Context): Options['flavour'] => (ctx.version.includes('MariaDB') ? 'mariadb' : 'mysql')

const createTable = (table: Table, ctx: Context): Result =>
  answer(['Table', 'Create Table'], [[table.name, createText(table, ctx, flavourOf(ctx))]], ctx)

export const createDatabaseText = (name: string, ctx: Context): string =>
  flavourOf(ctx) === 'mysql'
    ? `CREATE DATABASE \`${name}\` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */`
    : `CREATE DATABASE \`${name}\` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci */`

function createDatabase(name: string, ctx: Context): Result {
  if (!own(ctx.data.databases, name)) throw fault({ kind: 'noDatabase', name })
  return answer(['Database', 'Create Database'], [[name, createDatabaseText(name, ctx)]], ctx)
}

const indexes = (table: Table, ctx: Context): Result =>
  answer(
    ['Table', 'Non_unique', 'Key_name', 'Seq_in_index', 'Column_name', 'Cardinality', 'Null', 'Index_type'],
    table.keys.flatMap((key) =>
      key.columns.map((column, i) => [
        table.name,
        key.kind === 'index' ? 1 : 0,
        key.name,
        i + 1,
        column,
        table.rows.length,
        table.columns.find(({ name }) => sameName(ctx.dialect, name, column))?.notNull ? '' : 'YES',
        'BTREE',
      ]),
    ),
    ctx,
  )

const pairs = (record: Readonly<Record<string, string>>, like: string | undefined, ctx: Context): Result =>
  answer(
    ['Variable_name', 'Value'],
    Object.entries(record)
      .filter(([name]) => kept(like, name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    ctx,
  )

function grants({ user: named }: Show, ctx: Context, known: Known): Result {
  const user = named ? accountOf(ctx.data.users, named.user, named.host) : known.user
  if (!user) throw fault({ kind: 'noUser', name: `'${named!.user}'@'${named!.host}'`, what: 'SHOW GRANTS' })
  const whole = `\`${user.user}\`@\`${user.host}\``
  const scope = (on: string) =>
    on
      .split('.')
      .map((part) => (part === '*' ? '*' : `\`${part}\``))
      .join('.')
  const others = user.grants.filter(({ on }) => on !== '*.*')
  const all = user.grants.find(({ on }) => on === '*.*')
  return answer(
    [`Grants for ${user.user}@${user.host}`],
    [
      [
        `GRANT ${all ? all.rights.join(', ') : 'USAGE'} ON *.* TO ${whole}${all?.rights.includes('ALL PRIVILEGES') ? ' WITH GRANT OPTION' : ''}`,
      ],
      ...others.map(({ on, rights }) => [`GRANT ${rights.join(', ')} ON ${scope(on)} TO ${whole}`]),
    ],
    ctx,
  )
}
