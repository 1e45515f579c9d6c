import { execute, rowsResult, type Result } from '../sql/execute'
import { fault, faultOf } from '../sql/fault'
import { select } from '../sql/select'
import { catalogueView, type More } from './catalogue'
import { splitScript } from './script'
import { settingNamed } from './settings'
import { complaint } from './words'
import type { Context, Session, SqlData } from '../sql/data'
import type { Statement } from '../sql/tree'
import type { Complaint, FromServer, Standing } from './wire'

/** What a query is answered with; pure. */
export interface Answered {
  readonly data: SqlData
  readonly session: Session
  readonly said: readonly FromServer[]
  /** Microseconds that it took on top. */
  readonly delay: number
  /** To be logged. */
  readonly error?: Complaint
}

export interface Asking {
  readonly data: SqlData
  readonly session: Session
  readonly version: string
  readonly now: number
  readonly random: () => number
  readonly more: More
}

/** The statements of a query one after the other; the first that fails ends it, and undoes those before it. */
export function answer(query: string, asking: Asking): Answered {
  const statements = splitScript(query).statements
  let { data, session } = asking
  const said: FromServer[] = []
  let delay = 0
  for (const { text, at } of statements) {
    const ctx = contextOf({ ...asking, data, session })
    try {
      const done = execute(text, ctx, special(asking))
      if (!done) continue
      ;({ data, session } = done)
      said.push(...words(done.result))
      delay += done.result.delay ?? 0
    } catch (thrown) {
      const found = complaint(faultOf(thrown), text)
      const error = found.position === undefined ? found : { ...found, position: found.position + at }
      const failed = session.transaction ? { ...session, aborted: true } : session
      return { data: asking.data, session: failed, delay, error, said: [...said, { type: 'ErrorResponse', ...error }] }
    }
  }
  return { data, session, delay, said: said.length > 0 ? said : [{ type: 'EmptyQueryResponse' }] }
}

export function contextOf(asking: Asking): Context {
  const ctx: Context = {
    dialect: 'postgres',
    version: asking.version,
    data: asking.data,
    session: asking.session,
    now: asking.now,
    random: asking.random,
    catalogue: (schema, name) => catalogueView(schema, name, ctx, asking.more),
    select,
    setting: (name) => asking.session.variables[name] ?? settingNamed(asking.more.settings, name),
  }
  // Inside a transaction the catalogue is as the transaction sees it.
  return asking.session.transaction
    ? {
        ...ctx,
        catalogue: (schema, name) =>
          catalogueView(schema, name, { ...ctx, data: asking.session.transaction!.data }, asking.more),
      }
    : ctx
}

const special =
  (asking: Asking) =>
  (statement: Statement, ctx: Context): Result | undefined => {
    if (statement.kind !== 'show') return undefined
    if (statement.name === 'all')
      return rowsResult(
        ['name', 'setting', 'description'].map((name) => ({ name, type: 'text' })),
        Object.entries(asking.more.settings).map(([name, value]) => [name, value, '']),
        ctx,
        'SHOW',
      )
    const value = ctx.setting(statement.name ?? '')
    if (value === undefined) throw fault({ kind: 'unknownVariable', name: statement.name ?? '' })
    const name = Object.keys(asking.more.settings).find((each) => each.toLowerCase() === statement.name?.toLowerCase())
    return rowsResult([{ name: name ?? statement.name ?? '', type: 'text' }], [[value]], ctx, 'SHOW')
  }

function words(result: Result): readonly FromServer[] {
  const [, severity = 'NOTICE', message = ''] = /^(\w+): {2}(.*)$/s.exec(result.notice ?? '') ?? []
  const notice: readonly FromServer[] =
    result.notice === undefined ? [] : [{ type: 'NoticeResponse', severity, code: '00000', message }]
  const rows: readonly FromServer[] =
    result.kind === 'rows'
      ? [
          { type: 'RowDescription', columns: result.columns },
          { type: 'DataRows', rows: result.rows },
        ]
      : []
  return [...notice, ...rows, { type: 'CommandComplete', tag: result.tag }]
}

export const standingOf = (session: Session): Standing => (session.aborted ? 'E' : session.transaction ? 'T' : 'I')
