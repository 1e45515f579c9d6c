import { SysError, type Errno } from '../../wire/errno'
import { isAddress, type Url } from './http-words'
import type { Bytes } from '../../../base/bytes'
import type { Headers, HttpResponse } from '../../wire/http'
import type { Await, Fd, Sys, Wake } from '../../wire/sys'

/**
 * One HTTP exchange of a client program, as plain data: name lookup, connection, request, response, body.
 * curl, wget and health checks step it with every wake until it is `over`.
 */
export type Fetching =
  | { readonly at: 'lookup'; readonly ask: Ask }
  | { readonly at: 'connect'; readonly ask: Ask; readonly address: string; readonly fd: Fd; readonly since: number }
  | { readonly at: 'head'; readonly ask: Ask; readonly address: string; readonly fd: Fd; readonly since: number }
  | {
      readonly at: 'body'
      readonly ask: Ask
      readonly address: string
      readonly fd: Fd
      readonly since: number
      readonly response: HttpResponse
      readonly body: Bytes
    }
  | {
      readonly at: 'over'
      readonly ask: Ask
      readonly address: string
      readonly since: number
      readonly response?: HttpResponse
      readonly body: Bytes
      readonly trouble?: Trouble
    }

export interface Ask {
  readonly url: Url
  readonly method: string
  readonly headers: Headers
  readonly body: Bytes
  /** A unix socket to speak through. */
  readonly socket?: string
}

export type Trouble = 'lookup' | 'empty' | Errno

export function beginFetch(sys: Sys, ask: Ask): Fetching {
  const { host } = ask.url
  if (ask.socket !== undefined) return dial(sys, ask, ask.socket)
  if (isAddress(host) || host === 'localhost') return dial(sys, ask, host === 'localhost' ? '127.0.0.1' : host)
  sys.resolve(host)
  return { at: 'lookup', ask }
}

function dial(sys: Sys, ask: Ask, address: string): Fetching {
  const since = sys.now()
  try {
    const fd = sys.connect(ask.socket === undefined ? `tcp:${address}:${ask.url.port}` : `unix:${ask.socket}`)
    return settle(sys, { at: 'connect', ask, address, fd, since })
  } catch (error) {
    if (error instanceof SysError) return { at: 'over', ask, address, since, body: '', trouble: error.errno }
    throw error
  }
}

export function waitsOn(fetching: Fetching): readonly Await[] {
  if (fetching.at === 'lookup') return [{ on: 'resolved', name: fetching.ask.url.host }]
  if (fetching.at === 'connect') return [{ on: 'connected', fd: fetching.fd }]
  return fetching.at === 'over' ? [] : [{ on: 'readable', fd: fetching.fd }]
}

/** One wake further. */
export function continueFetch(sys: Sys, fetching: Fetching, wake: Wake): Fetching {
  if (fetching.at === 'lookup') {
    if (wake.on !== 'resolved') return fetching
    const address = wake.addresses[0]
    return address === undefined
      ? { at: 'over', ask: fetching.ask, address: '', since: sys.now(), body: '', trouble: 'lookup' }
      : dial(sys, fetching.ask, address)
  }
  return settle(sys, fetching)
}

/** As far as it goes without waiting. */
function settle(sys: Sys, from: Fetching): Fetching {
  let fetching = from
  for (;;) {
    const next: Fetching =
      fetching.at === 'connect'
        ? connected(sys, fetching)
        : fetching.at === 'head' || fetching.at === 'body'
          ? received(sys, fetching)
          : fetching
    if (next === fetching || next.at === 'over') return next
    fetching = next
  }
}

function connected(sys: Sys, at: Fetching & { readonly at: 'connect' }): Fetching {
  const state = sys.connection(at.fd)
  if (state === 'connecting') return at
  if (state !== 'open') return over(sys, at, { trouble: state === 'closed' ? 'empty' : state })
  const { ask } = at
  sys.send(at.fd, {
    kind: 'http.request',
    exchange: 1,
    method: ask.method,
    path: ask.url.path,
    headers: ask.headers,
    body: ask.body,
  })
  return { ...at, at: 'head' }
}

function received(sys: Sys, at: Fetching & { readonly at: 'head' | 'body' }): Fetching {
  const payload = sys.receive(at.fd)
  if (payload === undefined) return sys.connection(at.fd) === 'closed' ? cut(sys, at) : at
  if (payload.kind === 'conn.closed') return cut(sys, at)
  if (payload.kind === 'http.response') {
    if (!payload.more) return over(sys, at, { response: payload, body: payload.body })
    return { ...at, at: 'body', response: payload, body: payload.body }
  }
  const part = payload.kind === 'http.chunk' || payload.kind === 'stream' ? payload.data : ''
  if (at.at !== 'body') return at
  const body = at.body + part
  const last = (payload.kind === 'http.chunk' && payload.last) || (payload.kind === 'stream' && payload.end)
  return last ? over(sys, at, { response: at.response, body }) : { ...at, body }
}

function cut(sys: Sys, at: Fetching & { readonly at: 'head' | 'body' }): Fetching {
  return at.at === 'body'
    ? over(sys, at, { response: at.response, body: at.body })
    : over(sys, at, { trouble: 'empty' })
}

function over(
  sys: Sys,
  at: { readonly ask: Ask; readonly address: string; readonly fd: Fd; readonly since: number },
  end: { readonly response?: HttpResponse; readonly body?: Bytes; readonly trouble?: Trouble },
): Fetching {
  sys.close(at.fd)
  return { at: 'over', ask: at.ask, address: at.address, since: at.since, body: '', ...end }
}
