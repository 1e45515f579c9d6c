import { strerror } from '../../wire/errno'
import { proofOf, secretOf } from '../sql/users'
import { placeOf, type Target } from './target'
import { line, messages, type Complaint, type FromClient, type FromServer } from './wire'
import type { Await, Fd, Sys, Wake } from '../../wire/sys'

/**
 * A client's end of a connection: resolving, connecting, proving who it is, then messages.
 *
 * @models postgres src/interfaces/libpq/fe-connect.c
 * @fidelity part: one host, no service file, no .pgpass, no SSL
 */
export interface Link {
  readonly target: Target
  readonly phase: 'resolving' | 'connecting' | 'greeting' | 'password' | 'open' | 'failed'
  readonly addresses: readonly string[]
  readonly address?: string
  readonly fd?: Fd
  readonly input: string
  readonly salt?: string
  /** What went wrong so far, line by line. */
  readonly failed: string
  /** Whether it was the network that failed. */
  readonly unreachable?: boolean
}

/** Either it has to wait, or it has got somewhere: `phase` says where. */
export interface Progress {
  readonly link: Link
  readonly said: readonly FromServer[]
  readonly on?: Await
}

export function open(sys: Sys, target: Target): Link {
  const base = { target, addresses: [], input: '', failed: '' }
  const { host, port } = target
  if (host.startsWith('/')) return { ...base, phase: 'connecting', fd: sys.connect(`unix:${host}/.s.PGSQL.${port}`) }
  if (/^[\d.]+$/.test(host) || host.includes(':')) return tried(sys, { ...base, phase: 'connecting' }, [host])
  sys.resolve(host)
  return { ...base, phase: 'resolving' }
}

const tried = (sys: Sys, link: Link, [address, ...addresses]: readonly string[]): Link =>
  address === undefined
    ? { ...link, phase: 'failed', unreachable: true }
    : { ...link, phase: 'connecting', address, addresses, fd: sys.connect(`tcp:${address}:${link.target.port}`) }

export function advance(sys: Sys, from: Link, wake: Pick<Wake, 'on'> | undefined): Progress {
  let link = from
  if (link.phase === 'resolving') {
    const on: Await = { on: 'resolved', name: link.target.host }
    if (wake?.on !== 'resolved') return { link, said: [], on }
    const { addresses } = wake as Extract<Wake, { on: 'resolved' }>
    link =
      addresses.length === 0
        ? {
            ...link,
            phase: 'failed',
            unreachable: true,
            failed: `could not translate host name "${link.target.host}" to address: Name or service not known\n`,
          }
        : tried(sys, link, addresses)
  }
  if (link.phase === 'connecting') link = connected(sys, link)
  if (link.phase === 'connecting') return { link, said: [], on: { on: 'connected', fd: link.fd! } }
  if (link.phase === 'failed' || link.phase === 'password') return { link, said: [] }
  return listened(sys, link)
}

function connected(sys: Sys, from: Link): Link {
  let link = from
  while (link.phase === 'connecting') {
    const how = sys.connection(link.fd!)
    if (how === 'connecting') return link
    if (how === 'open') {
      const { user, database, application } = link.target
      send(sys, link, { type: 'StartupMessage', user, database, application_name: application })
      return { ...link, phase: 'greeting' }
    }
    const local = link.target.host.startsWith('/')
    const reason = how === 'closed' ? 'Connection refused' : strerror[how]
    const question = local
      ? 'Is the server running locally and accepting connections on that socket?'
      : 'Is the server running on that host and accepting TCP/IP connections?'
    const failed = `${link.failed}connection to server ${placeOf(link.target, link.address)} failed: ${reason}\n\t${question}\n`
    sys.close(link.fd!)
    link = tried(sys, { ...link, failed }, link.addresses)
  }
  return link
}

function listened(sys: Sys, from: Link): Progress {
  let link = from
  let over = false
  while (!over) {
    const payload = sys.receive(link.fd!)
    if (payload === undefined) break
    if (payload.kind === 'stream') link = { ...link, input: link.input + payload.data }
    over = payload.kind === 'conn.closed' || (payload.kind === 'stream' && payload.end)
  }
  const [said, input] = messages<FromServer>(link.input)
  link = { ...link, input }
  if (over && (said.length === 0 || link.phase !== 'open') && !said.some(({ type }) => type === 'ErrorResponse'))
    return { link: lost(link), said }
  if (link.phase === 'open') return said.length > 0 ? { link, said } : waiting(link)
  return greeted(sys, link, said)
}

const waiting = (link: Link): Progress => ({ link, said: [], on: { on: 'readable', fd: link.fd! } })

const lost = (link: Link): Link => ({
  ...link,
  phase: 'failed',
  failed: `${link.failed}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n`,
})

function greeted(sys: Sys, link: Link, said: readonly FromServer[]): Progress {
  for (const message of said) {
    if (message.type === 'ErrorResponse') {
      const failed = `connection to server ${placeOf(link.target, link.address)} failed: ${headline(message)}\n`
      return { link: { ...link, phase: 'failed', failed }, said: [message] }
    }
    if (message.type === 'AuthenticationSASL') {
      const asked = { ...link, salt: message.salt }
      return link.target.password === undefined
        ? { link: { ...asked, phase: 'password' }, said: [] }
        : waiting(proven(sys, asked, link.target.password))
    }
    if (message.type === 'ReadyForQuery') return { link: { ...link, phase: 'open' }, said: [message] }
  }
  return waiting(link)
}

/** Answers the server's challenge. */
export function proven(sys: Sys, link: Link, password: string): Link {
  send(sys, link, { type: 'SASLResponse', proof: proofOf(link.salt ?? '', secretOf(password)) })
  return { ...link, phase: 'greeting', target: { ...link.target, password } }
}

export const send = (sys: Sys, link: Link, message: FromClient): void =>
  sys.send(link.fd!, { kind: 'stream', channel: 'raw', data: line(message), end: false })

export function hangUp(sys: Sys, link: Link): void {
  if (link.fd === undefined || link.phase === 'failed') return
  send(sys, link, { type: 'Terminate' })
  sys.close(link.fd)
}

export const headline = ({ severity, message, detail, hint }: Complaint): string =>
  `${severity}:  ${message}${detail === undefined ? '' : `\nDETAIL:  ${detail}`}${hint === undefined ? '' : `\nHINT:  ${hint}`}`
