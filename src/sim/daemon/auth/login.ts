import type { Continuations, Request } from '../request'
import { bodyOf, error, json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { reach, type Credentials, type Reached } from '../images/reach'
import { hangUp } from '../images/remote'

/**
 * `POST /auth`: is this name and password good at that registry? The credentials are kept by the client, not here.
 * @models moby registry/auth.go, daemon/server/router/system
 * @fidelity part: identity tokens are not given out
 */
interface Login {
  readonly username?: string
  readonly password?: string
  readonly serveraddress?: string
}

export function login(d: Daemon, req: Request): void {
  const given = (bodyOf(req) ?? {}) as Login
  const domain = domainOf(given.serveraddress ?? '')
  const credentials: Credentials | undefined = given.username
    ? { username: given.username, password: given.password ?? '' }
    : undefined
  reach(
    d,
    { domain, scope: '', prove: true, ...(credentials && { credentials }) },
    { then: 'auth.login/reached', data: sinkOf(req) },
  )
}

/** `https://index.docker.io/v1/` is how config.json calls Docker Hub. */
function domainOf(address: string): string {
  const host = address.replace(/^https?:\/\//, '').split('/')[0]!
  return ['', 'index.docker.io', 'docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host
}

export const loginContinuations: Continuations = {
  'auth.login/reached': (d: Daemon, sink: Sink, reached: Reached) => {
    if ('failure' in reached) return error(d, sink, reached.failure.status === 401 ? 401 : 500, reached.failure.message)
    hangUp(d, reached.remote)
    json(d, sink, 200, { IdentityToken: '', Status: 'Login Succeeded' })
  },
}
