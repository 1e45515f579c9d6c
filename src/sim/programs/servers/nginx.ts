import { text, utf8, type Bytes } from '../../../base/bytes'
import { orUndefined } from '../face'
import { strftime } from '../clock'
import { reason } from '../net/http-words'
import { directive, directives, parseConf, type Directive } from './nginx-conf'
import { httpServer, type Answer, type Begun } from './http'
import { cleanPath, find, httpDate, typeOf, type Found } from './static-files'
import type { HttpRequest } from '../../wire/http'
import type { Sys } from '../../wire/sys'

/**
 * nginx serving files: its configuration files, its pages, its logs.
 *
 * @models nginx 1.29
 * @fidelity part: one process instead of master and workers; root, alias, index, return, try_files, autoindex, error_page, prefix and regex locations; no proxy_pass
 */
export interface NginxConfig {
  readonly version: string
  readonly servers: readonly Server[]
  readonly accessLog: string
  readonly errorLog: string
}

interface Server {
  readonly ports: readonly number[]
  readonly names: readonly string[]
  readonly directives: readonly Directive[]
}

const prefix = '/etc/nginx'

const option = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.indexOf(name)
  return at < 0 ? undefined : argv[at + 1]
}

export const nginx = httpServer<NginxConfig>({
  name: 'nginx',
  begin: (sys) => {
    const version = versionOf(sys)
    if (sys.argv.includes('-v') || sys.argv.includes('-V')) return says(sys, `nginx version: nginx/${version}\n`, 0)
    const file = option(sys.argv, '-c') ?? `${prefix}/nginx.conf`
    const loaded = load(sys, file, version)
    if (typeof loaded === 'string')
      return says(sys, loaded + (sys.argv.includes('-t') ? `nginx: configuration file ${file} test failed\n` : ''), 1)
    if (sys.argv.includes('-t'))
      return says(
        sys,
        `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
        0,
      )
    const signal = option(sys.argv, '-s')
    if (signal !== undefined) return signalMaster(sys, signal)
    return begun(sys, loaded)
  },
  answer: (sys, config, request, remote) => {
    const answer = finished(sys, config, answerTo(sys, config, request, remote))
    logAccess(sys, config, request, remote, answer)
    return answer
  },
  signals: {
    SIGQUIT: (sys, config) => ended(sys, config, 'signal 3 (SIGQUIT) received, shutting down'),
    SIGTERM: (sys, config) => ended(sys, config, 'signal 15 (SIGTERM) received, exiting'),
    SIGINT: (sys, config) => ended(sys, config, 'signal 2 (SIGINT) received, exiting'),
    SIGWINCH: (_sys, config) => config,
    SIGHUP: (sys, config) => {
      notice(sys, config, 'signal 1 (SIGHUP) received, reconfiguring')
      const loaded = load(sys, `${prefix}/nginx.conf`, config.version)
      return typeof loaded === 'string' ? config : loaded
    },
  },
})

function says(sys: Sys, words: string, status: number): number {
  sys.write(2, utf8(words))
  return status
}

const versionOf = (sys: Sys): string => sys.env['NGINX_VERSION'] ?? '1.22.1'

function signalMaster(sys: Sys, signal: string): number {
  const pid = Number(orUndefined(() => sys.readFile('/run/nginx.pid'))?.trim())
  const known = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const
  if (!(signal in known)) return says(sys, `nginx: invalid option: "-s ${signal}"\n`, 1)
  if (!pid)
    return says(
      sys,
      `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [error] ${sys.pid}#${sys.pid}: invalid PID number "" in "/run/nginx.pid"\n`,
      1,
    )
  sys.kill(pid, known[signal as keyof typeof known])
  return says(
    sys,
    `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [notice] ${sys.pid}#${sys.pid}: signal process started\n`,
    0,
  )
}

function load(sys: Sys, file: string, version: string): NginxConfig | string {
  const stamp = `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [emerg] ${sys.pid}#${sys.pid}: `
  const read = (path: string): readonly Directive[] | string => {
    const bytes = orUndefined(() => sys.readFile(path))
    if (bytes === undefined)
      return `${stamp}open() "${path}" failed (2: No such file or directory)\nnginx: [emerg] open() "${path}" failed (2: No such file or directory)\n`
    const parsed = parseConf(text(bytes))
    if (!('trouble' in parsed)) return expanded(parsed)
    const words = `${parsed.trouble} in ${path}:${parsed.line}`
    return `${stamp}${words}\nnginx: [emerg] ${words}\n`
  }
  const expanded = (found: readonly Directive[]): readonly Directive[] | string => {
    const out: Directive[] = []
    for (const each of found) {
      if (each.name === 'include') {
        for (const path of matching(sys, each.args[0]!)) {
          const inner = read(path)
          if (typeof inner === 'string') return inner
          out.push(...inner)
        }
      } else if (each.block) {
        const inner = expanded(each.block)
        if (typeof inner === 'string') return inner
        out.push({ ...each, block: inner })
      } else out.push(each)
    }
    return out
  }
  const all = read(file)
  return typeof all === 'string' ? all : configOf(all, version)
}

/** `conf.d/*.conf`: one star in the last part. */
function matching(sys: Sys, pattern: string): readonly string[] {
  const path = pattern.startsWith('/') ? pattern : `${prefix}/${pattern}`
  if (!path.includes('*')) return [path]
  const dir = path.slice(0, path.lastIndexOf('/'))
  const [head = '', tail = ''] = path.slice(dir.length + 1).split('*')
  const names = (orUndefined(() => sys.readdir(dir)) ?? []).map((entry) => entry.name)
  return names
    .filter((name) => name.startsWith(head) && name.endsWith(tail) && !name.startsWith('.'))
    .map((name) => `${dir}/${name}`)
}

function configOf(all: readonly Directive[], version: string): NginxConfig {
  const http = directive(all, 'http')?.block ?? []
  const inherited = http.filter((each) =>
    ['root', 'index', 'autoindex', 'error_page', 'default_type'].includes(each.name),
  )
  const servers = directives(http, 'server').map((server): Server => {
    const own = server.block ?? []
    const ports = directives(own, 'listen').map((listen) =>
      Number(/(\d+)$/.exec(listen.args[0]!.replace(/^\[.*\]:?/, '80'))?.[1] ?? 80),
    )
    return {
      ports: [...new Set(ports.length > 0 ? ports : [80])],
      names: directive(own, 'server_name')?.args ?? [''],
      directives: [...own, ...inherited.filter((each) => !directive(own, each.name))],
    }
  })
  return {
    version,
    servers,
    accessLog: directive(http, 'access_log')?.args[0] ?? '/var/log/nginx/access.log',
    errorLog: directive(all, 'error_log')?.args[0] ?? '/var/log/nginx/error.log',
  }
}

function begun(sys: Sys, config: NginxConfig): Begun<NginxConfig> | number {
  const ports = [...new Set(config.servers.flatMap((server) => server.ports))]
  for (const line of [
    'using the "epoll" event method',
    `nginx/${config.version}`,
    'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
    'OS: Linux 6.8.0-60-generic',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
  ])
    notice(sys, config, line)
  orUndefined(() => sys.writeFile('/run/nginx.pid', `${sys.pid}\n`))
  return { listen: ports.map((port) => `tcp:0.0.0.0:${port}`), config }
}

function ended(sys: Sys, config: NginxConfig, words: string): number {
  notice(sys, config, words)
  notice(sys, config, 'exit')
  return 0
}

/** Log files of the image are links to /dev/stdout and /dev/stderr. */
function append(sys: Sys, path: string, line: Bytes): void {
  if (path === 'off') return
  const target = orUndefined(() => sys.readlink(path)) ?? path
  if (target === '/dev/stdout') return sys.write(1, line)
  if (target === '/dev/stderr' || target === 'stderr') return sys.write(2, line)
  const fd = orUndefined(() => sys.open(path, { write: true, append: true, create: true }, 0o644))
  if (fd === undefined) return
  sys.write(fd, line)
  sys.close(fd)
}

function notice(sys: Sys, config: NginxConfig, words: string, level = 'notice'): void {
  append(
    sys,
    config.errorLog,
    utf8(`${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [${level}] ${sys.pid}#${sys.pid}: ${words}\n`),
  )
}

function logAccess(sys: Sys, config: NginxConfig, request: HttpRequest, remote: string, answer: Answer): void {
  const time = strftime('%d/%b/%Y:%H:%M:%S +0000', sys.now() / 1e6)
  const field = (name: string) => request.headers[name] ?? '-'
  const size = request.method === 'HEAD' ? 0 : answer.body.length
  append(
    sys,
    config.accessLog,
    utf8(
      `${remote} - - [${time}] "${request.method} ${request.path} HTTP/1.1" ${answer.status} ${size} "${field('Referer')}" "${field('User-Agent')}" "${field('X-Forwarded-For')}"\n`,
    ),
  )
}

function answerTo(sys: Sys, config: NginxConfig, request: HttpRequest, remote: string): Answer {
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
  const answer = served(sys, config, scope, root, within, request)
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

function served(
  sys: Sys,
  config: NginxConfig,
  scope: readonly Directive[],
  root: string,
  path: string,
  request: HttpRequest,
): Answer {
  const tries = directive(scope, 'try_files')?.args
  if (tries) return tried(sys, config, scope, root, path, request, tries)
  const found = find(sys, root, path)
  if (found.kind === 'dir') return directory(sys, config, scope, root, path, request)
  return fileAnswer(config, found, request)
}

function tried(
  sys: Sys,
  config: NginxConfig,
  scope: readonly Directive[],
  root: string,
  path: string,
  request: HttpRequest,
  tries: readonly string[],
): Answer {
  const rest = scope.filter((each) => each.name !== 'try_files')
  for (const [i, pattern] of tries.entries()) {
    if (pattern.startsWith('=')) return errorPage(config, Number(pattern.slice(1)))
    const candidate = pattern.replace(/\$uri/g, path)
    const found = find(sys, root, candidate)
    if (
      i === tries.length - 1 ||
      (found.kind === 'file' && !candidate.endsWith('/')) ||
      (found.kind === 'dir' && candidate.endsWith('/'))
    )
      return served(sys, config, rest, root, candidate, request)
  }
  return errorPage(config, 404)
}

function directory(
  sys: Sys,
  config: NginxConfig,
  scope: readonly Directive[],
  root: string,
  path: string,
  request: HttpRequest,
): Answer {
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
function finished(sys: Sys, config: NginxConfig, answer: Answer): Answer {
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
