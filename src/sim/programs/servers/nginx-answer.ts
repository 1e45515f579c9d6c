import { utf8 } from '../../../base/bytes'
import type { HttpRequest } from '../../wire/http'
import type { Sys } from '../../wire/sys'
import { reason } from '../net/http-words'
import type { Answer } from './http'
import { notice } from './nginx-log'
import { directive, directives, type Directive } from './nginx-conf'
import type { NginxConfig, Server } from './nginx-load'
import { cleanPath, find, httpDate, typeOf, type Found } from './static-files'

/** Which server and location a request belongs to, and what it is answered. */
export function answerTo(sys: Sys, config: NginxConfig, request: HttpRequest, remote: string): Answer {
  const server = serverFor(config, request)
  if (!server) return errorPage(config, 404)
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return errorPage(config, 405)
  const path = cleanPath(request.path)
  const location = locationFor(server, path)
  const scope = location
    ? [...(location.block ?? []), ...server.directives.filter((each) => !directive(location.block ?? [], each.name))]
    : server.directives
  const result = directive(scope, 'return')
  if (result) return returned(config, result)
  if (directive(scope, 'proxy_pass')) return errorPage(config, 502)
  const alias = directive(location?.block ?? [], 'alias')?.args[0]
  const root = alias ?? directive(scope, 'root')?.args[0] ?? '/usr/share/nginx/html'
  const within = alias === undefined ? path : `/${path.slice(location!.args.at(-1)!.length)}`.replace('//', '/')
  const answer = served(sys, { config, scope, root, path: within, request })
  if (answer.status === 404)
    notice(
      sys,
      config,
      `*1 open() "${root}${within}" failed (2: No such file or directory), client: ${remote}, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.headers['Host'] ?? ''}"`,
      'error',
    )
  return answer.status < 400 ? answer : customPage(sys, scope, root, answer)
}

function serverFor(config: NginxConfig, request: HttpRequest): Server | undefined {
  const [host = '', port] = (request.headers['Host'] ?? '').split(':')
  const onPort = config.servers.filter((server) => server.ports.includes(Number(port ?? 80)))
  return (
    onPort.find((server) => server.names.includes(host)) ??
    config.servers.find((server) => server.names.includes(host)) ??
    onPort[0] ??
    config.servers[0]
  )
}

/** Exact, then the longest prefix unless `^~` or no pattern matches. */
function locationFor(server: Server, path: string): Directive | undefined {
  const all = directives(server.directives, 'location')
  const exact = all.find((each) => each.args[0] === '=' && each.args[1] === path)
  if (exact) return exact
  const prefixes = all.filter((each) => !['=', '~', '~*'].includes(each.args[0]!) && path.startsWith(each.args.at(-1)!))
  const longest = prefixes.sort((a, b) => b.args.at(-1)!.length - a.args.at(-1)!.length)[0]
  if (longest?.args[0] === '^~') return longest
  return (
    all.find((each) => /^~\*?$/.test(each.args[0]!) && safely(each.args[1]!, each.args[0] === '~*')?.test(path)) ??
    longest
  )
}

function safely(pattern: string, insensitive: boolean): RegExp | undefined {
  try {
    return new RegExp(pattern, insensitive ? 'i' : '')
  } catch {
    return undefined
  }
}

function returned(config: NginxConfig, result: Directive): Answer {
  const [code = '200', words] = /^\d+$/.test(result.args[0]!) ? result.args : ['302', result.args[0]!]
  const status = Number(code)
  if (status >= 300 && status < 400 && words !== undefined)
    return { ...errorPage(config, status), headers: { 'Content-Type': 'text/html', Location: words } }
  return words === undefined
    ? errorPage(config, status)
    : { status, headers: { 'Content-Type': 'application/octet-stream' }, body: utf8(words.replace(/\\n/g, '\n')) }
}

/** A request for a path below a root, and the directives that hold there. */
interface Wanted {
  readonly config: NginxConfig
  readonly scope: readonly Directive[]
  readonly root: string
  readonly path: string
  readonly request: HttpRequest
}

function served(sys: Sys, wanted: Wanted): Answer {
  const { config, scope, root, path, request } = wanted
  const tries = directive(scope, 'try_files')?.args
  if (tries) return tried(sys, wanted, tries)
  const found = find(sys, root, path)
  if (found.kind === 'dir') return directory(sys, wanted)
  return fileAnswer(config, found, request)
}

function tried(sys: Sys, wanted: Wanted, tries: readonly string[]): Answer {
  const { config, root, path } = wanted
  const scope = wanted.scope.filter((each) => each.name !== 'try_files')
  for (const [i, pattern] of tries.entries()) {
    if (pattern.startsWith('=')) return errorPage(config, Number(pattern.slice(1)))
    const candidate = pattern.replace(/\$uri/g, path)
    const found = find(sys, root, candidate)
    if (
      i === tries.length - 1 ||
      (found.kind === 'file' && !candidate.endsWith('/')) ||
      (found.kind === 'dir' && candidate.endsWith('/'))
    )
      return served(sys, { ...wanted, scope, path: candidate })
  }
  return errorPage(config, 404)
}

function directory(sys: Sys, { config, scope, root, path, request }: Wanted): Answer {
  if (!path.endsWith('/'))
    return {
      ...errorPage(config, 301),
      headers: { 'Content-Type': 'text/html', Location: `http://${request.headers['Host'] ?? 'localhost'}${path}/` },
    }
  for (const name of directive(scope, 'index')?.args ?? ['index.html']) {
    const found = find(sys, root, `${path}${name}`)
    if (found.kind === 'file') return fileAnswer(config, found, request)
  }
  if (directive(scope, 'autoindex')?.args[0] !== 'on') return errorPage(config, 403)
  const names = sys.readdir(root + path).map((entry) => (entry.kind === 'dir' ? `${entry.name}/` : entry.name))
  const rows = names.map((name) => `<a href="${name}">${name}</a>\n`).join('')
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: utf8(
      `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\n${rows}</pre><hr></body>\r\n</html>\r\n`,
    ),
  }
}

function fileAnswer(config: NginxConfig, found: Found, request: HttpRequest): Answer {
  if (found.kind === 'denied') return errorPage(config, 403)
  if (found.kind !== 'file') return errorPage(config, 404)
  const etag = `"${found.mtime.toString(16)}-${found.bytes.length.toString(16)}"`
  const headers = {
    'Content-Type': typeOf(found.path),
    'Last-Modified': httpDate(found.mtime),
    ETag: etag,
    'Accept-Ranges': 'bytes',
  }
  if (request.method === 'POST') return errorPage(config, 405)
  if (request.headers['If-None-Match'] === etag)
    return { status: 304, headers: { 'Last-Modified': headers['Last-Modified'], ETag: etag }, body: '' }
  return { status: 200, headers, body: found.bytes }
}

function customPage(sys: Sys, scope: readonly Directive[], root: string, answer: Answer): Answer {
  const page = directives(scope, 'error_page')
    .find((each) => each.args.includes(String(answer.status)))
    ?.args.at(-1)
  const found = page?.startsWith('/') ? find(sys, root, page) : undefined
  return found?.kind === 'file' ? { ...answer, body: found.bytes } : answer
}

function errorPage(config: NginxConfig, status: number): Answer {
  const title = `${status} ${status === 405 ? 'Not Allowed' : status === 302 ? 'Found' : reason(status)}`
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${config.version}</center>\r\n</body>\r\n</html>\r\n`
  return { status, headers: { 'Content-Type': 'text/html' }, body }
}

/** Server, Date and length in nginx's order. */
export function finished(sys: Sys, config: NginxConfig, answer: Answer): Answer {
  const { 'Content-Type': type, ...rest } = answer.headers
  const length =
    answer.status === 304
      ? {}
      : { ...(type === undefined ? {} : { 'Content-Type': type }), 'Content-Length': String(answer.body.length) }
  const { 'Accept-Ranges': ranges, ETag: etag, ...others } = rest
  return {
    ...answer,
    headers: {
      Server: `nginx/${config.version}`,
      Date: httpDate(sys.now() / 1e6),
      ...length,
      ...others,
      Connection: 'keep-alive',
      ...(etag === undefined ? {} : { ETag: etag }),
      ...(ranges === undefined ? {} : { 'Accept-Ranges': ranges }),
    },
  }
}
