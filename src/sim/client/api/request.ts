import { utf8 } from '../../../base/bytes'
import { goJson } from '../../../base/json'
import type { Headers, HttpRequest } from '../../wire/http'
import type { Call, Request } from '../call'
import { userAgent } from '../version'

/**
 * A request as Go's net/http puts it on the wire for the moby client.
 *
 * @models moby client/request.go
 * @fidelity full
 */
export function httpRequest(call: Call, api: string): Omit<HttpRequest, 'conn'> {
  const { request } = call
  const body = request.raw?.data ?? (request.body === undefined ? '' : utf8(`${goJson(request.body)}\n`))
  const prefix = request.unversioned ? '' : `/v${api}`
  return {
    kind: 'http.request',
    exchange: call.id,
    method: request.method,
    path: `${prefix}${request.path}${queryText(request.query ?? {})}`,
    headers: headersOf(call, request, body.length),
    body,
  }
}

function headersOf(call: Call, request: Request, length: number): Headers {
  const upgrade = call.mode === 'hijack'
  const withBody = request.method === 'POST' || request.method === 'PUT'
  const type =
    request.raw?.type ??
    (request.body === undefined
      ? upgrade && request.upgrade === undefined
        ? 'text/plain'
        : undefined
      : 'application/json')
  return {
    Host: 'api.moby.localhost',
    'User-Agent': userAgent,
    ...(withBody ? { 'Content-Length': String(length) } : {}),
    ...(upgrade ? { Connection: 'Upgrade' } : {}),
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(upgrade ? { Upgrade: request.upgrade ?? 'tcp' } : {}),
    ...request.headers,
  }
}

/** url.Values.Encode: keys sorted, spaces as `+`. */
function queryText(query: NonNullable<Request['query']>): string {
  const pairs = Object.keys(query)
    .sort()
    .flatMap((key) => {
      const value = query[key]
      return value === undefined
        ? []
        : (typeof value === 'string' ? [value] : value).map((v) => `${escape(key)}=${escape(v)}`)
    })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** url.QueryEscape. */
function escape(value: string): string {
  return utf8(value).replace(/[^A-Za-z0-9\-_.~]/g, (c) =>
    c === ' ' ? '+' : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
