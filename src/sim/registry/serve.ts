import { utf8, type Bytes } from '../../base/bytes'
import { drawHex, type Rng } from '../../base/random'
import type { HttpRequest, HttpResponse } from '../wire/http'
import type { Micros } from '../world/message'
import { header, splitPath, type Exchange, type Sessions } from './exchange'
import { handle } from './handle'
import type { Storage } from './storage'

/**
 * The program `registry serve`: pure steps over a storage. Whoever hosts it (a process of the simulated host) gives it files and a clock.
 * @models registry:2.8.3
 * @fidelity part: configuration is not read; htpasswd and TLS are not simulated
 */
export const storageRoot = '/var/lib/registry/docker/registry/v2'

export interface Served {
  readonly sessions: Sessions
  readonly rng: Rng
  readonly response: HttpResponse
  /** What the process writes to its standard output for it. */
  readonly log: Bytes
}

export interface ServeOptions {
  /** REGISTRY_STORAGE_DELETE_ENABLED */
  readonly deletes?: boolean
  /** Address of the client, for the access log. */
  readonly remote?: string
}

export const noSessions: Sessions = {}

export function serveRequest(
  storage: Storage,
  sessions: Sessions,
  request: HttpRequest,
  now: Micros,
  rng: Rng,
  options: ServeOptions = {},
): Served {
  const [path, query] = splitPath(request.path)
  const x: Exchange = { storage, sessions, request, path, query, now, rng, deletes: options.deletes ?? false }
  const response = handle(x)
  return {
    sessions: x.sessions,
    rng: x.rng,
    response,
    log: accessLog(request, response, now, options.remote ?? '172.17.0.1'),
  }
}

/** The combined log format of an access to the registry. */
function accessLog(request: HttpRequest, response: HttpResponse, now: Micros, remote: string): Bytes {
  const at = new Date(now / 1000).toUTCString() // Mon, 01 Sep 2025 09:00:00 GMT
  const when = `${at.slice(5, 16).replaceAll(' ', '/')}:${at.slice(17, 25)} +0000`
  const host = remote.replace(/:\d+$/, '')
  const agent = header(request.headers, 'User-Agent') ?? ''
  return utf8(
    `${host} - - [${when}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${response.body.length} "" "${agent}"\n`,
  )
}

/** What registry:2 says when it starts, before the first request. */
export function startLog(now: Micros, rng: Rng, port = 5000): readonly [log: Bytes, rng: Rng] {
  const [instance, next] = drawHex(rng, 12)
  const time = new Date(now / 1000).toISOString().slice(0, 19)
  const line = (level: string, message: string) =>
    `time="${time}Z" level=${level} msg="${message}" go.version=go1.20.8 instance.id=${instance} service=registry version=2.8.3\n`
  const lines = [
    line(
      'warning',
      'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable.',
    ),
    line('info', 'redis not configured'),
    line('info', 'using inmemory blob descriptor cache'),
    line('info', 'Starting upload purge in 27m0s'),
    line('info', `listening on [::]:${port}`),
  ]
  return [utf8(lines.join('')), next]
}
