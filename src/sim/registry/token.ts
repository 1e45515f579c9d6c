import { base64RawUrl, unbase64 } from '../../base/base64'
import { utf8, type Bytes } from '../../base/bytes'
import { sha256 } from '../../base/digest'
import type { HttpResponse } from '../wire/http'
import { answer, answerJson, header, jsonType, parsed, refuse, type Exchange } from './exchange'
import type { Parts } from './handle'

/**
 * Docker Hub's token service and what the registry makes of a token: who may pull and push what.
 * @models distribution docs/spec/auth/token.md, auth.docker.io
 * @fidelity part: tokens are signed with a hash instead of a key pair, and do not expire
 */
export const realm = 'https://auth.docker.io/token'
export const serviceName = 'registry.docker.io'

export type Accounts = Readonly<Record<string, string>>

interface Access {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

interface Claims {
  readonly sub: string
  readonly access: readonly Access[]
}

/** GET /token: a token with as much of the wanted access as this account has. */
export function issueToken(x: Exchange, accounts: Accounts, knows: (repository: string) => boolean): HttpResponse {
  const user = account(x, accounts)
  if (user === undefined) return incorrect(x)
  const wanted = (x.query['scope'] ?? '').split(' ').flatMap(scope)
  const access = wanted.map((a) => ({ ...a, actions: a.actions.filter((action) => may(user, action, a.name, knows)) }))
  const token = sign({ sub: user, access })
  const refresh = x.query['offline_token'] === 'true' ? { refresh_token: sign({ sub: user, access: [] }) } : {}
  const issued_at = new Date(x.now / 1000).toISOString()
  return answerJson(x, 200, { token, access_token: token, expires_in: 300, issued_at, ...refresh })
}

const incorrect = (x: Exchange): HttpResponse =>
  answer(
    x,
    401,
    { 'Content-Type': jsonType },
    utf8(JSON.stringify({ details: 'incorrect username or password' }) + '\n'),
  )

/** The account that a Basic header proves, '' without one, undefined where the password is wrong. */
function account(x: Exchange, accounts: Accounts): string | undefined {
  const given = /^Basic (.+)$/.exec(header(x.request.headers, 'Authorization') ?? '')
  if (given === null) return ''
  const [user, ...password] = unbase64(given[1]!).split(':')
  return Object.hasOwn(accounts, user!) && accounts[user!] === password.join(':') ? user : undefined
}

const scope = (text: string): readonly Access[] => {
  const found = /^(\w+):(.+):([\w,*]+)$/.exec(text)
  return found === null ? [] : [{ type: found[1]!, name: found[2]!, actions: found[3]!.split(',') }]
}

/** Everyone may pull what there is; only its owner may push to a name. */
const may = (user: string, action: string, repository: string, knows: (repository: string) => boolean): boolean =>
  action === 'pull' ? knows(repository) || owns(user, repository) : owns(user, repository)

const owns = (user: string, repository: string): boolean => user !== '' && repository.startsWith(`${user}/`)

const secret = 'registry.docker.io'

function sign(claims: Claims): string {
  const head = base64RawUrl(JSON.stringify({ typ: 'JWT', alg: 'HS256' }))
  const body = base64RawUrl(utf8(JSON.stringify(claims)))
  return `${head}.${body}.${sha256(`${head}.${body}.${secret}`).slice(0, 43)}`
}

function verified(token: string): Claims | undefined {
  const [head, body, signature] = token.split('.')
  if (signature === undefined || sha256(`${head}.${body}.${secret}`).slice(0, 43) !== signature) return undefined
  return parsed(unbase64(body!) as Bytes) as Claims
}

/** Undefined when the request may go on, else what refuses it. */
export function refusal(x: Exchange, about: Parts | undefined): HttpResponse | undefined {
  const claims = verified(/^Bearer (.+)$/.exec(header(x.request.headers, 'Authorization') ?? '')?.[1] ?? '')
  if (about === undefined) return claims === undefined ? challenge(x, {}) : undefined
  const action = ['GET', 'HEAD'].includes(x.request.method) ? 'pull' : 'push'
  const granted = claims?.access.some(({ name, actions }) => name === about.name && actions.includes(action)) ?? false
  if (granted) return undefined
  const scope = `repository:${about.name}:${action === 'push' ? 'pull,push' : 'pull'}`
  return challenge(x, { scope, ...(claims !== undefined && { error: 'insufficient_scope' }) })
}

function challenge(x: Exchange, more: Readonly<Record<string, string>>): HttpResponse {
  const parameters = Object.entries({ realm, service: serviceName, ...more }).map(([key, value]) => `${key}="${value}"`)
  const refused = refuse(x, { code: 'UNAUTHORIZED', detail: null })
  return { ...refused, headers: { ...refused.headers, 'Www-Authenticate': `Bearer ${parameters.join(',')}` } }
}
