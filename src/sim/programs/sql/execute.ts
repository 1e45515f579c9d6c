import { alterTable, createIndex, dropIndex } from './alter'
import { createDatabase, createTable, dropDatabase, dropTables, truncate } from './define'
import { fault } from './fault'
import { parseStatement } from './read-statement'
import { select } from './select'
import { createUser, dropUser, grant } from './users'
import { insert, remove, update, type Written } from './write'
import { show as shown } from './value'
import type { Context, Row, Session, SqlData } from './data'
import type { Statement } from './tree'

/**
 * A statement done: what it gives, and the data and the connection as they are after it. Pure: nothing is changed where it fails.
 *
 * @models mysql, postgres: their SQL, as far as it is alike
 * @fidelity part: no views, window functions, common table expressions, triggers, procedures, savepoints; one isolation level: a transaction sees the data as it began
 */
export interface Result {
  readonly kind: 'rows' | 'done'
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** As PostgreSQL tags it: `INSERT 0 1`. */
  readonly tag: string
  readonly affected: number
  /** MySQL's second line: `Records: 2  Duplicates: 0  Warnings: 0`. */
  readonly info?: string
  /** Something was not there, or already: PostgreSQL says so in a notice, MySQL in a warning. */
  readonly notice?: string
  /** Microseconds that it takes on top: SLEEP(5). */
  readonly delay?: number
}

export interface Done {
  readonly data: SqlData
  readonly session: Session
  readonly result: Result
}

/** What only one of the servers can do: SHOW, DESCRIBE, EXPLAIN. */
export type Special = (statement: Statement, ctx: Context) => Result | undefined

export const rowsResult = (
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly Row[],
  ctx: Context,
  tag?: string,
): Result => ({
  kind: 'rows',
  columns: columns.map(({ name, type }) => ({ name, type })),
  rows: rows.map((row) => row.map((value, i) => zoned(shown(value, ctx.dialect), columns[i]?.type, ctx))),
  tag: tag ?? `SELECT ${rows.length}`,
  affected: rows.length,
})

/** PostgreSQL's clock shows its time zone, which is UTC. */
const zoned = (text: string | null, type: string | undefined, ctx: Context): string | null =>
  text !== null && type === 'timestamp with time zone' && ctx.dialect === 'postgres' ? `${text}+00` : text

export const doneResult = (tag: string, affected = 0, more: Partial<Result> = {}): Result => ({
  kind: 'done',
  columns: [],
  rows: [],
  tag,
  affected,
  ...more,
})

/** Runs a statement; undefined where the text holds none. Throws a fault. */
export function execute(text: string, ctx: Context, special: Special): Done | undefined {
  const statement = parseStatement(text, ctx.dialect)
  if (!statement) return undefined
  if (ctx.session.aborted && !['commit', 'rollback'].includes(statement.kind)) throw fault({ kind: 'aborted' })
  if (statement.kind === 'begin' || statement.kind === 'commit' || statement.kind === 'rollback')
    return transact(statement.kind, ctx, special)
  const open = ctx.session.transaction
  const within = open ? { ...ctx, data: open.data } : ctx
  const done = run(statement, within, special)
  if (!open) return done
  if (definition.test(statement.kind) && ctx.dialect === 'mysql') return { ...done, session: closed(done.session) } // commits by itself
  const transaction = { ...open, data: done.data, done: done.data === open.data ? open.done : [...open.done, text] }
  return { data: ctx.data, result: done.result, session: { ...done.session, transaction } }
}

const definition = /^(create|drop|alter|truncate|grant)/

function closed(session: Session): Session {
  const { transaction: _, aborted: __, ...rest } = session
  return rest
}

function transact(kind: 'begin' | 'commit' | 'rollback', ctx: Context, special: Special): Done {
  const { session, data } = ctx
  const open = session.transaction
  if (kind === 'begin') {
    const result = doneResult(
      'BEGIN',
      0,
      open ? { notice: 'WARNING:  there is already a transaction in progress' } : {},
    )
    return { data, session: open ? session : { ...session, transaction: { base: data, data, done: [] } }, result }
  }
  const tag = kind === 'commit' && !session.aborted ? 'COMMIT' : 'ROLLBACK'
  if (!open)
    return { data, session, result: doneResult(tag, 0, { notice: 'WARNING:  there is no transaction in progress' }) }
  if (tag === 'ROLLBACK') return { data, session: closed(session), result: doneResult(tag) }
  return { data: merged(open, ctx, special), session: closed(session), result: doneResult(tag) }
}

/** Where others wrote since the transaction began, it is done again on what they left. */
function merged(open: NonNullable<Session['transaction']>, ctx: Context, special: Special): SqlData {
  if (open.base === ctx.data) return open.data
  return open.done.reduce(
    (data, text) => run(parseStatement(text, ctx.dialect)!, { ...ctx, data }, special).data,
    ctx.data,
  )
}

function run(statement: Statement, ctx: Context, special: Special): Done {
  const { session } = ctx
  const found = special(statement, ctx)
  if (found) return { data: ctx.data, session, result: found }
  switch (statement.kind) {
    case 'select':
      return selected(statement, ctx)
    case 'insert':
      return written(
        insert(statement, ctx),
        'INSERT 0',
        ctx,
        statement.rows.length > 1 || statement.select !== undefined,
      )
    case 'update':
      return written(update(statement, ctx), 'UPDATE', ctx, true)
    case 'delete':
      return written(remove(statement, ctx), 'DELETE', ctx, false)
    case 'use':
      return used(statement.name, ctx)
    case 'createUser':
    case 'dropUser':
    case 'grant':
      return accounts(statement, ctx)
    case 'setVariable':
      return {
        data: ctx.data,
        session: { ...session, variables: { ...session.variables, [statement.name]: statement.value } },
        result: doneResult('SET'),
      }
    case 'nothing':
      return { data: ctx.data, session, result: doneResult(statement.tag) }
    default:
      return define(statement, ctx)
  }
}

function selected(statement: Extract<Statement, { kind: 'select' }>, ctx: Context): Done {
  const { columns, rows } = select(statement, ctx)
  const sleeping = statement.items
    .map(({ expr }) => expr)
    .find((expr) => expr.kind === 'call' && /^(pg_)?sleep$/.test(expr.name))
  const seconds =
    sleeping?.kind === 'call' && sleeping.args[0]?.kind === 'literal'
      ? Number(shown(sleeping.args[0].value, ctx.dialect))
      : 0
  const result = rowsResult(columns, rows, ctx)
  return { data: ctx.data, session: ctx.session, result: seconds > 0 ? { ...result, delay: seconds * 1e6 } : result }
}

function written(done: Written, tag: string, ctx: Context, several: boolean): Done {
  const session = { ...ctx.session, affected: done.affected, ...(done.lastId !== undefined && { lastId: done.lastId }) }
  const info =
    tag === 'UPDATE'
      ? `Rows matched: ${done.matched}  Changed: ${done.affected}  Warnings: 0`
      : `Records: ${done.affected + (tag === 'INSERT 0' ? done.duplicates : 0)}  Duplicates: ${done.duplicates}  Warnings: 0`
  const count = ctx.dialect === 'postgres' ? done.matched : done.affected
  if (done.returned)
    return {
      data: done.data,
      session,
      result: rowsResult(done.returned.columns, done.returned.rows, ctx, `${tag} ${count}`),
    }
  return { data: done.data, session, result: doneResult(`${tag} ${count}`, done.affected, several ? { info } : {}) }
}

function used(name: string, ctx: Context): Done {
  if (!Object.hasOwn(ctx.data.databases, name) && !/^(information_schema|performance_schema)$/i.test(name))
    throw fault({ kind: 'noDatabase', name })
  return { data: ctx.data, session: { ...ctx.session, database: name }, result: doneResult('USE') }
}

function accounts(statement: Extract<Statement, { kind: 'createUser' | 'dropUser' | 'grant' }>, ctx: Context): Done {
  const { session } = ctx
  if (statement.kind === 'createUser')
    return {
      data: createUser(statement, ctx),
      session,
      result: doneResult(`${statement.alter ? 'ALTER' : 'CREATE'} ROLE`),
    }
  if (statement.kind === 'dropUser') return { data: dropUser(statement, ctx), session, result: doneResult('DROP ROLE') }
  return { data: grant(statement, ctx), session, result: doneResult(statement.revoke ? 'REVOKE' : 'GRANT') }
}

const notices: Readonly<Record<string, (name: string) => string>> = {
  createTable: (name) => `NOTICE:  relation "${name}" already exists, skipping`,
  dropTable: (name) => `NOTICE:  table "${name}" does not exist, skipping`,
  dropDatabase: (name) => `NOTICE:  database "${name}" does not exist, skipping`,
  createIndex: (name) => `NOTICE:  relation "${name}" already exists, skipping`,
}

function define(statement: Statement, ctx: Context): Done {
  const { session } = ctx
  const done = definedBy(statement, ctx)
  const tag =
    statement.kind === 'createTable' && statement.as
      ? `SELECT ${done.rows ?? 0}`
      : statement.kind === 'truncate'
        ? 'TRUNCATE TABLE'
        : statement.kind.replace(/[A-Z]/, ' $&').toUpperCase()
  const notice = done.done ? done.notice : notices[statement.kind]?.(nameOf(statement))
  // MySQL counts a database that it creates as a row, and the tables of one that it drops.
  const affected =
    statement.kind === 'createDatabase'
      ? 1
      : statement.kind === 'dropDatabase' || (statement.kind === 'createTable' && statement.as)
        ? (done.rows ?? 0)
        : 0
  const info =
    statement.kind === 'alterTable' || statement.kind === 'createIndex'
      ? 'Records: 0  Duplicates: 0  Warnings: 0'
      : undefined
  const gone = statement.kind === 'dropDatabase' && session.database === statement.name
  const { database: _, ...nowhere } = session
  return {
    data: done.data,
    session: gone ? nowhere : session,
    result: doneResult(tag, affected, { ...(notice !== undefined && { notice }), ...(info !== undefined && { info }) }),
  }
}

function definedBy(statement: Statement, ctx: Context) {
  switch (statement.kind) {
    case 'createDatabase':
      if (ctx.dialect === 'postgres' && ctx.session.transaction)
        throw fault({ kind: 'inTransaction', what: 'CREATE DATABASE' })
      return createDatabase(statement, ctx)
    case 'dropDatabase':
      return dropDatabase(statement, ctx)
    case 'createTable':
      return createTable(statement, ctx)
    case 'dropTable':
      return dropTables(statement, ctx)
    case 'truncate':
      return truncate(statement, ctx)
    case 'alterTable':
      return alterTable(statement, ctx)
    case 'createIndex':
      return createIndex(statement, ctx)
    case 'dropIndex':
      return dropIndex(statement, ctx)
    default:
      throw fault({ kind: 'unsupported', what: statement.kind })
  }
}

const nameOf = (statement: Statement): string =>
  statement.kind === 'createTable'
    ? statement.table.name
    : statement.kind === 'dropTable'
      ? (statement.tables[0]?.name ?? '')
      : 'name' in statement
        ? String(statement.name)
        : statement.kind === 'createIndex'
          ? (statement.key.name ?? '')
          : ''
