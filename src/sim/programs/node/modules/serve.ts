import { text as fromUtf8 } from '../../../../base/bytes'
import { call } from '../machine/call'
import { obj, type Obj, type Value } from '../machine/value'
import { formOf } from './forms'
import { next } from './routes'
import type { HttpRequest } from '../../../wire/http'
import type { Machine } from '../machine/core'

/**
 * A request on its way to the program, and the response that it fills.
 *
 * @models nodejs.org/api/http.html
 * @fidelity part: one request at a time
 */

/** A request for a server: its handlers are called one after the other. */
export function serve(m: Machine, app: Value, request: HttpRequest, fd: number): void {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]))
  const req = requestOf(m, request, headers, fd)
  const res = responseFor(request, headers, fd)
  const handler = (app as Obj).m.get('.handler')
  if (handler !== undefined) return call(m, handler, [req, res], undefined, { kind: 'drop' })
  next(m, app as Obj, req, res, 0)
}

type Headers = Readonly<Record<string, string>>

function requestOf(m: Machine, request: HttpRequest, headers: Headers, fd: number): Obj {
  const [path = '/', query = ''] = request.path.split('?')
  const remote = m.sys.peer(fd).remote.replace(/:\d+$/, '')
  return obj(
    {
      method: request.method,
      url: request.path,
      path,
      originalUrl: request.path,
      headers: obj(headers),
      query: formOf(query),
      params: obj(),
      body: undefined,
      hostname: (headers['host'] ?? '').replace(/:\d+$/, ''),
      ip: remote,
      httpVersion: '1.1',
      socket: obj({ remoteAddress: remote }),
      '.body': fromUtf8(request.body),
    },
    'Request',
  )
}

const responseFor = (request: HttpRequest, headers: Headers, fd: number): Obj =>
  obj(
    {
      statusCode: 200,
      headersSent: false,
      '.fd': fd,
      '.exchange': request.exchange,
      '.headers': obj(),
      '.written': '',
      '.head': request.method === 'HEAD',
      '.keep': (headers['connection'] ?? '').toLowerCase() !== 'close',
    },
    'Response',
  )
