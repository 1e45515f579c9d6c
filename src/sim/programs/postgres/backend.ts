import { keep } from '../sql/keep'
import { proofOf } from '../sql/users'
import { answer, standingOf, type Asking } from './answer'
import { described } from './describe'
import { layout } from './files'
import { ruleFor, type Rule } from './hba'
import { logComplaint, log } from './log'
import { banner, number } from './version'
import { line, messages, type Complaint, type FromClient, type FromServer } from './wire'
import type { More } from './catalogue'
import type { Settings } from './settings'
import type { Session, SqlData } from '../sql/data'
import type { Fd, Sys } from '../../wire/sys'

/** One client's connection and what it is in the middle of. */
export interface Backend {
  readonly fd: Fd
  readonly pid: number
  /** Where it comes from; absent on a Unix socket. */
  readonly address?: string
  readonly input: string
  readonly application: string
  readonly salt?: string
  /** The line of pg_hba.conf that asked for a password. */
  readonly rule?: Rule
  readonly session?: Session
  readonly ready: boolean
  /** pg_sleep: what is to be said, and when. */
  readonly held?: { readonly until: number; readonly said: readonly FromServer[] }
  readonly closing?: boolean
}

/** What all connections share. */
export interface Cluster {
  readonly directory: string
  readonly data: SqlData
  readonly settings: Settings
}

type Served = readonly [Backend, Cluster]

const tell = (sys: Sys, fd: Fd, said: readonly FromServer[]): void => {
  if (said.length === 0) return
  sys.send(fd, { kind: 'stream', channel: 'raw', data: said.map(line).join(''), end: false })
}

const fatal = (code: string, message: string): Complaint => ({ severity: 'FATAL', code, message })

/** Answers what has come in on a connection, message by message. */
export function served(sys: Sys, from: Backend, cluster: Cluster, activity: More['activity']): Served {
  let [backend, now]: Served = [from, cluster]
  for (;;) {
    const [all, rest] = messages<FromClient>(backend.input)
    const [message, ...later] = all
    backend = { ...backend, input: later.map(line).join('') + rest }
    if (message === undefined || backend.closing) return [backend, now]
    if (backend.held && message.type === 'CancelRequest') backend = cancelled(sys, backend, now)
    ;[backend, now] = handled(sys, backend, now, message, { settings: now.settings, activity })
    if (backend.held) return [backend, now]
  }
}

function handled(sys: Sys, backend: Backend, cluster: Cluster, message: FromClient, more: More): Served {
  switch (message.type) {
    case 'StartupMessage':
      return [started(sys, backend, cluster, message), cluster]
    case 'SASLResponse':
      return [proven(sys, backend, cluster, message.proof), cluster]
    case 'Query':
      return backend.ready ? queried(sys, backend, cluster, message.query, more) : [backend, cluster]
    case 'Describe':
      if (!backend.ready || !backend.session) return [backend, cluster]
      tell(sys, backend.fd, [
        { type: 'Description', found: described(cluster.data, backend.session, message.pattern) },
        ready(backend.session, cluster),
      ])
      return [backend, cluster]
    default:
      return [{ ...backend, closing: message.type === 'Terminate' }, cluster]
  }
}

function refused(sys: Sys, backend: Backend, error: Complaint, detail?: string): Backend {
  logComplaint(sys, error, backend.pid)
  if (detail !== undefined) log(sys, detail, backend.pid, 'DETAIL')
  tell(sys, backend.fd, [{ type: 'ErrorResponse', ...error }])
  return { ...backend, closing: true }
}

function started(
  sys: Sys,
  from: Backend,
  cluster: Cluster,
  { user, database, application_name }: Extract<FromClient, { type: 'StartupMessage' }>,
): Backend {
  const session: Session = {
    user,
    host: '%',
    database,
    lastId: 0,
    affected: 0,
    variables: { application_name },
    id: from.pid,
  }
  const backend = { ...from, application: application_name, session }
  const who = { user, database, ...(from.address !== undefined && { address: from.address }) }
  const rule = ruleFor(sys, cluster.directory, who)
  const method = rule?.method
  if (!rule || method === 'reject')
    return refused(
      sys,
      backend,
      fatal(
        '28000',
        method === 'reject'
          ? `pg_hba.conf rejects connection for host "${from.address ?? '[local]'}", user "${user}", database "${database}", no encryption`
          : `no pg_hba.conf entry for host "${from.address ?? '[local]'}", user "${user}", database "${database}", no encryption`,
      ),
    )
  if (method === 'trust') return welcomed(sys, backend, cluster)
  const salt = `${sys.random().toString(16)}${sys.random().toString(16)}`
  tell(sys, backend.fd, [{ type: 'AuthenticationSASL', salt }])
  return { ...backend, salt, rule }
}

function proven(sys: Sys, backend: Backend, cluster: Cluster, proof: string): Backend {
  const { session, salt, rule } = backend
  if (!session || salt === undefined) return { ...backend, closing: true }
  const secret = cluster.data.users.find((user) => user.user === session.user)?.secret
  if (secret !== undefined && proofOf(salt, secret) === proof) return welcomed(sys, backend, cluster)
  const known = cluster.data.users.some((user) => user.user === session.user)
  const reason = known
    ? secret === undefined
      ? `User "${session.user}" has no password assigned.`
      : `Connection matched file "${cluster.directory}/pg_hba.conf" line ${rule?.line}: "${rule?.text}"`
    : `Role "${session.user}" does not exist.`
  return refused(sys, backend, fatal('28P01', `password authentication failed for user "${session.user}"`), reason)
}

function welcomed(sys: Sys, backend: Backend, cluster: Cluster): Backend {
  const session = backend.session!
  const user = cluster.data.users.find((each) => each.user === session.user)
  if (!user) return refused(sys, backend, fatal('28000', `role "${session.user}" does not exist`))
  if (!user.options.includes('login'))
    return refused(sys, backend, fatal('28000', `role "${session.user}" is not permitted to log in`))
  if (!Object.hasOwn(cluster.data.databases, session.database ?? ''))
    return refused(sys, backend, fatal('3D000', `database "${session.database}" does not exist`))
  tell(sys, backend.fd, [
    { type: 'AuthenticationOk' },
    { type: 'ParameterStatus', name: 'server_version', value: number(sys) },
    { type: 'BackendKeyData', pid: backend.pid },
    ready(session, cluster),
  ])
  return { ...backend, ready: true }
}

const ready = (session: Session, { data }: Cluster): FromServer => ({
  type: 'ReadyForQuery',
  status: standingOf(session),
  database: session.database ?? '',
  superuser: data.users.some((user) => user.user === session.user && user.options.includes('superuser')),
})

function queried(sys: Sys, backend: Backend, cluster: Cluster, query: string, more: More): Served {
  if (cluster.settings['log_statement'] === 'all') log(sys, `statement: ${query}`, backend.pid)
  const asking: Asking = {
    data: cluster.data,
    session: backend.session!,
    version: banner(sys),
    now: sys.now(),
    random: () => sys.random(),
    more,
  }
  const { data, session, said, delay, error } = answer(query, asking)
  if (error) logComplaint(sys, error, backend.pid, query)
  keep(sys, layout(cluster.directory), cluster.data, data)
  const after = { ...cluster, data }
  const all = [...said, ready(session, after)]
  const now = { ...backend, session }
  if (delay > 0) return [{ ...now, held: { until: sys.now() + delay, said: all } }, after]
  tell(sys, backend.fd, all)
  return [now, after]
}

/** Says what was held back until now. */
export function released(sys: Sys, backend: Backend): Backend {
  const { held, ...rest } = backend
  if (!held || held.until > sys.now()) return backend
  tell(sys, backend.fd, held.said)
  return rest
}

function cancelled(sys: Sys, backend: Backend, cluster: Cluster): Backend {
  const { held: _, ...rest } = backend
  const error = { severity: 'ERROR', code: '57014', message: 'canceling statement due to user request' }
  logComplaint(sys, error, backend.pid)
  tell(sys, backend.fd, [{ type: 'ErrorResponse', ...error }, ready(backend.session!, cluster)])
  return rest
}

/** The server goes down: a client that is connected is told. */
export const dismissed = (sys: Sys, backend: Backend): void => {
  tell(sys, backend.fd, [
    { type: 'ErrorResponse', ...fatal('57P01', 'terminating connection due to administrator command') },
  ])
  sys.close(backend.fd)
}
