import { utf8 } from '../../../base/bytes'
import { strftime } from '../clock'
import { orUndefined } from '../face'
import { reason } from '../net/http-words'
import { httpServer, type Answer } from './http'
import { cleanPath, find, httpDate, typeOf, type Found } from './static-files'
import type { HttpRequest } from '../../wire/http'
import type { Sys } from '../../wire/sys'

/**
 * Web servers that give out a directory: BusyBox's httpd, Apache's httpd, python3 -m http.server; and traefik/whoami.
 *
 * @models busybox networking/httpd.c, httpd 2.4, python http.server, traefik/whoami
 * @fidelity part: static files only; Apache reads DocumentRoot and Listen from its configuration
 */
interface Root {
  readonly root: string
}

const page = (status: number, words: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html' },
  body: utf8(words),
})

/** A file, or the index of a directory. */
function located(sys: Sys, root: string, request: HttpRequest): Found & { readonly slash?: boolean } {
  const path = cleanPath(request.path)
  const found = find(sys, root, path)
  if (found.kind !== 'dir') return found
  if (!path.endsWith('/')) return { ...found, slash: true }
  const index = find(sys, root, `${path}index.html`)
  return index.kind === 'file' ? index : found
}

const option = (argv: readonly string[], letter: string): string | undefined => {
  const at = argv.findIndex((arg) => arg.startsWith(`-${letter}`))
  return at < 0 ? undefined : argv[at]!.slice(2) || argv[at + 1]
}

const stop = { SIGTERM: () => 0, SIGINT: () => 130, SIGQUIT: () => 0 }

export const httpd = httpServer<Root>({
  name: 'httpd',
  begin: (sys) => {
    const port = (option(sys.argv, 'p') ?? '80').split(':').at(-1)!
    const root = sys.realpath(option(sys.argv, 'h') ?? '.')
    return { listen: [`tcp:0.0.0.0:${port}`], config: { root } }
  },
  answer: (sys, { root }, request) => {
    const found = located(sys, root, request)
    if (found.kind === 'dir' && found.slash)
      return {
        ...page(302, '<HTML><HEAD><TITLE>302 Found</TITLE></HEAD>\n<BODY><H1>302 Found</H1>\n</BODY></HTML>\n'),
        headers: {
          'Content-type': 'text/html',
          Date: httpDate(sys.now() / 1e6),
          Connection: 'close',
          Location: `${cleanPath(request.path)}/`,
        },
      }
    const common = { Date: httpDate(sys.now() / 1e6), Connection: 'close' }
    if (found.kind !== 'file')
      return {
        status: 404,
        headers: { ...common, 'Content-type': 'text/html' },
        body: '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
      }
    return {
      status: 200,
      headers: {
        ...common,
        'Content-type': typeOf(found.path),
        'Accept-Ranges': 'bytes',
        'Last-Modified': httpDate(found.mtime),
        'Content-Length': String(found.bytes.length),
      },
      body: found.bytes,
    }
  },
  signals: { SIGTERM: () => 143 },
})

const apachePage = (status: number, words: string) =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reason(status)}</title>\n</head><body>\n<h1>${reason(status)}</h1>\n<p>${words}</p>\n</body></html>\n`

interface Apache extends Root {
  readonly version: string
  /** Files that are logged into; without them it is standard output and standard error. */
  readonly logs?: { readonly access: string; readonly error: string }
}

/** Red Hat's package keeps its configuration elsewhere, and logs into files. */
const redhatConf = '/etc/httpd/conf/httpd.conf'
const redhatLogs = { access: '/var/log/httpd/access_log', error: '/var/log/httpd/error_log' }
const redhatWelcome = '/usr/share/httpd/noindex/index.html'

function logged(sys: Sys, words: string, path: string | undefined, fd: number): void {
  if (path === undefined) return void said(sys, words, fd)
  const file = sys.open(path, { write: true, append: true, create: true })
  sys.write(file, utf8(words))
  sys.close(file)
}

export const apache = httpServer<Apache>({
  name: 'apache',
  begin: (sys) => {
    const redhat = orUndefined(() => sys.readFile(redhatConf))
    const version = sys.env['HTTPD_VERSION'] ?? (redhat === undefined ? '2.4.65' : '2.4.62')
    const conf = redhat ?? orUndefined(() => sys.readFile('/usr/local/apache2/conf/httpd.conf')) ?? ''
    const logs = redhat === undefined ? undefined : redhatLogs
    if (sys.argv.includes('-v')) return said(sys, `Server version: Apache/${version} (Unix)\n`, 1)
    if (sys.argv.includes('-t')) return said(sys, 'Syntax OK\n', 2)
    const ip = sys.readFile('/etc/hosts').split('\n').at(-2)?.split(/\s/)[0] ?? '172.17.0.2'
    const warning = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${ip}. Set the 'ServerName' directive globally to suppress this message\n`
    const stamp = `[${strftime('%a %b %d %H:%M:%S.000000 %Y', sys.now() / 1e6)}] `
    said(sys, logs === undefined ? warning + warning : warning, 2)
    logged(
      sys,
      `${stamp}[mpm_event:notice] [pid ${sys.pid}:tid ${sys.pid}] AH00489: Apache/${version} (Unix) configured -- resuming normal operations\n${stamp}[core:notice] [pid ${sys.pid}:tid ${sys.pid}] AH00094: Command line: 'httpd -D FOREGROUND'\n`,
      logs?.error,
      2,
    )
    const port = /^Listen\s+(?:\S+:)?(\d+)/m.exec(conf)?.[1] ?? '80'
    return {
      listen: [`tcp:0.0.0.0:${port}`],
      config: {
        root: /^DocumentRoot\s+"?([^"\n]+)"?/m.exec(conf)?.[1] ?? '/usr/local/apache2/htdocs',
        version,
        ...(logs && { logs }),
      },
    }
  },
  answer: (sys, { root, version, logs }, request, remote) => {
    const answer = apacheAnswer(sys, root, version, request)
    logged(
      sys,
      `${remote} - - [${strftime('%d/%b/%Y:%H:%M:%S +0000', sys.now() / 1e6)}] "${request.method} ${request.path} HTTP/1.1" ${answer.status} ${answer.body.length}\n`,
      logs?.access,
      1,
    )
    return answer
  },
  signals: { SIGWINCH: () => 0, SIGTERM: () => 0, SIGINT: () => 0 },
})

function said(sys: Sys, words: string, fd: number): number {
  sys.write(fd, utf8(words))
  return 0
}

function apacheAnswer(sys: Sys, root: string, version: string, request: HttpRequest): Answer {
  const found = located(sys, root, request)
  const common = { Date: httpDate(sys.now() / 1e6), Server: `Apache/${version} (Unix)` }
  if (found.kind === 'file') {
    return {
      status: 200,
      headers: {
        ...common,
        'Last-Modified': httpDate(found.mtime),
        ETag: `"${found.bytes.length.toString(16)}-${found.mtime.toString(16)}"`,
        'Accept-Ranges': 'bytes',
        'Content-Length': String(found.bytes.length),
        'Content-Type': typeOf(found.path),
      },
      body: found.bytes,
    }
  }
  if (found.kind === 'dir' && found.slash)
    return {
      status: 301,
      headers: { ...common, Location: `http://${request.headers['Host'] ?? 'localhost'}${cleanPath(request.path)}/` },
      body: '',
    }
  const welcome = found.kind === 'dir' ? orUndefined(() => sys.readFile(redhatWelcome)) : undefined
  if (welcome !== undefined)
    return {
      status: 403,
      headers: { ...common, 'Content-Length': String(welcome.length), 'Content-Type': 'text/html; charset=UTF-8' },
      body: welcome,
    }
  const status = found.kind === 'denied' ? 403 : 404
  const listing =
    found.kind === 'dir'
      ? sys
          .readdir(found.path)
          .map((entry) => `<li><a href="${entry.name}"> ${entry.name}</a></li>\n`)
          .join('')
      : undefined
  const body =
    listing === undefined
      ? apachePage(
          status,
          status === 403
            ? "You don't have permission to access this resource."
            : 'The requested URL was not found on this server.',
        )
      : `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${cleanPath(request.path)}</title>\n </head>\n <body>\n<h1>Index of ${cleanPath(request.path)}</h1>\n<ul>${listing}</ul>\n</body></html>\n`
  return {
    status: listing === undefined ? status : 200,
    headers: {
      ...common,
      'Content-Length': String(utf8(body).length),
      'Content-Type': 'text/html; charset=iso-8859-1',
    },
    body: utf8(body),
  }
}

export const pythonServer = {
  begin: (sys: Sys, words: readonly string[]) => {
    const port = words.find((word) => /^\d+$/.test(word)) ?? '8000'
    const at = words.findIndex((word) => word === '-d' || word === '--directory')
    said(sys, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`, 1)
    return { listen: [`tcp:0.0.0.0:${port}`], config: { root: sys.realpath(at < 0 ? '.' : words[at + 1]!) } }
  },
  answer: (sys: Sys, { root }: Root, request: HttpRequest, remote: string): Answer => {
    const found = located(sys, root, request)
    const status =
      found.kind === 'file' || (found.kind === 'dir' && !found.slash) ? 200 : found.kind === 'dir' ? 301 : 404
    const missing =
      status === 404
        ? `${remote} - - [${strftime('%d/%b/%Y %H:%M:%S', sys.now() / 1e6)}] code 404, message File not found\n`
        : ''
    said(
      sys,
      `${missing}${remote} - - [${strftime('%d/%b/%Y %H:%M:%S', sys.now() / 1e6)}] "${request.method} ${request.path} HTTP/1.1" ${status} -\n`,
      2,
    )
    const common = { Server: 'SimpleHTTP/0.6 Python/3.13.6', Date: httpDate(sys.now() / 1e6) }
    if (found.kind === 'file')
      return {
        status,
        headers: {
          ...common,
          'Content-type': typeOf(found.path),
          'Content-Length': String(found.bytes.length),
          'Last-Modified': httpDate(found.mtime),
        },
        body: found.bytes,
      }
    if (found.kind === 'dir' && found.slash)
      return {
        status,
        headers: { ...common, Location: `${cleanPath(request.path)}/`, 'Content-Length': '0' },
        body: '',
      }
    const body =
      found.kind === 'dir'
        ? listing(sys, cleanPath(request.path), found.path)
        : `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n`
    return {
      status,
      headers: { ...common, 'Content-type': 'text/html; charset=utf-8', 'Content-Length': String(utf8(body).length) },
      body: utf8(body),
    }
  },
}

const listing = (sys: Sys, shown: string, path: string): string => {
  const rows = sys
    .readdir(path)
    .map(
      (entry) =>
        `<li><a href="${entry.name}${entry.kind === 'dir' ? '/' : ''}">${entry.name}${entry.kind === 'dir' ? '/' : ''}</a></li>\n`,
    )
  return `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${shown}</title>\n</head>\n<body>\n<h1>Directory listing for ${shown}</h1>\n<hr>\n<ul>\n${rows.join('')}</ul>\n<hr>\n</body>\n</html>\n`
}

interface Who {
  readonly name: string
}

export const whoamiServer = httpServer<Who>({
  name: 'traefik-whoami',
  begin: (sys) => {
    const at = sys.argv.findIndex((arg) => /^--?(port|name)$/.test(arg))
    const port = sys.env['WHOAMI_PORT_NUMBER'] ?? (at >= 0 && sys.argv[at]!.endsWith('port') ? sys.argv[at + 1]! : '80')
    said(sys, `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} Starting up on port ${port}\n`, 1)
    return { listen: [`tcp:0.0.0.0:${port}`], config: { name: sys.env['WHOAMI_NAME'] ?? '' } }
  },
  answer: (sys, { name }, request, remote) => {
    const own = (orUndefined(() => sys.readFile('/etc/hosts')) ?? '')
      .split('\n')
      .filter((line) => line.endsWith(sys.hostname))
      .map((line) => `IP: ${line.split(/\s/)[0]}\n`)
    const headers = Object.entries(request.headers)
      .filter(([key]) => key !== 'Host')
      .map(([key, value]) => `${key}: ${value}\n`)
    const body = `${name === '' ? '' : `Name: ${name}\n`}Hostname: ${sys.hostname}\nIP: 127.0.0.1\n${own.join('')}RemoteAddr: ${remote}:40000\n${request.method} ${request.path} HTTP/1.1\nHost: ${request.headers['Host'] ?? ''}\n${headers.join('')}\n`
    return {
      status: 200,
      headers: {
        Date: httpDate(sys.now() / 1e6),
        'Content-Length': String(body.length),
        'Content-Type': 'text/plain; charset=utf-8',
      },
      body: utf8(body),
    }
  },
  signals: stop,
})
