import { text as fromUtf8, utf8 } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import { orUndefined } from '../face'
import { join } from '../coreutils/walk'
import { find, httpDate, typeOf as mimeOf } from '../servers/static-files'
import { json } from './builtins'
import {
  arr,
  call,
  callSync,
  entries,
  fail,
  isThing,
  native,
  number,
  obj,
  text,
  truth,
  type Arr,
  type Machine,
  type NativeFn,
  type Obj,
  type Value,
} from './machine'
import type { HttpRequest } from '../../wire/http'

/**
 * process, os, fs, path, http and express.
 *
 * @models nodejs.org/api, expressjs.com 4
 * @fidelity part: what servers in tutorials use; bodies are whole; one request at a time
 */
export const nodeVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['NODE_VERSION'] ?? '18.19.1'

const functions = (module: string, names: string): [string, Value][] =>
  names.split(' ').map((name) => [name, native(`${module}.${name}`)])

/** A call to the system; its errors become errors of Node. */
function asking<T>(what: string, path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const words: Readonly<Record<string, string>> = {
      ENOENT: 'no such file or directory',
      EACCES: 'permission denied',
      EEXIST: 'file already exists',
      EISDIR: 'illegal operation on a directory',
      ENOTDIR: 'not a directory',
    }
    throw fail('Error', `${error.errno}: ${words[error.errno] ?? error.errno}, ${what} '${path}'`, {
      code: error.errno,
      syscall: what,
      path,
    })
  }
}

const clean = (path: string): string => {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return (path.startsWith('/') ? '/' : '') + out.join('/')
}

const absolute = (m: Machine, path: string): string => clean(path.startsWith('/') ? path : join(m.sys.cwd(), path))

function special(m: Machine, name: string): Value {
  if (name !== 'process') return obj()
  const held = m.core.kept.get('process')
  if (held !== undefined) return held
  const made = obj(
    {
      env: obj({ ...m.sys.env }),
      argv: arr([m.sys.exe, ...m.core.args]),
      pid: m.sys.pid,
      ppid: m.sys.ppid,
      platform: 'linux',
      arch: 'x64',
      version: `v${nodeVersion(m)}`,
      versions: obj({ node: nodeVersion(m), v8: '11.3.244.8-node.30' }),
      title: 'node',
      stdout: obj({ isTTY: m.sys.isatty(1), '.fd': 1 }, 'Stream'),
      stderr: obj({ isTTY: m.sys.isatty(2), '.fd': 2 }, 'Stream'),
      ...Object.fromEntries(functions('process', 'exit cwd on once uptime memoryUsage nextTick hrtime getuid')),
    },
    'process',
  )
  m.core.kept.set('process', made)
  return made
}

const memberModules: Readonly<Record<string, readonly [string, Value][]>> = {
  os: [
    ...functions(
      'os',
      'hostname platform type release arch cpus totalmem freemem uptime networkInterfaces userInfo tmpdir',
    ),
    ['EOL', '\n'],
  ],
  fs: functions(
    'fs',
    'readFileSync writeFileSync appendFileSync existsSync mkdirSync readdirSync unlinkSync statSync readFile writeFile',
  ),
  path: [...functions('path', 'join resolve basename dirname extname'), ['sep', '/']],
  http: functions('http', 'createServer'),
  util: functions('util', 'inspect format'),
  process: [],
  express: [],
}

/** Modules that Node has and nobody wrote here. */
export const beyond = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram dns events fs/promises http2 https inspector module net perf_hooks punycode querystring readline stream string_decoder timers tls tty url v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
)

export const playedModule = (m: Machine, name: string): Value | undefined => {
  if (name === 'express') {
    const made = native('express')
    for (const each of ['json', 'static', 'urlencoded', 'Router', 'text']) made.m.set(each, native(`express.${each}`))
    return made
  }
  if (name === 'process') return special(m, 'process')
  const members = memberModules[name]
  return members && obj({ ...Object.fromEntries(members), '.played': name })
}

const exits = (m: Machine, status: number): never => {
  m.core.status = status
  throw { kind: 'exit', status } satisfies Exit
}

/** process.exit(): nothing more runs. */
export interface Exit {
  readonly kind: 'exit'
  readonly status: number
}

const write = (m: Machine, path: string, value: Value, append: boolean): undefined => {
  const words = utf8(text(value))
  const old = append ? (orUndefined(() => m.sys.readFile(path)) ?? '') : ''
  asking('open', path, () => m.sys.writeFile(path, old + words, 0o644))
  return undefined
}

const read = (m: Machine, path: string, how: Value): Value => {
  if (orUndefined(() => m.sys.stat(path))?.kind === 'dir')
    throw fail('Error', 'EISDIR: illegal operation on a directory, read', { code: 'EISDIR', syscall: 'read' })
  const words = fromUtf8(asking('open', path, () => m.sys.readFile(path)))
  return how === undefined ? obj({ '.text': words }, 'Buffer') : words
}

const made = (m: Machine, path: string, deep: boolean): undefined => {
  const parts = path.split('/')
  for (let i = deep ? 1 : parts.length; i <= parts.length; i++) {
    const part = parts.slice(0, i).join('/')
    if (part === '' || (deep && orUndefined(() => m.sys.stat(part)))) continue
    asking('mkdir', path, () => m.sys.mkdir(part))
  }
  return undefined
}

const memory = (m: Machine, key: string): number =>
  Number(
    new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(orUndefined(() => m.sys.readFile('/proc/meminfo')) ?? '')?.[1] ?? 0,
  ) * 1024

/** Registers a route: a method (or `use`), a path and its handlers. */
const route =
  (verb: string): NativeFn =>
  (_m, args, self) => {
    const path = typeof args[0] === 'string' ? args[0] : verb === 'use' ? '' : '*'
    const handlers = args
      .filter((each) => typeof each !== 'string')
      .flatMap((each) => (isThing(each) && each.t === 'arr' ? each.v : [each]))
    for (const handler of handlers) ((self as Obj).m.get('.routes') as Arr).v.push(arr([verb, path, handler]))
    return self
  }

function listen(m: Machine, self: Value, args: readonly Value[]): Value {
  const options = args.find((each): each is Obj => isThing(each) && each.t === 'obj')
  const port = number(options ? options.m.get('port') : args[0])
  const ready = args.find((each) => isThing(each) && (each.t === 'fn' || each.t === 'native'))
  const host = typeof args[1] === 'string' ? args[1] : text(options?.m.get('host') ?? '0.0.0.0')
  let fd: number
  try {
    fd = m.sys.listen(
      `tcp:${host === '::' || host === 'localhost' ? (host === '::' ? '0.0.0.0' : '127.0.0.1') : host}:${port}`,
    )
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw fail(
      'Error',
      `listen ${error.errno}: ${error.errno === 'EADDRINUSE' ? 'address already in use' : 'permission denied'} :::${port}`,
      { code: error.errno, errno: error.errno === 'EADDRINUSE' ? -98 : -13, syscall: 'listen', address: '::', port },
    )
  }
  m.core.servers.push({ fd, conns: [], app: self })
  if (ready !== undefined) m.core.tasks.push({ call: ready, args: [] })
  return obj({ '.port': port, '.routes': arr([]) }, 'Server')
}

/** A request for a server: its handlers are called one after the other. */
export function serve(m: Machine, app: Value, request: HttpRequest, fd: number): void {
  const [path = '/', query = ''] = request.path.split('?')
  const body = fromUtf8(request.body)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]))
  const req = obj(
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
      ip: m.sys.peer(fd).remote.replace(/:\d+$/, ''),
      httpVersion: '1.1',
      socket: obj({ remoteAddress: m.sys.peer(fd).remote.replace(/:\d+$/, '') }),
      '.body': body,
    },
    'Request',
  )
  const res = obj(
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
  const handler = (app as Obj).m.get('.handler')
  if (handler !== undefined) return call(m, handler, [req, res], undefined, { kind: 'drop' })
  next(m, app as Obj, req, res, 0)
}

const decoded = (words: string): string =>
  fromUtf8(
    words.replace(/\+/g, ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  )

const formOf = (words: string): Obj =>
  obj(
    Object.fromEntries(
      words
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.split('=').map(decoded))
        .map(([key = '', value = '']) => [key, value]),
    ),
  )

function next(m: Machine, app: Obj, req: Obj, res: Obj, from: number): void {
  const routes = (app.m.get('.routes') as Arr).v as Arr[]
  for (let i = from; i < routes.length; i++) {
    const [verb, path, handler] = routes[i]!.v as [string, string, Value]
    const params = matched(verb, path, text(req.m.get('path')))
    const method = text(req.m.get('method')).toLowerCase()
    if (
      params === undefined ||
      (verb !== 'use' && verb !== 'all' && verb !== method && !(method === 'head' && verb === 'get'))
    )
      continue
    req.m.set('params', obj(params))
    const after = native('express.next', obj({ app, req, res, '.at': i + 1 }))
    if (isThing(handler) && handler.t === 'obj' && handler.kind === 'express') {
      req.m.set('path', text(req.m.get('path')).slice(path === '/' ? 0 : path.length) || '/')
      return next(m, handler, req, res, 0)
    }
    return call(m, handler, [req, res, after], undefined, { kind: 'drop' })
  }
  if (truth(res.m.get('headersSent'))) return
  res.m.set('statusCode', 404)
  ;(res.m.get('.headers') as Obj).m.set('Content-Type', 'text/html; charset=utf-8')
  ended(
    m,
    res,
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${text(req.m.get('method'))} ${text(req.m.get('originalUrl'))}</pre>\n</body>\n</html>\n`,
  )
}

function matched(verb: string, pattern: string, path: string): Record<string, string> | undefined {
  if (pattern === '*' || pattern === '') return {}
  const names: string[] = []
  const source = pattern
    .replace(/\/$/, '')
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/:(\w+)/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
  const match = new RegExp(`^${source}${verb === 'use' ? '(?:/.*)?' : '/?'}$`).exec(path)
  return match ? Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1]!)])) : undefined
}

function ended(m: Machine, res: Obj, more: string): undefined {
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

const header = (res: Value, key: string, value: Value): void =>
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

const later =
  (act: (m: Machine, args: readonly Value[]) => Value): NativeFn =>
  (m, args) => {
    const callback = args.map((each) => isThing(each) && each.t === 'fn').lastIndexOf(true)
    const fn = args[callback]
    try {
      const value = act(m, args.slice(0, callback < 0 ? undefined : callback))
      m.core.tasks.push({ call: fn, args: [null, value] })
    } catch (error) {
      if (typeof error !== 'object' || error === null || !('value' in error)) throw error
      m.core.tasks.push({ call: fn, args: [error.value as Value] })
    }
    return undefined
  }

export const moduleNatives: Readonly<Record<string, NativeFn>> = {
  '.special': (m, [name]) => special(m, text(name)),
  'process.exit': (m, [status]) => exits(m, status === undefined ? m.core.status : number(status)),
  'process.cwd': (m) => m.sys.cwd(),
  'process.uptime': (m) => m.sys.uptime() / 1e6,
  'process.getuid': (m) => m.sys.uid,
  'process.memoryUsage': (m) => obj({ rss: m.sys.resident(), heapTotal: 6_000_000, heapUsed: 5_000_000 }),
  'process.nextTick': (m, [fn, ...args]) => {
    // Before what promises have waiting, behind the ticks that are there.
    const at = m.core.tasks.findIndex((task) => !('tick' in task))
    m.core.tasks.splice(at < 0 ? m.core.tasks.length : at, 0, { call: fn, args, tick: true })
    return undefined
  },
  'process.hrtime': (m) => arr([Math.floor(m.sys.uptime() / 1e6), (m.sys.uptime() % 1e6) * 1000]),
  'process.on': (m, [name, fn]) => {
    const signal = text(name)
    if (signal === 'SIGINT' || signal === 'SIGTERM') {
      m.sys.sigaction(signal, 'catch')
      m.core.kept.set(`on.${signal}`, fn)
    }
    if (signal === 'exit') m.core.kept.set('on.exit', fn)
    return undefined
  },
  'process.once': (m, args) => moduleNatives['process.on']!(m, args, undefined),
  'Stream#write': (m, [words], self) => (m.sys.write(number((self as Obj).m.get('.fd')), utf8(text(words))), true),
  'os.hostname': (m) => m.sys.hostname,
  'os.platform': () => 'linux',
  'os.type': () => 'Linux',
  'os.release': () => '6.8.0-79-generic',
  'os.arch': () => 'x64',
  'os.tmpdir': () => '/tmp',
  'os.cpus': (m) =>
    arr(
      (orUndefined(() => m.sys.readFile('/proc/cpuinfo'))?.match(/^processor/gm) ?? ['']).map(() =>
        obj({ model: 'cpu', speed: 2400 }),
      ),
    ),
  'os.totalmem': (m) => memory(m, 'MemTotal'),
  'os.freemem': (m) => memory(m, 'MemAvailable'),
  'os.uptime': (m) => Math.floor(m.sys.uptime() / 1e6),
  'os.userInfo': (m) =>
    obj({ uid: m.sys.uid, gid: m.sys.gid, username: m.sys.env['USER'] ?? (m.sys.uid === 0 ? 'root' : 'node') }),
  'path.join': (_m, args) => clean(args.map(text).filter(Boolean).join('/')) || '.',
  'path.resolve': (m, args) =>
    args.map(text).reduce((at, part) => (part.startsWith('/') ? clean(part) : clean(`${at}/${part}`)), m.sys.cwd()),
  'path.basename': (_m, [path, ending]) =>
    text(path)
      .split('/')
      .at(-1)!
      .replace(ending === undefined ? /$^/ : new RegExp(`${text(ending).replace('.', '\\.')}$`), ''),
  'path.dirname': (_m, [path]) => text(path).replace(/\/?[^/]*$/, '') || '.',
  'path.extname': (_m, [path]) => /[^/](\.[^./]*)$/.exec(text(path))?.[1] ?? '',
  'fs.readFileSync': (m, [path, how]) => read(m, text(path), how),
  'fs.writeFileSync': (m, [path, value]) => write(m, text(path), value, false),
  'fs.appendFileSync': (m, [path, value]) => write(m, text(path), value, true),
  'fs.existsSync': (m, [path]) => orUndefined(() => m.sys.stat(text(path))) !== undefined,
  'fs.mkdirSync': (m, [path, options]) =>
    made(m, text(path), isThing(options) && options.t === 'obj' && truth(options.m.get('recursive'))),
  'fs.readdirSync': (m, [path]) =>
    arr(asking('scandir', text(path), () => m.sys.readdir(text(path)).map((entry) => entry.name))),
  'fs.unlinkSync': (m, [path]) => (asking('unlink', text(path), () => m.sys.unlink(text(path))), undefined),
  'fs.statSync': (m, [path]) => {
    const stat = asking('stat', text(path), () => m.sys.stat(text(path)))
    return obj({ size: stat.size, mode: stat.mode, '.kind': stat.kind }, 'Stats')
  },
  'Stats#isDirectory': (_m, _a, self) => (self as Obj).m.get('.kind') === 'dir',
  'Stats#isFile': (_m, _a, self) => (self as Obj).m.get('.kind') === 'file',
  'fs.readFile': later((m, [path, how]) => read(m, text(path), how)),
  'fs.writeFile': later((m, [path, value]) => write(m, text(path), value, false)),
  'util.format': (_m, args) => args.map((each) => (typeof each === 'string' ? each : json(each))).join(' '),
  'http.createServer': (_m, args) =>
    obj(
      { '.handler': args.find((each) => isThing(each) && (each.t === 'fn' || each.t === 'obj')), '.routes': arr([]) },
      'Server',
    ),
  'Server#listen': (m, args, self) => {
    const handler = (self as Obj).m.get('.handler')
    return listen(m, isThing(handler) && handler.t === 'obj' ? handler : self, args)
  },
  'Server#on': (_m, _a, self) => self,
  'Server#close': (m, [fn]) => {
    for (const { fd, conns } of m.core.servers) for (const each of [fd, ...conns]) orUndefined(() => m.sys.close(each))
    m.core.servers = []
    if (fn !== undefined) m.core.tasks.push({ call: fn, args: [] })
    return undefined
  },
  'Server#address': (_m, _a, self) => obj({ address: '::', family: 'IPv6', port: (self as Obj).m.get('.port') ?? 0 }),
  express: () => obj({ '.routes': arr([]), locals: obj() }, 'express'),
  'express.Router': () => obj({ '.routes': arr([]) }, 'express'),
  'express.json': () => native('.body', 'json'),
  'express.urlencoded': () => native('.body', 'form'),
  'express.text': () => native('.body', 'text'),
  'express.static': (m, [root]) => native('.static', absolute(m, text(root))),
  '.body': (m, [req, , after], kind) => {
    const { m: held } = req as Obj
    const words = text(held.get('.body'))
    const type = text((held.get('headers') as Obj).m.get('content-type') ?? '')
    if (kind === 'json' && /json/.test(type) && words !== '')
      held.set('body', callSync(m, native('JSON.parse'), [words]))
    else if (kind === 'form' && /urlencoded/.test(type)) held.set('body', formOf(words))
    else if (kind === 'text') held.set('body', words)
    else if (held.get('body') === undefined) held.set('body', obj())
    callSync(m, after, [])
    return undefined
  },
  '.static': (m, [req, res, after], root) => {
    const path = text((req as Obj).m.get('path'))
    const found = find(m.sys, text(root), path.endsWith('/') ? `${path}index.html` : path)
    if (found.kind !== 'file' || text((req as Obj).m.get('method')) !== 'GET')
      return (callSync(m, after, []), undefined)
    const type = mimeOf(found.path)
    header(res, 'Content-Type', /^text|javascript|json/.test(type) ? `${type}; charset=utf-8` : type)
    ended(m, res as Obj, fromUtf8(found.bytes))
    return undefined
  },
  'express.next': (m, [error], self) => {
    const { m: held } = self as Obj
    if (error !== undefined) throw { kind: 'thrown', value: error, where: '' }
    next(m, held.get('app') as Obj, held.get('req') as Obj, held.get('res') as Obj, number(held.get('.at')))
    return undefined
  },
  ...Object.fromEntries(
    ['get', 'post', 'put', 'delete', 'patch', 'all', 'use'].map((verb) => [`express#${verb}`, route(verb)]),
  ),
  'express#listen': (m, args, self) => listen(m, self, args),
  'express#set': (_m, _a, self) => self,
  'express#disable': (_m, _a, self) => self,
  'Request#get': (_m, [key], self) => ((self as Obj).m.get('headers') as Obj).m.get(text(key).toLowerCase()),
  'Request#on': (m, [name, fn], self) => {
    const body = text((self as Obj).m.get('.body'))
    if (name === 'data' && body !== '') m.core.tasks.push({ call: fn, args: [obj({ '.text': body }, 'Buffer')] })
    if (name === 'end') m.core.tasks.push({ call: fn, args: [] })
    return self
  },
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
