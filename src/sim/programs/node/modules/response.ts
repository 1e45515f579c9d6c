import { utf8 } from '../../../../base/bytes'
import { httpDate, typeOf as mimeOf } from '../../servers/static-files'
import { json } from '../builtins/json'
import { entries, number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { isThing, truth, type Obj, type Value } from '../machine/value'
import { read } from './files'
import type { Machine, NativeFn } from '../machine/core'

/**
 * What a program says to a request.
 *
 * @models expressjs.com 4
 * @fidelity part: no streams, cookies, views
 */

export function ended(m: Machine, res: Obj, more: string): undefined {
  if (truth(res.m.get('headersSent')))
    throw fail('Error', 'Cannot set headers after they are sent to the client', { code: 'ERR_HTTP_HEADERS_SENT' })
  res.m.set('headersSent', true)
  const body = utf8(text(res.m.get('.written')) + more)
  const own = Object.fromEntries(entries(res.m.get('.headers')).map(([key, value]) => [key, text(value)]))
  m.sys.send(number(res.m.get('.fd')), {
    kind: 'http.response',
    exchange: number(res.m.get('.exchange')),
    status: number(res.m.get('statusCode')),
    headers: {
      ...own,
      Date: httpDate(Math.floor(m.sys.now() / 1e6)),
      Connection: 'keep-alive',
      'Keep-Alive': 'timeout=5',
      'Content-Length': String(body.length),
    },
    body: truth(res.m.get('.head')) ? '' : body,
    more: false,
  })
  return undefined
}

export const header = (res: Value, key: string, value: Value): void =>
  void ((res as Obj).m.get('.headers') as Obj).m.set(
    key.replace(/(^|-)(\w)/g, (all) => all.toUpperCase()),
    value,
  )

const hasHeader = (res: Value, key: string): boolean => ((res as Obj).m.get('.headers') as Obj).m.has(key)

const sent = (m: Machine, res: Value, value: Value): Value => {
  if (isThing(value) && value.t !== 'fn' && value.t !== 'native' && !(value.t === 'obj' && value.kind === 'Buffer'))
    return jsonSent(m, res, value)
  if (!hasHeader(res, 'Content-Type')) header(res, 'Content-Type', 'text/html; charset=utf-8')
  ended(m, res as Obj, value === undefined ? '' : text(value))
  return res
}

const jsonSent = (m: Machine, res: Value, value: Value): Value => {
  header(res, 'Content-Type', 'application/json; charset=utf-8')
  ended(m, res as Obj, json(value))
  return res
}

const statuses: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
}

export const responseNatives: Readonly<Record<string, NativeFn>> = {
  'Response#writeHead': (_m, [status, headers, more], self) => {
    ;(self as Obj).m.set('statusCode', status)
    for (const [key, value] of entries(isThing(headers) ? headers : more)) header(self, key, value)
    return self
  },
  'Response#setHeader': (_m, [key, value], self) => (header(self, text(key), value), self),
  'Response#set': (_m, [key, value], self) => (header(self, text(key), value), self),
  'Response#header': (_m, [key, value], self) => (header(self, text(key), value), self),
  'Response#type': (_m, [type], self) => (header(self, 'Content-Type', mimeOf(`x.${text(type)}`, text(type))), self),
  'Response#status': (_m, [status], self) => ((self as Obj).m.set('statusCode', status), self),
  'Response#write': (_m, [words], self) => (
    (self as Obj).m.set('.written', text((self as Obj).m.get('.written')) + text(words)),
    true
  ),
  'Response#end': (m, [words], self) => ended(m, self as Obj, words === undefined ? '' : text(words)),
  'Response#send': (m, [value], self) => sent(m, self, value),
  'Response#json': (m, [value], self) => jsonSent(m, self, value),
  'Response#sendStatus': (m, [status], self) => {
    ;(self as Obj).m.set('statusCode', status)
    header(self, 'Content-Type', 'text/plain; charset=utf-8')
    ended(m, self as Obj, statuses[number(status)] ?? text(status))
    return self
  },
  'Response#redirect': (m, args, self) => {
    ;(self as Obj).m.set('statusCode', args.length > 1 ? args[0] : 302)
    header(self, 'Location', args.at(-1))
    ended(m, self as Obj, `Found. Redirecting to ${text(args.at(-1))}`)
    return self
  },
  'Response#sendFile': (m, [path], self) => {
    header(self, 'Content-Type', `${mimeOf(text(path))}; charset=utf-8`)
    ended(m, self as Obj, text(read(m, text(path), 'utf8')))
    return self
  },
  'Response#on': (_m, _a, self) => self,
}
