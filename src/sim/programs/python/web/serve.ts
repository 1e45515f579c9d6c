import { text } from '../../../../base/bytes'
import { strftime } from '../../clock'
import { instanceMethod } from '../machine/attributes'
import { call } from '../machine/call'
import { flush } from '../machine/output'
import { loads } from '../modules/json'
import { failure } from '../value/exceptions'
import { dict, items } from '../value/items'
import { str } from '../value/repr'
import { special, type Class, type Special, type Value } from '../value/thing'
import { answered } from './answer'
import { said, type Asked, type Serving } from './asked'
import { notAllowed, notFound } from './pages'
import { newRequest } from './request'
import { formOf, matched } from './routes'
import type { HttpRequest } from '../../../wire/http'
import type { Await, Fd } from '../../../wire/sys'
import type { After, Machine, Waiting } from '../machine/core'

/** Requests for Flask and http.server, one at a time. */
export function listen(m: Machine, serving: Serving): void {
  flush(m)
  let fd: Fd
  try {
    fd = m.sys.listen(`tcp:${serving.host === '' ? '0.0.0.0' : serving.host}:${serving.port}`)
  } catch {
    if (serving.what === 'handler') throw failure('OSError', 98n, 'Address already in use')
    said(
      m,
      `Address already in use\nPort ${serving.port} is in use by another program. Either identify and stop that program, or start the server with a different port.\n`,
    )
    throw failure('SystemExit', 1n)
  }
  m.core.waiting = { kind: 'serve', serving, listener: fd, conns: [] }
}

const connsOf = (waiting: Waiting): Fd[] => waiting['conns'] as Fd[]

export const serveAwaits = (waiting: Waiting): readonly Await[] => [
  { on: 'acceptable', fd: waiting['listener'] as Fd },
  ...connsOf(waiting).map((fd): Await => ({ on: 'readable', fd })),
]

/** Takes the next request; the handler's frame is on the stack then. False when there is none. */
export function serveResume(m: Machine, waiting: Waiting): boolean {
  for (let fd = m.sys.accept(waiting['listener'] as Fd); fd !== undefined; fd = m.sys.accept(waiting['listener'] as Fd))
    connsOf(waiting).push(fd)
  for (const fd of connsOf(waiting))
    for (let payload = m.sys.receive(fd); payload !== undefined; payload = m.sys.receive(fd)) {
      if (payload.kind === 'conn.closed') {
        m.sys.close(fd)
        waiting['conns'] = connsOf(waiting).filter((each) => each !== fd)
        break
      }
      if (payload.kind !== 'http.request') continue
      delete m.core.waiting
      m.core.kept.set('serving', waiting as unknown as Value)
      begin(m, waiting['serving'] as Serving, payload, fd)
      return true
    }
  return false
}

function begin(m: Machine, serving: Serving, request: HttpRequest, fd: Fd): void {
  const remote = m.sys.peer(fd).remote.replace(/:\d+$/, '')
  const asked: Asked = { fd, exchange: request.exchange, method: request.method, path: request.path, remote }
  const after: After = { kind: 'answer', serving: asked }
  if (serving.what === 'handler') return handlerBegin(m, serving, request, after)
  const [path = '/', query = ''] = request.path.split('?')
  describe(m, request, path, query, remote)
  for (const route of (serving.app.m.get('routes') as { v: Value[] }).v) {
    const [pattern, methods, fn] = items(route) as [string, Value, Value]
    const found = matched(pattern, path)
    if (found === undefined) continue
    const allowed = items(methods).map(str)
    const method = request.method === 'HEAD' && !allowed.includes('HEAD') ? 'GET' : request.method
    return allowed.includes(method) ? call(m, fn, [], found, after) : answered(m, notAllowed(), asked)
  }
  answered(m, notFound(), asked)
}

function describe(m: Machine, request: HttpRequest, path: string, query: string, remote: string): void {
  const held = (m.core.kept.get('request') as Special | undefined) ?? newRequest(m)
  const body = text(request.body)
  const isJson = /json/.test(request.headers['Content-Type'] ?? '')
  const values: Readonly<Record<string, Value>> = {
    method: request.method,
    path,
    url: `http://${request.headers['Host'] ?? ''}${request.path}`,
    args: formOf(query),
    form: isJson ? dict() : formOf(body),
    headers: dict(Object.entries(request.headers)),
    remote_addr: remote,
    data: body,
    json: isJson && body !== '' ? loads(body) : null,
  }
  for (const [key, value] of Object.entries(values)) held.m.set(key, value)
}

function handlerBegin(m: Machine, serving: Serving, request: HttpRequest, after: After): void {
  const of = serving.app.m.get('handler') as Class
  const self: Value = {
    t: 'inst',
    of,
    m: new Map<string, Value>([
      ['path', request.path],
      ['command', request.method],
      ['headers', dict(Object.entries(request.headers))],
      ['wfile', special('handler.wfile')],
    ]),
  }
  for (const name of ['handler.status', 'handler.headers', 'handler.body']) m.core.kept.delete(name)
  const method =
    instanceMethod(self, `do_${request.method}`) ??
    (request.method === 'HEAD' ? instanceMethod(self, 'do_GET') : undefined)
  if (method) return call(m, method, [], new Map(), after)
  m.core.kept.set('handler.status', 501n)
  answered(m, null, (after as { serving: unknown }).serving as Asked)
}

/** A handler that raised: the log has its traceback, the client a page that says no more. */
export function unanswered(m: Machine, asked: unknown, traceback: string): void {
  const { method, path } = asked as Asked
  const stamp = strftime('%Y-%m-%d %H:%M:%S,000', Math.floor(m.sys.now() / 1e6))
  said(m, `[${stamp}] ERROR in app: Exception on ${path} [${method}]\n${traceback}`)
  answered(m, null, asked as Asked)
}
