import { listOf } from '../config-file'
import { base64Url, unbase64 } from '../../../base/base64'
import { text, utf8 } from '../../../base/bytes'
import type { HttpResponse } from '../../wire/http'
import type { SysReturn } from '../../wire/syscall'
import { syscall, type Then } from '../../world/draft'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { dialFailure, loginFailed, lostConnection, plainHttp, registryError, unauthorized } from './errors'
import type { Failure } from './output'
import { ask, hangUp, watchRemote, type Remote, type Run } from './remote'

/**
 * The way to a registry: connect, ping `/v2/`, and where that says 401, prove who asks: Basic, or a token from the realm.
 * @models moby distribution/registry.go NewV2Repository, registry/auth.go
 * @fidelity part: plain HTTP is used for localhost and 127.0.0.0/8 without trying TLS first
 */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface Goal {
  readonly domain: string
  /** `repository:library/alpine:pull`; '' for a login. */
  readonly scope: string
  readonly credentials?: Credentials
  /** Ask `/v2/` once more with the proof: a login wants to know whether it is good. */
  readonly prove?: boolean
}

/** What `then` is given in the end. */
export type Reached = { readonly remote: Remote } | { readonly failure: Failure }

interface Way {
  readonly goal: Goal
  readonly then: Then
  readonly remote?: Remote
  readonly challenge?: Challenge
}

export function reach(d: Daemon, goal: Goal, then: Then): void {
  const way: Way = { goal, then }
  dial(d, hostOf(goal.domain), { then: 'images.reach/dialed', data: way })
}

/** Docker Hub's registry lives at another name than its references say. */
export const hostOf = (domain: string): string => (domain === 'docker.io' ? 'registry-1.docker.io' : domain)

/** The machine's own, and those that daemon.json names: spoken to in plain HTTP. */
const isInsecure = (d: Daemon, host: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ||
  listOf(d.state.settings, 'insecure-registries').includes(host)

const portOf = (d: Daemon, host: string): number =>
  Number(/:(\d+)$/.exec(host)?.[1] ?? (isInsecure(d, host) ? 80 : 443))

export function dial(d: Daemon, host: string, then: Then): void {
  syscall(d, d.state.pid, { name: 'connect', host: host.replace(/:\d+$/, ''), port: portOf(d, host) }, then)
}

/** The remote at the end of a dial, or in which words it failed. */
export function dialed(d: Daemon, host: string, path: string, answer: SysReturn): Reached {
  const scheme = isInsecure(d, host) ? 'http' : 'https'
  const url = `${scheme}://${host}${path}`
  const { conn, peer, remote: address } = answer.value ?? {}
  if (answer.errno !== undefined || conn === undefined || peer === undefined)
    return { failure: dialFailure(url, host, portOf(d, host), answer, address) }
  if (scheme === 'https' && peer !== 'hub') return { failure: plainHttp(url) }
  const remote: Remote = { conn, peer, scheme, host }
  watchRemote(d, remote)
  return { remote }
}

interface Challenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

export function challengeOf(response: HttpResponse): Challenge | undefined {
  const found = /^(\w+) (.*)$/.exec(response.headers['Www-Authenticate'] ?? '')
  if (found === null) return undefined
  const parameters = [...found[2]!.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1]!, m[2]!] as const)
  return { scheme: found[1]!.toLowerCase(), parameters: Object.fromEntries(parameters) }
}

export const basic = ({ username, password }: Credentials): string =>
  `Basic ${base64Url(utf8(`${username}:${password}`))}`

/** The steps of the way; `run` goes on with what was asked for at its end. */
export const reachContinuations = (run: Run): Continuations => ({
  'images.reach/dialed': (d: Daemon, way: Way, answer: SysReturn) => {
    const reached = dialed(d, hostOf(way.goal.domain), '/v2/', answer)
    if ('failure' in reached) return run(d, way.then, reached)
    ask(
      d,
      reached.remote,
      { method: 'GET', path: '/v2/' },
      { then: 'images.reach/pinged', data: { ...way, remote: reached.remote } },
    )
  },

  'images.reach/pinged': (d: Daemon, way: Way & { remote: Remote }, answer: HttpResponse | undefined) => {
    const finish = (reached: Reached) => arrive(d, way, reached, run)
    if (answer === undefined) return finish({ failure: lostConnection(way.remote) })
    if (answer.status === 200) return finish({ remote: way.remote })
    const challenge = challengeOf(answer)
    if (answer.status !== 401 || challenge === undefined) return finish({ failure: registryError(answer) })
    if (challenge.scheme === 'bearer')
      return dial(d, realmHost(challenge), { then: 'images.reach/realm', data: { ...way, challenge } })
    const { credentials } = way.goal
    if (credentials === undefined) return finish({ failure: unauthorized() })
    prove(d, way, { ...way.remote, authorization: basic(credentials) }, run)
  },

  'images.reach/realm': (d: Daemon, way: Way & { remote: Remote; challenge: Challenge }, answer: SysReturn) => {
    const reached = dialed(d, realmHost(way.challenge), '/token', answer)
    if ('failure' in reached) return arrive(d, way, reached, run)
    ask(d, reached.remote, tokenRequest(way), { then: 'images.reach/token', data: { ...way, realm: reached.remote } })
  },

  'images.reach/token': (d: Daemon, way: Way & { remote: Remote; realm: Remote }, answer: HttpResponse | undefined) => {
    hangUp(d, way.realm)
    const token = answer?.status === 200 ? (JSON.parse(text(answer.body)) as { token: string }).token : undefined
    if (token !== undefined) return prove(d, way, { ...way.remote, authorization: `Bearer ${token}` }, run)
    const failure =
      answer === undefined ? lostConnection(way.remote) : registryError(answer, `https://${way.remote.host}/v2/`)
    arrive(d, way, { failure }, run)
  },

  'images.reach/proved': (d: Daemon, way: Way & { remote: Remote }, answer: HttpResponse | undefined) => {
    const failure =
      answer === undefined
        ? lostConnection(way.remote)
        : loginFailed(`${way.remote.scheme}://${way.remote.host}/v2/`, answer)
    arrive(d, way, answer?.status === 200 ? { remote: way.remote } : { failure }, run)
  },
})

function prove(d: Daemon, way: Way, remote: Remote, run: Run): void {
  if (way.goal.prove !== true) return arrive(d, way, { remote }, run)
  ask(d, remote, { method: 'GET', path: '/v2/' }, { then: 'images.reach/proved', data: { ...way, remote } })
}

const realmHost = (challenge: Challenge): string =>
  /^https?:\/\/([^/]+)/.exec(challenge.parameters['realm'] ?? '')?.[1] ?? ''

function tokenRequest({ goal, challenge }: Way & { challenge: Challenge }): Parameters<typeof ask>[2] {
  const { realm, service } = challenge.parameters
  const { credentials } = goal
  const query = [
    ...(credentials ? [`account=${encodeURIComponent(credentials.username)}`, 'client_id=docker'] : []),
    ...(goal.scope === '' ? ['offline_token=true'] : [`scope=${encodeURIComponent(goal.scope)}`]),
    `service=${encodeURIComponent(service ?? '')}`,
  ]
  const path = /^https?:\/\/[^/]+(\/.*)$/.exec(realm ?? '')?.[1] ?? '/'
  return {
    method: 'GET',
    path: `${path}?${query.join('&')}`,
    headers: credentials ? { Authorization: basic(credentials) } : {},
  }
}

/** Nobody keeps a connection to a registry that did not let us in. */
function arrive(d: Daemon, way: Way, reached: Reached, run: Run): void {
  if ('failure' in reached && way.remote !== undefined) hangUp(d, way.remote)
  run(d, way.then, reached)
}

/** What the client sends along in `X-Registry-Auth`; undefined for nobody. */
export function credentialsOf(header: string | undefined): Credentials | undefined {
  try {
    const given = JSON.parse(text(unbase64(header ?? ''))) as Partial<Credentials>
    return given.username ? { username: given.username, password: given.password ?? '' } : undefined
  } catch {
    return undefined
  }
}
