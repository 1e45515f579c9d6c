import type { Bytes } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import type { Await, Fd, Sys } from '../../../wire/sys'
import { docOf, type Doc } from '../bson'
import { proofOf, secretOf } from '../proof'
import { nextMessage, say, type Reply } from '../wire'
import type { Target } from './arguments'

/** A connection to a server, and what has been asked of it and not been answered. */
export interface Link {
  readonly target: Target
  readonly fd?: Fd
  readonly pending: Bytes
  readonly asked: number
  /** Logging in takes two questions. */
  readonly login?: { readonly db: string; readonly password: string }
}

export const newLink = (target: Target): Link => ({ target, pending: '', asked: 0 })

export type Advance =
  | { readonly kind: 'wait'; readonly on: Await; readonly link: Link }
  | { readonly kind: 'open'; readonly link: Link }
  | { readonly kind: 'failed'; readonly words: string }

/** Goes on with connecting. */
export function connecting(sys: Sys, link: Link): Advance {
  const { host, port } = link.target
  const fd = link.fd ?? orUndefined(() => sys.connect(`tcp:${host}:${port}`))
  if (fd === undefined) return { kind: 'failed', words: `getaddrinfo ENOTFOUND ${host}` }
  const now = { ...link, fd }
  const how = sys.connection(fd)
  if (how === 'connecting') return { kind: 'wait', on: { on: 'connected', fd }, link: now }
  if (how === 'open') return { kind: 'open', link: now }
  sys.close(fd)
  return { kind: 'failed', words: failure(how === 'closed' ? 'ECONNREFUSED' : how, host, port) }
}

/** As Node's net module says it. */
function failure(errno: string, host: string, port: number): string {
  if (errno === 'ENONAME') return `getaddrinfo ENOTFOUND ${host}`
  return `connect ${errno} ${host === 'localhost' ? '127.0.0.1' : host}:${port}`
}

export function send(sys: Sys, link: Link, db: string, command: Doc): Link {
  const id = link.asked + 1
  say(sys, link.fd!, { id, db, command })
  return { ...link, asked: id }
}

/** The first of the two questions; the password stays here. */
export const sendLogin = (sys: Sys, link: Link, db: string, user: string, password: string): Link => ({
  ...send(sys, link, db, { saslStart: 1, mechanism: 'SCRAM-SHA-256', user }),
  login: { db, password },
})

export type Heard =
  | { readonly kind: 'wait'; readonly on: Await; readonly link: Link }
  | { readonly kind: 'reply'; readonly reply: Doc; readonly link: Link }

/** The answer, when it is there. */
export function heard(sys: Sys, from: Link): Heard {
  let link = from
  for (;;) {
    const next = nextMessage<Reply>(link.pending)
    if (next?.message !== undefined) {
      link = { ...link, pending: next.rest }
      if (link.login === undefined) return { kind: 'reply', reply: next.message.reply, link }
      const { login, ...rest } = link
      if (next.message.reply['done'] !== false) return { kind: 'reply', reply: next.message.reply, link: rest }
      link = { ...proven(sys, rest, login, next.message.reply), login }
      continue
    }
    const payload = sys.receive(link.fd!)
    if (payload === undefined) return { kind: 'wait', on: { on: 'readable', fd: link.fd! }, link }
    if (payload.kind === 'stream') link = { ...link, pending: link.pending + payload.data }
    if (payload.kind === 'conn.closed' || (payload.kind === 'stream' && payload.end && payload.data === ''))
      return { kind: 'reply', reply: lost(link.target), link }
  }
}

const lost = ({ host, port }: Target): Doc => ({ ok: 0, lost: true, errmsg: `connection to ${host}:${port} closed` })

function proven(sys: Sys, link: Link, { db, password }: NonNullable<Link['login']>, challenge: Doc): Link {
  const { nonce, salt } = docOf(challenge)
  return send(sys, link, db, { saslContinue: 1, proof: proofOf(secretOf(password, String(salt)), String(nonce)) })
}
