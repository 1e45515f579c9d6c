import { parseStatement } from '../sql/read-statement'
import type { User } from '../sql/data'
import type { Select, Source, Statement, TableName } from '../sql/tree'
import { fault } from '../sql/fault'

/** Who may come in, and what he may do. */
export const accountOf = (users: readonly User[], user: string, host: string): User | undefined =>
  users.find((each) => each.user === user && each.host === host) ??
  users.find((each) => each.user === user && each.host === '%') ??
  users.find((each) => each.user === user && each.host !== 'localhost' && matches(each.host, host))

/** `172.18.%` */
const matches = (pattern: string, host: string): boolean =>
  pattern.includes('%') &&
  pattern.split('%').every((part, i) => (i === 0 ? host.startsWith(part) : host.includes(part)))

const has = (user: User, right: string, scopes: readonly string[]): boolean =>
  user.grants.some(
    ({ on, rights }) =>
      scopes.includes(on) && (rights.includes('ALL PRIVILEGES') || rights.includes(right) || right === ''),
  )

/** Whether anything at all was granted to him in a database. */
export const sees = (user: User, database: string): boolean =>
  /^(information_schema|performance_schema)$/i.test(database) ||
  user.grants.some(({ on, rights }) => {
    if (on === '*.*') return rights.some((right) => right !== 'USAGE')
    return on.split('.')[0] === database
  })

/** Refuses a statement on a table for which nothing was granted. */
export function checkRights(user: User, query: string, current: string | undefined): void {
  if (has(user, 'ALL PRIVILEGES', ['*.*'])) return
  const statement = parseStatement(query, 'mysql')
  if (!statement) return
  for (const { right, table } of needs(statement)) {
    const database = table.schema ?? current
    if (database === undefined || /^information_schema$/i.test(database)) continue
    if (!has(user, right, ['*.*', `${database}.*`, `${database}.${table.name}`]))
      throw fault({ kind: 'denied', what: right, table: table.name, database })
  }
}

interface Need {
  readonly right: string
  readonly table: TableName
}

const verbs: Readonly<Record<string, string>> = {
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  createTable: 'CREATE',
  alterTable: 'ALTER',
  createIndex: 'INDEX',
}

function needs(statement: Statement): readonly Need[] {
  if (statement.kind === 'select') return ofSelect(statement)
  const right = verbs[statement.kind]
  if (right !== undefined && 'table' in statement && statement.table) return [{ right, table: statement.table }]
  if (statement.kind === 'dropTable' || statement.kind === 'truncate')
    return statement.tables.map((table) => ({ right: 'DROP', table }))
  return []
}

const ofSelect = (select: Select): readonly Need[] => [
  ...select.from.flatMap(({ source }) => ofSource(source)),
  ...(select.union ? ofSelect(select.union.select) : []),
]

const ofSource = (source: Source): readonly Need[] =>
  source.kind === 'table'
    ? [{ right: 'SELECT', table: source.table }]
    : source.kind === 'select'
      ? ofSelect(source.select)
      : []

/** Statements about databases and users, which no grant on a table allows. */
export function deniedDatabase(user: User, query: string): string | undefined {
  if (has(user, 'ALL PRIVILEGES', ['*.*'])) return undefined
  const statement = parseStatement(query, 'mysql')
  if (statement?.kind === 'use') return sees(user, statement.name) ? undefined : statement.name
  if (statement?.kind === 'createDatabase' || statement?.kind === 'dropDatabase')
    return has(user, statement.kind === 'createDatabase' ? 'CREATE' : 'DROP', ['*.*', `${statement.name}.*`])
      ? undefined
      : statement.name
  return undefined
}
