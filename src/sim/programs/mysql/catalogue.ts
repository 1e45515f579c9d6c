import { columnRow } from './special'
import type { Bound, Context, Row, SqlData } from '../sql/data'
import { typeText } from '../sql/types'

/** Tables that describe: information_schema and mysql.user, as far as anybody asks. */
interface Virtual {
  readonly columns: readonly Bound[]
  readonly rows: readonly Row[]
}

const virtual = (table: string, names: readonly string[], rows: readonly Row[]): Virtual => ({
  columns: names.map((name) => ({ table, name, type: /rows|position|count|^id$/i.test(name) ? 'bigint' : 'varchar' })),
  rows,
})

export function catalogueTable(
  data: SqlData,
  ctx: () => Context,
  schema: string | undefined,
  name: string,
): Virtual | undefined {
  const which = `${schema ?? ''}.${name}`.toLowerCase()
  switch (which) {
    case 'mysql.user':
      return users(data)
    case 'mysql.db':
      return virtual(
        'db',
        ['Host', 'Db', 'User'],
        data.users.flatMap(({ user, host, grants }) =>
          grants.filter(({ on }) => on !== '*.*').map(({ on }) => [host, on.split('.')[0]!, user]),
        ),
      )
    case 'information_schema.schemata':
      return virtual(
        'SCHEMATA',
        ['CATALOG_NAME', 'SCHEMA_NAME', 'DEFAULT_CHARACTER_SET_NAME'],
        [...Object.keys(data.databases), 'information_schema'].map((each) => ['def', each, 'utf8mb4']),
      )
    case 'information_schema.tables':
      return virtual(
        'TABLES',
        ['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_TYPE', 'ENGINE', 'TABLE_ROWS'],
        Object.values(data.databases).flatMap((database) =>
          Object.values(database.tables).map((table) => [
            'def',
            database.name,
            table.name,
            'BASE TABLE',
            'InnoDB',
            table.rows.length,
          ]),
        ),
      )
    case 'information_schema.columns':
      return virtual(
        'COLUMNS',
        [
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'COLUMN_NAME',
          'ORDINAL_POSITION',
          'COLUMN_DEFAULT',
          'IS_NULLABLE',
          'DATA_TYPE',
          'COLUMN_TYPE',
          'COLUMN_KEY',
          'EXTRA',
        ],
        Object.values(data.databases).flatMap((database) =>
          Object.values(database.tables).flatMap((table) =>
            table.columns.map((column, i) => {
              const [, , , key = '', initial = null, extra = ''] = columnRow(table, column, ctx())
              return [
                database.name,
                table.name,
                column.name,
                i + 1,
                initial,
                column.notNull ? 'NO' : 'YES',
                column.type.name,
                typeText(column.type, 'mysql'),
                key,
                extra,
              ]
            }),
          ),
        ),
      )
    default:
      return undefined
  }
}

const users = (data: SqlData): Virtual =>
  virtual(
    'user',
    ['Host', 'User', 'plugin', 'authentication_string', 'account_locked'],
    [...data.users]
      .sort((a, b) => (`${a.host} ${a.user}` < `${b.host} ${b.user}` ? -1 : 1))
      .map(({ user, host, secret, options }) => [
        host,
        user,
        'caching_sha2_password',
        secret === undefined ? '' : `$A$005$${secret}`,
        options.includes('locked') ? 'Y' : 'N',
      ]),
  )
