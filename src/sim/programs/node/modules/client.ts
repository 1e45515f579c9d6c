import { text as fromUtf8, utf8 } from '../../../../base/bytes'
import { beginFetch, continueFetch, waitsOn, type Fetching } from '../../net/fetching'
import { hostHeader, parseUrl } from '../../net/http-words'
import { parsed } from '../builtins/json'
import { callSync } from '../machine/call'
import { entries, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { asPromise, settle } from '../machine/promises'
import { isThing, obj, promise, type Obj, type Prom, type Value } from '../machine/value'
import { emitted, eventNatives } from './events'
import type { Await, Wake } from '../../../wire/sys'
import type { Machine, NativeFn } from '../machine/core'

/**
 * Requests of a program: fetch, http.get and http.request.
 *
 * @models nodejs.org/api/http.html, fetch.spec.whatwg.org
 * @fidelity part: bodies are whole; no redirects followed, no TLS, no agents, no abort
 */
const membersOf = (of: Value): Record<string, Value> => Object.fromEntries(entries(of))

function began(m: Machine, address: string, options: Record<string, Value>, body: string, tells: Prom | Obj): void {
  const url = parseUrl(address)
  if (!url) throw fail('TypeError', 'Invalid URL', { code: 'ERR_INVALID_URL', input: address })
  const own = Object.fromEntries(entries(options['headers']).map(([key, value]) => [canonical(key), text(value)]))
  const bytes = utf8(body)
  const headers = {
    Host: hostHeader(url),
    Connection: 'keep-alive',
    ...(bytes !== '' && { 'Content-Length': String(bytes.length) }),
    ...own,
  }
  const method = text(options['method'] ?? 'GET').toUpperCase()
  m.core.callings.push({ fetching: beginFetch(m.sys, { url, method, headers, body: bytes }), tells })
}

const canonical = (key: string): string => key.replace(/(^|-)([a-z])/g, (all) => all.toUpperCase())

const fetched: NativeFn = (m, [address, options]) => {
  const gives = promise()
  const members = membersOf(options)
  began(m, text(address), members, members['body'] === undefined ? '' : text(members['body']), gives)
  return gives
}

/** The address of `http.request(url | options, …)`. */
function addressOf(what: Value): string {
  if (typeof what === 'string') return what
  const { hostname, host, port, path } = membersOf(what)
  return `http://${text(hostname ?? host ?? 'localhost')}:${text(port ?? 80)}${text(path ?? '/')}`
}

const requested =
  (ends: boolean): NativeFn =>
  (m, args) => {
    const callback = args.find((each) => isThing(each) && each.t === 'fn')
    const options = args.find((each) => isThing(each) && each.t === 'obj')
    const made = obj(
      { '.address': addressOf(args[0]), '.options': options, '.body': '', '.callback': callback },
      'ClientRequest',
    )
    return ends ? ended(m, [], made) : made
  }

const ended: NativeFn = (m, [words], self) => {
  const { m: held } = self as Obj
  const body = text(held.get('.body')) + (words === undefined ? '' : text(words))
  began(m, text(held.get('.address')), membersOf(held.get('.options')), body, self as Obj)
  return self
}

export const clientNatives: Readonly<Record<string, NativeFn>> = {
  fetch: fetched,
  'http.get': requested(true),
  'http.request': requested(false),
  'ClientRequest#write': (_m, [words], self) => {
    const { m: held } = self as Obj
    held.set('.body', text(held.get('.body')) + text(words))
    return true
  },
  'ClientRequest#end': ended,
  'ClientRequest#on': eventNatives['EventEmitter#on']!,
  'FetchResponse#text': (m, _a, self) => asPromise(m, (self as Obj).m.get('.text')),
  'FetchResponse#json': (m, _a, self) => {
    const gives = promise()
    settle(m, gives, 'done', parsed(text((self as Obj).m.get('.text'))))
    return gives
  },
  'Headers#get': (_m, [key], self) => (self as Obj).m.get(text(key).toLowerCase()) ?? null,
}

export const callAwaits = (m: Machine): readonly Await[] => m.core.callings.flatMap(({ fetching }) => waitsOn(fetching))

/** One wake further. */
export function continueCalls(m: Machine, wake: Wake): void {
  for (const calling of m.core.callings) calling.fetching = continueFetch(m.sys, calling.fetching, wake)
}

/** Hands over what has come; false when nothing has. */
export function takeAnswer(m: Machine): boolean {
  for (const { fetching, tells } of m.core.callings) {
    if (fetching.at !== 'over') continue
    m.core.callings = m.core.callings.filter((each) => each.fetching !== fetching)
    tell(m, fetching, tells)
    return true
  }
  return false
}

function tell(m: Machine, over: Fetching & { readonly at: 'over' }, tells: Prom | Obj): void {
  const { response } = over
  if (!response) return tellFault(m, over, tells)
  const words = fromUtf8(over.body)
  const headers = Object.fromEntries(Object.entries(response.headers).map(([key, value]) => [key.toLowerCase(), value]))
  if (tells.t === 'promise') {
    const { status } = response
    const members = { status, ok: status >= 200 && status < 300, headers: obj(headers, 'Headers'), '.text': words }
    return settle(m, tells, 'done', obj(members, 'FetchResponse'))
  }
  const message = obj({ statusCode: response.status, headers: obj(headers), '.body': words }, 'Request')
  const callback = tells.m.get('.callback')
  if (callback !== undefined) callSync(m, callback, [message])
  else emitted(m, tells, 'response', [message])
}

const reasons: Readonly<Record<string, (host: string, port: number) => string>> = {
  lookup: (host) => `getaddrinfo ENOTFOUND ${host}`,
  empty: () => 'socket hang up',
}

function tellFault(m: Machine, over: Fetching & { readonly at: 'over' }, tells: Prom | Obj): void {
  const { host, port } = over.ask.url
  const trouble = over.trouble ?? 'empty'
  const words = reasons[trouble]?.(host, port) ?? `connect ${trouble} ${over.address}:${port}`
  const code = trouble === 'lookup' ? 'ENOTFOUND' : trouble === 'empty' ? 'ECONNRESET' : trouble
  const { value } = fail('Error', words, { code })
  if (tells.t === 'obj') return void emitted(m, tells, 'error', [value])
  settle(m, tells, 'failed', fail('TypeError', 'fetch failed', { cause: value }).value)
}
