import { proofOf } from '../sql/users'
import { execute, type Result } from '../sql/execute'
import { faultOf } from '../sql/fault'
import { keep } from '../sql/keep'
import { select } from '../sql/select'
import { SysError, strerror } from '../../wire/errno'
import { catalogueTable } from './catalogue'
import { layoutOf } from './layout'
import { accountOf, checkRights, deniedDatabase, sees } from './rights'
import { settingsOf } from './settings'
import { specialOf } from './special'
import { accessDenied, databaseDenied, worded } from './words'
import type { Context, Session, SqlData } from '../sql/data'
import type { Fd, Sys } from '../../wire/sys'
import type { Options } from './server-options'
import type { Problem, Reply, Request } from './protocol'

/** One connection as the server sees it. */
export interface Guest {
  readonly fd: Fd
  readonly id: number
  /** `localhost` through the socket, otherwise the address: the images start the server with skip-name-resolve. */
  readonly host: string
  readonly salt: string
  readonly input: string
  readonly session?: Session
  /** A reply that is not due yet: SLEEP(5). */
  readonly pending?: { readonly at: number; readonly reply: Reply }
}

/** What all connections share. */
export interface House {
  readonly options: Options
  readonly data: SqlData
  readonly started: number
  readonly guests: readonly Guest[]
  readonly questions: number
}

export interface Served {
  readonly data: SqlData
  readonly guest: Guest
  readonly reply?: Reply
  readonly leave?: boolean
  readonly shutdownBy?: string
}

export function serve(sys: Sys, house: House, guest: Guest, request: Partial<Record<string, unknown>>): Served {
  const asked = request as Partial<Record<keyof (Request & object), unknown>> & Record<string, unknown>
  if (typeof asked['login'] === 'string') return login(house, guest, asked['login'], asked['proof'], asked['database'])
  if (!guest.session) return { data: house.data, guest, leave: true }
  if (typeof asked['query'] === 'string') return query(sys, house, guest, guest.session, asked['query'])
  if (asked['statistics'] === true) return { data: house.data, guest, reply: { statistics: statistics(sys, house) } }
  if (asked['shutdown'] === true) return { data: house.data, guest, reply: { ok: 0 }, shutdownBy: guest.session.user }
  return { data: house.data, guest, reply: { ok: 0 } }
}

function login(house: House, guest: Guest, name: string, proof: unknown, database: unknown): Served {
  const { data } = house
  const refuse = (reply: Problem): Served => ({ data, guest, reply, leave: true })
  const user = accountOf(data.users, name, guest.host)
  const expected = user?.secret === undefined ? undefined : proofOf(guest.salt, user.secret)
  if (!user || user.options.includes('locked') || proof !== expected)
    return refuse(accessDenied(name, guest.host, proof !== undefined))
  if (typeof database === 'string') {
    if (!sees(user, database)) return refuse(databaseDenied(`'${user.user}'@'${user.host}'`, database))
    if (!Object.hasOwn(data.databases, database) && database !== 'information_schema')
      return refuse({ error: 1049, state: '42000', message: `Unknown database '${database}'` })
  }
  const session: Session = {
    user: user.user,
    host: user.host,
    from: guest.host,
    lastId: 0,
    affected: 0,
    variables: {},
    id: guest.id,
    ...(typeof database === 'string' && { database }),
  }
  return { data, guest: { ...guest, session }, reply: { ok: 0 } }
}

function query(sys: Sys, house: House, guest: Guest, session: Session, statement: string): Served {
  const { options, data } = house
  const user = accountOf(data.users, session.user, session.host)
  const account = `'${session.user}'@'${session.host}'`
  if (!user) return { data, guest, reply: accessDenied(session.user, guest.host, true) }
  const ctx = contextOf(sys, house, session)
  try {
    const denied = deniedDatabase(user, statement)
    if (denied !== undefined) return { data, guest, reply: databaseDenied(account, denied) }
    checkRights(user, statement, session.database)
    const settings = settingsOf(sys, options)
    const status = statusOf(sys, house)
    const processes = house.guests.map((each) => processRow(sys, each, guest, statement))
    const done = execute(statement, ctx, specialOf({ options, settings, status, processes, user }))
    if (!done) return { data, guest, reply: { error: 1065, state: '42000', message: 'Query was empty' } }
    keep(sys, layoutOf(options), data, done.data)
    const reply = replyOf(done.result, session, done.session)
    const after = { ...guest, session: done.session }
    return done.result.delay === undefined
      ? { data: done.data, guest: after, reply }
      : { data: done.data, guest: { ...after, pending: { at: sys.now() + done.result.delay, reply } } }
  } catch (thrown) {
    return {
      data,
      guest,
      reply: problemOf(thrown, { flavour: options.flavour, statement, account: `'${session.user}'@'${guest.host}'` }),
    }
  }
}

function problemOf(thrown: unknown, telling: Parameters<typeof worded>[1]): Problem {
  if (!(thrown instanceof SysError)) return worded(faultOf(thrown), telling)
  const message = `Got error "${strerror[thrown.errno]}" from storage engine InnoDB`
  return { error: 1030, state: 'HY000', message }
}

function replyOf(result: Result, before: Session, after: Session): Reply {
  if (result.kind === 'rows') return { columns: result.columns, rows: result.rows }
  return {
    ok: result.affected,
    ...(result.info !== undefined && { info: result.info }),
    ...(result.notice !== undefined && { warnings: 1 }),
    ...(result.tag === 'USE' && after.database !== undefined && { database: after.database }),
    ...(before.database !== undefined && after.database === undefined && { database: '' }),
  }
}

function contextOf(sys: Sys, house: House, session: Session): Context {
  const { options } = house
  const settings = settingsOf(sys, options)
  const ctx: Context = {
    dialect: 'mysql',
    version: options.version,
    data: house.data,
    session,
    now: sys.now(),
    random: () => sys.random(),
    select,
    setting: (name) => (Object.hasOwn(settings, name) ? settings[name] : undefined),
    catalogue: (schema, name) => catalogueTable(house.data, () => ctx, schema ?? session.database, name),
  }
  return ctx
}

const uptime = (sys: Sys, house: House) => Math.floor((sys.now() - house.started) / 1e6)

const statusOf = (sys: Sys, house: House): Readonly<Record<string, string>> => ({
  Connections: String(Math.max(0, ...house.guests.map(({ id }) => id))),
  Questions: String(house.questions),
  Threads_connected: String(house.guests.length),
  Threads_running: '1',
  Uptime: String(uptime(sys, house)),
})

function statistics(sys: Sys, house: House): string {
  const up = uptime(sys, house)
  const tables = Object.values(house.data.databases).reduce((sum, { tables: all }) => sum + Object.keys(all).length, 0)
  const average = up === 0 ? '0.0' : (house.questions / up).toFixed(3)
  return `Uptime: ${up}  Threads: ${house.guests.length}  Questions: ${house.questions}  Slow queries: 0  Opens: ${tables}  Flush tables: 3  Open tables: ${tables}  Queries per second avg: ${average}`
}

const processRow = (_sys: Sys, { id, session, host }: Guest, asking: Guest, statement: string) => [
  id,
  session?.user ?? 'unauthenticated user',
  host,
  session?.database ?? null,
  id === asking.id ? 'Query' : 'Sleep',
  0,
  id === asking.id ? 'init' : '',
  id === asking.id ? statement : null,
]
