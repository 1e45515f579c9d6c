import { text, utf8, type Bytes } from '../../../base/bytes'
import { strftime } from '../clock'
import { linesOf, orUndefined } from '../face'
import { httpDate } from '../servers/static-files'
import { arg } from './builtins'
import { jsonText, loads } from './data-modules'
import { attribute, instanceMethod } from './machine/attributes'
import { call } from './machine/call'
import { flush } from './machine/output'
import { textOf } from './machine/texts'
import { pythonVersion } from './system-modules'
import { failure, unsimulated } from './value/exceptions'
import { dict, items, truth } from './value/items'
import { str } from './value/repr'
import { isThing, list, native, special, tuple, type Class, type Dict, type Special, type Value } from './value/thing'
import type { HttpRequest } from '../../wire/http'
import type { Await, Fd } from '../../wire/sys'
import type { After, Machine, Native, Waiting } from './machine/core'

/**
 * Flask and http.server: routes and handlers are the program's own functions; requests come in one at a time.
 *
 * @models Flask 3.1, Werkzeug 3.1, gunicorn 23, http.server
 * @fidelity part: no blueprints, sessions or Jinja beyond {{ names }}; gunicorn's worker is the same process
 */
interface Asked {
  readonly fd: Fd
  readonly exchange: number
  readonly method: string
  readonly path: string
  readonly remote: string
}

const natives: Readonly<Record<string, Native>> = {
  'flask.Flask': (m) => {
    const made = special('Flask', {
      routes: list([]),
      config: dict(),
      errors: dict(),
      logger: special('Logger', { name: 'app' }),
    })
    m.core.kept.set('flask', made)
    return made
  },
  'Flask.route': (_m, [path = '/'], named, self) => {
    const methods = named.get('methods')
    return special('flask.decorator', {
      app: self,
      path,
      methods: methods === undefined ? list(['GET', 'HEAD']) : list(items(methods)),
    })
  },
  ...Object.fromEntries(
    ['get', 'post', 'put', 'delete'].map((verb): [string, Native] => [
      `Flask.${verb}`,
      (_m, [path = '/'], _n, self) =>
        special('flask.decorator', { app: self, path, methods: list([verb.toUpperCase()]) }),
    ]),
  ),
  'flask.decorator.__call__': (_m, [fn = null], _n, self) => {
    const { m: held } = self as Special
    const routes = (held.get('app') as Special).m.get('routes') as { v: Value[] }
    routes.v.push(tuple([held.get('path')!, held.get('methods')!, fn]))
    return fn
  },
  'Flask.run': (m, args, named, self) =>
    serveFlask(
      m,
      self as Special,
      str(arg(args, 0, named, 'host', '127.0.0.1')),
      Number(arg(args, 1, named, 'port', 5000n)),
      truth(arg(args, 2, named, 'debug', false)),
      'flask',
    ),
  'Flask._gunicorn': (m, [host = '', port = 0n], _n, self) =>
    serveFlask(m, self as Special, str(host), Number(port), false, 'gunicorn'),
  'flask.jsonify': (_m, args, named) =>
    response(
      `${jsonText(args.length === 1 ? args[0]! : args.length > 1 ? list(args) : dict([...named]))}\n`,
      200,
      'application/json',
    ),
  'flask.make_response': (_m, [body = '', status = 200n]) =>
    response(str(body), Number(status), 'text/html; charset=utf-8'),
  'flask.redirect': (_m, [to = '/']) => {
    const made = response('', 302, 'text/html; charset=utf-8')
    ;(made.m.get('headers') as Dict).m.set('sLocation', ['Location', to])
    return made
  },
  'flask.render_template': (m, [name = ''], named) => rendered(m, str(name), named),
  'flask.render_template_string': (m, [words = ''], named) => filled(m, str(words), named),
  'Response.set_cookie': () => null,
  'Request.get_json': (m, _a, _n, self) => jsonBody(m, self as Special),
  'http.server.HTTPServer': (_m, [where = null, handler = null]) => special('HTTPServer', { where, handler }),
  'HTTPServer.serve_forever': (m, _a, _n, self) => {
    const [, port = 8000n] = items((self as Special).m.get('where')!)
    listen(m, { what: 'handler', host: '0.0.0.0', port: Number(port), app: self as Special })
    return null
  },
  'HTTPServer.server_close': () => null,
  'HTTPServer.__enter__': (_m, _a, _n, self) => self,
  'HTTPServer.__exit__': () => null,
  'handler.send_response': (m, [status = 200n], _n) => (m.core.kept.set('handler.status', status), null),
  'handler.send_header': (m, [name = '', value = '']) => {
    const held = (m.core.kept.get('handler.headers') ?? dict()) as Dict
    held.m.set(`s${str(name)}`, [str(name), str(value)])
    m.core.kept.set('handler.headers', held)
    return null
  },
  'handler.end_headers': () => null,
  'handler.log_message': () => null,
  'handler.wfile.write': (m, [words = '']) => {
    m.core.kept.set(
      'handler.body',
      str(m.core.kept.get('handler.body') ?? '') + (isThing(words) && words.t === 'bytes' ? words.s : utf8(str(words))),
    )
    return null
  },
  '.answered': (m, [value = null], named) => {
    answered(m, value, named.get('serving') as unknown as Asked)
    return null
  },
}

export const webNatives = natives

const handlerClass = (): Class => ({
  t: 'class',
  name: 'BaseHTTPRequestHandler',
  bases: [],
  m: new Map(
    ['send_response', 'send_header', 'end_headers', 'log_message'].map((name) => [name, native(`handler.${name}`)]),
  ),
})

const members = (names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, () => native(`flask.${name}`)]))

export const webModules: Readonly<Record<string, Readonly<Record<string, (m: Machine) => Value>>>> = {
  flask: {
    ...members('Flask jsonify make_response redirect render_template render_template_string'),
    Response: () => native('flask.make_response'),
    request: (m) => m.core.kept.get('request') ?? newRequest(m),
    __version__: () => '3.1.2',
  },
  'http.server': {
    HTTPServer: () => native('http.server.HTTPServer'),
    ThreadingHTTPServer: () => native('http.server.HTTPServer'),
    BaseHTTPRequestHandler: handlerClass,
  },
  http: {},
}

/** `request` is one object; what it says changes with each request. */
function newRequest(m: Machine): Special {
  const made = special('Request', {
    method: 'GET',
    path: '/',
    args: dict(),
    form: dict(),
    headers: dict(),
    remote_addr: '',
    data: '',
    json: null,
  })
  m.core.kept.set('request', made)
  return made
}

const response = (body: string, status: number, type: string): Special =>
  special('Response', { body, status_code: BigInt(status), type, headers: dict() })

function jsonBody(_m: Machine, self: Special): Value {
  const words = str(self.m.get('data') ?? '')
  return words === '' ? null : loads(words)
}

function rendered(m: Machine, name: string, named: Map<string, Value>): Value {
  const folder = m.core.file.replace(/\/?[^/]*$/, '') || '.'
  const bytes = orUndefined(() => m.sys.readFile(`${folder}/templates/${name}`))
  if (bytes === undefined) throw unsimulated(`jinja2.exceptions.TemplateNotFound: ${name}`)
  return filled(m, text(bytes), named)
}

function filled(m: Machine, words: string, named: Map<string, Value>): Value {
  if (/\{%/.test(words)) throw unsimulated('a template with {% %} is not simulated')
  return words.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
    const [first = '', ...rest] = path.split('.')
    const found = rest.reduce(
      (value, name) =>
        isThing(value) && value.t === 'dict' ? (value.m.get(`s${name}`)?.[1] ?? null) : attribute(m, value, name),
      named.get(first) ?? null,
    )
    return found === null ? '' : textOf(m, found, '__str__')
  })
}

interface Serving {
  readonly what: 'flask' | 'gunicorn' | 'handler'
  readonly host: string
  readonly port: number
  readonly app: Special
}

function listen(m: Machine, serving: Serving): void {
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

const said = (m: Machine, words: string): void => m.sys.write(2, utf8(words))

const ownAddress = (m: Machine): string =>
  linesOf(m.sys, '/etc/hosts')
    .find((line) => line.endsWith(`\t${m.sys.hostname}`))
    ?.split('\t')[0] ?? '127.0.0.1'

function serveFlask(
  m: Machine,
  app: Special,
  host: string,
  port: number,
  debug: boolean,
  what: 'flask' | 'gunicorn',
): Value {
  const name = (m.core.file.split('/').at(-1) ?? 'app').replace(/\.py$/, '')
  if (what === 'gunicorn') {
    const stamp = `[${strftime('%Y-%m-%d %H:%M:%S +0000', Math.floor(m.sys.now() / 1e6))}] [${m.sys.pid}] [INFO]`
    said(
      m,
      `${stamp} Starting gunicorn 23.0.0\n${stamp} Listening at: http://${host}:${port} (${m.sys.pid})\n${stamp} Using worker: sync\n${stamp} Booting worker with pid: ${m.sys.pid}\n`,
    )
  } else {
    m.sys.write(1, ` * Serving Flask app '${name}'\n * Debug mode: ${debug ? 'on' : 'off'}\n`)
    const urls =
      host === '0.0.0.0'
        ? ` * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:${port}\n * Running on http://${ownAddress(m)}:${port}\n`
        : ` * Running on http://${host}:${port}\n`
    const warning =
      'WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.'
    const red = m.sys.isatty(2)
    said(
      m,
      `${red ? `\x1b[31m\x1b[1m${warning}\x1b[0m` : warning}\n${urls}${red ? '\x1b[33mPress CTRL+C to quit\x1b[0m' : 'Press CTRL+C to quit'}\n`,
    )
    if (debug)
      said(
        m,
        ` * Restarting with stat\n * Debugger is active!\n * Debugger PIN: ${100 + (m.sys.random() % 900)}-${100 + (m.sys.random() % 900)}-${100 + (m.sys.random() % 900)}\n`,
      )
  }
  listen(m, { what, host, port, app })
  return null
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
    if (!allowed.includes(request.method) && !(request.method === 'HEAD' && allowed.includes('GET')))
      return answered(m, page(405, 'Method Not Allowed', 'The method is not allowed for the requested URL.'), asked)
    return call(m, fn, [], found, after)
  }
  answered(
    m,
    page(
      404,
      'Not Found',
      'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
    ),
    asked,
  )
}

const page = (status: number, title: string, words: string): Special =>
  response(
    `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${words}</p>\n`,
    status,
    'text/html; charset=utf-8',
  )

function matched(pattern: string, path: string): Map<string, Value> | undefined {
  const names: [string, string][] = []
  const source = pattern
    .replace(/[.+*?^${}()|[\]\\]/g, '\\$&')
    .replace(/<(?:(\w+):)?(\w+)>/g, (_, kind: string | undefined, name: string) => {
      names.push([name, kind ?? 'string'])
      return kind === 'int' ? '(\\d+)' : kind === 'path' ? '(.+)' : '([^/]+)'
    })
  const match = new RegExp(`^${source}$`).exec(path)
  return match
    ? new Map(names.map(([name, kind], i) => [name, kind === 'int' ? BigInt(match[i + 1]!) : decoded(match[i + 1]!)]))
    : undefined
}

const decoded = (words: string): string =>
  text(words.replace(/\+/g, ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))))

const formOf = (words: string): Dict =>
  dict(
    words
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [key = '', value = ''] = pair.split('=')
        return [decoded(key), decoded(value)] as const
      }),
  )

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

/** Sends what a handler gave and waits for the next request. */
function answered(m: Machine, value: Value, asked: Asked): void {
  const waiting = m.core.kept.get('serving') as unknown as Waiting
  const { what } = waiting['serving'] as Serving
  const { status, headers, body } = what === 'handler' ? fromHandler(m) : fromFlask(m, value)
  const server =
    what === 'handler'
      ? `BaseHTTP/0.6 Python/${pythonVersion(m)}`
      : what === 'gunicorn'
        ? 'gunicorn'
        : `Werkzeug/3.1.3 Python/${pythonVersion(m)}`
  m.sys.send(asked.fd, {
    kind: 'http.response',
    exchange: asked.exchange,
    status,
    headers: {
      Server: server,
      Date: httpDate(Math.floor(m.sys.now() / 1e6)),
      ...headers,
      ...(what !== 'handler' && { 'Content-Length': String(body.length) }),
      Connection: 'close',
    },
    body: asked.method === 'HEAD' ? '' : body,
    more: false,
  })
  if (what !== 'gunicorn')
    said(
      m,
      `${asked.remote} - - [${strftime('%d/%b/%Y %H:%M:%S', Math.floor(m.sys.now() / 1e6))}] "${asked.method} ${asked.path} HTTP/1.1" ${status} -\n`,
    )
  m.core.kept.delete('serving')
  m.core.waiting = waiting
}

interface Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Bytes
}

function fromHandler(m: Machine): Reply {
  const headers = Object.fromEntries(
    [...((m.core.kept.get('handler.headers') ?? dict()) as Dict).m.values()].map(([key, value]) => [
      str(key),
      str(value),
    ]),
  )
  return {
    status: Number(m.core.kept.get('handler.status') ?? 200n),
    headers,
    body: str(m.core.kept.get('handler.body') ?? ''),
  }
}

function fromFlask(m: Machine, value: Value): Reply {
  if (isThing(value) && value.t === 'tuple') {
    const [body = null, status = 200n] = value.v
    return { ...fromFlask(m, body), status: Number(status) }
  }
  if (isThing(value) && value.t === 'special' && value.kind === 'Response') {
    const more = Object.fromEntries(
      [...(value.m.get('headers') as Dict).m.values()].map(([key, each]) => [str(key), str(each)]),
    )
    return {
      status: Number(value.m.get('status_code')),
      headers: { 'Content-Type': str(value.m.get('type') ?? ''), ...more },
      body: utf8(str(value.m.get('body') ?? '')),
    }
  }
  if (isThing(value) && (value.t === 'dict' || value.t === 'list'))
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: utf8(`${jsonText(value)}\n`) }
  if (value === null) return { status: 500, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: failed }
  const words = isThing(value) && value.t === 'bytes' ? value.s : utf8(textOf(m, value, '__str__'))
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: words }
}

const failed =
  '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>\n'

/** A handler that raised: the log has its traceback, the client a page that says no more. */
export function unanswered(m: Machine, asked: unknown, traceback: string): void {
  const { method, path } = asked as Asked
  const stamp = strftime('%Y-%m-%d %H:%M:%S,000', Math.floor(m.sys.now() / 1e6))
  said(m, `[${stamp}] ERROR in app: Exception on ${path} [${method}]\n${traceback}`)
  answered(m, null, asked as Asked)
}
