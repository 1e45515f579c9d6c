import { text, utf8, type Bytes } from '../../base/bytes'
import type { Rng } from '../../base/random'
import type { Headers, HttpRequest, HttpResponse } from '../wire/http'
import type { Life } from '../world/life'
import type { Micros } from '../world/message'
import { errorBody, statusOf, type Refused } from './errors'
import type { Storage } from './storage'

/** The context of an upload, as `upload.machine.ts` keeps it. */
export interface UploadContext {
  readonly name: string
  readonly uuid: string
  readonly startedAt: Micros
  readonly offset: number
}

/** What a registry process keeps in memory: uploads under way by UUID. Everything else is in its storage. */
export type Sessions = Readonly<Record<string, Life<UploadContext>>>

/** One request at a registry: what it says, what it may touch, and what the registry remembers after it. */
export interface Exchange {
  readonly storage: Storage
  readonly request: HttpRequest
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly now: Micros
  /** DELETE works only where the registry was configured so. */
  readonly deletes: boolean
  sessions: Sessions
  rng: Rng
}

const usual: Headers = {
  'Docker-Distribution-Api-Version': 'registry/2.0',
  'X-Content-Type-Options': 'nosniff',
}

export const jsonType = 'application/json; charset=utf-8'

/** A whole answer. HEAD has the headers of GET and no body. */
export const answer = (x: Exchange, status: number, headers: Headers, body: Bytes = ''): HttpResponse =>
  whole(x, status, { 'Content-Length': String(body.length), ...headers, ...usual, ...date(x) }, body)

/** The handler wrote JSON and no length: Go's server counts, and says it after the headers that the handler set. */
const counted = (x: Exchange, status: number, headers: Headers, body: Bytes): HttpResponse =>
  whole(x, status, { ...headers, ...usual, ...date(x), 'Content-Length': String(body.length) }, body)

const date = (x: Exchange): Headers => ({ Date: new Date(x.now / 1000).toUTCString() })

function whole(x: Exchange, status: number, all: Headers, body: Bytes): HttpResponse {
  const { conn, exchange, method } = x.request
  return {
    kind: 'http.response',
    conn,
    exchange,
    status,
    headers: all,
    body: method === 'HEAD' ? '' : body,
    more: false,
  }
}

export const answerJson = (x: Exchange, status: number, value: unknown, headers: Headers = {}): HttpResponse =>
  counted(x, status, { 'Content-Type': jsonType, ...headers }, utf8(JSON.stringify(value) + '\n'))

export const refuse = (x: Exchange, ...errors: readonly [Refused, ...Refused[]]): HttpResponse =>
  counted(x, statusOf(errors[0].code), { 'Content-Type': jsonType }, utf8(errorBody(errors)))

/** `http://localhost:5000` as the client named us. */
export const origin = (x: Exchange): string => `http://${header(x.request.headers, 'Host') ?? 'localhost'}`

/** A header by its name, in whatever case the client wrote it. */
export function header(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase()
  const found = Object.keys(headers).find((key) => key.toLowerCase() === wanted)
  return found === undefined ? undefined : headers[found]
}

export function splitPath(raw: string): readonly [path: string, query: Readonly<Record<string, string>>] {
  const at = raw.indexOf('?')
  if (at < 0) return [raw, {}]
  const pairs = raw
    .slice(at + 1)
    .split('&')
    .map((part) => {
      const [key, ...value] = part.split('=')
      return [unescape(key!), unescape(value.join('='))] as const
    })
  return [raw.slice(0, at), Object.fromEntries(pairs)]
}

function unescape(part: string): string {
  try {
    return decodeURIComponent(part.replace(/\+/g, ' '))
  } catch {
    return part
  }
}

/** JSON that came over the wire, or undefined when it is none. */
export function parsed(bytes: Bytes): unknown {
  try {
    return JSON.parse(text(bytes))
  } catch {
    return undefined
  }
}
