import { base64 } from '../../../base/base64'
import { utf8 } from '../../../base/bytes'
import { exit, orUndefined, put, quietly, why } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { beginFetch, continueFetch, waitsOn, type Ask, type Fetching } from './fetching'
import { complaintOf, meter, statusOf, verboseConnect, verboseExchange, writeOut } from './curl-words'
import { headerLines, headerOf, hostHeader, parseUrl, reason, type Url } from './http-words'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Transfers over HTTP: each request is a message to whoever listens at that address.
 *
 * @models curl(1) 8.5.0
 * @fidelity part: http and unix sockets only, whole bodies, no cookies, no multipart, no retries
 */
interface Curling {
  readonly args: readonly string[]
  readonly urls: readonly string[]
  readonly fetching: Fetching
  readonly redirects: number
  readonly status: number
}

const version =
  'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 (glasswhale stand-in)\nRelease-Date: 2023-12-06\nProtocols: http\nFeatures: UnixSockets\n'

export const parseCurl = (sys: Sys, args: readonly string[]): Options | undefined =>
  getopt(sys, args, {
    short: 'sSfLIikvgjNO0o:X:d:H:w:u:A:m:x:T:F:b:c:e:GV46#h',
    long: {
      silent: 's',
      'show-error': 'S',
      fail: 'f',
      location: 'L',
      head: 'I',
      include: 'i',
      insecure: 'k',
      verbose: 'v',
      'no-buffer': 'N',
      'remote-name': 'O',
      'output=': 'o',
      'request=': 'X',
      'data=': 'd',
      'data-raw=': 'd',
      'data-binary=': 'd',
      'json=': 'json',
      'header=': 'H',
      'write-out=': 'w',
      'user=': 'u',
      'user-agent=': 'A',
      'max-time=': 'm',
      'connect-timeout=': 'ct',
      'unix-socket=': 'unix',
      'retry=': 'retry',
      'url=': 'url',
      get: 'G',
      version: 'V',
      'progress-bar': '#',
      compressed: 'z',
      'no-progress-meter': 'npm',
      ipv4: '4',
      help: 'h',
      globoff: 'g',
      'upload-file=': 'T',
      'fail-with-body': 'fb',
      'retry-delay=': 'rd',
      'retry-connrefused': 'rc',
      'proto=': 'proto',
      'tlsv1.2': 'tls',
      'cacert=': 'ca',
      'resolve=': 'res',
    },
  })

export const curl: Program<Curling> = {
  name: 'curl',
  start: (sys) =>
    quietly(() => {
      const args = sys.argv.slice(1)
      const options = parseCurl(sys, args)
      if (!options) return exit(2)
      if (has(options, 'V')) return say(sys, version)
      const urls = [...every(options, 'url'), ...options.operands]
      if (has(options, 'h')) return say(sys, 'Usage: curl [options...] <url>\n')
      if (urls.length === 0)
        return exit(
          complain(
            sys,
            "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
            2,
          ),
        )
      return next(sys, { args, urls, redirects: 0, status: 0 }, options)
    }),
  resume: (sys, state, wake) =>
    quietly(() => {
      if (wake.on === 'execFailed' || wake.on === 'signal') return go(sys, state)
      return go(sys, { ...state, fetching: continueFetch(sys, state.fetching, wake) })
    }),
}

const say = (sys: Sys, words: string) => {
  put(sys, words)
  return exit(0)
}

function complain(sys: Sys, words: string, status: number): number {
  sys.write(2, utf8(words))
  return status
}

function next(sys: Sys, state: Omit<Curling, 'fetching'>, options: Options): Turn<Curling> {
  const [text, ...urls] = state.urls
  if (text === undefined) return exit(state.status)
  const url = parseUrl(text)
  if (!url) return exit(complain(sys, `curl: (3) URL rejected: Malformed input to a URL function\n`, 3))
  if (url.scheme === 'https')
    return exit(complain(sys, `glasswhale: curl of ${text} is not simulated: only http is\n`, 35))
  if (url.scheme !== 'http') return exit(complain(sys, `curl: (1) Protocol "${url.scheme}" not supported\n`, 1))
  const ask = request(sys, options, url)
  if (typeof ask === 'number') return exit(ask)
  return go(sys, { ...state, urls, fetching: beginFetch(sys, ask) })
}

function request(sys: Sys, options: Options, url: Url): Ask | number {
  const data = body(sys, options)
  if (typeof data === 'number') return data
  const query = has(options, 'G') ? data : undefined
  const sent = query === undefined ? data : undefined
  const method =
    last(options, 'X') ?? (has(options, 'I') ? 'HEAD' : has(options, 'T') ? 'PUT' : sent !== undefined ? 'POST' : 'GET')
  const headers: Record<string, string> = { Host: hostHeader(url) }
  const user = last(options, 'u') ?? url.user
  if (user !== undefined) headers['Authorization'] = `Basic ${base64(utf8(user))}`
  headers['User-Agent'] = last(options, 'A') ?? 'curl/8.5.0'
  headers['Accept'] = '*/*'
  if (has(options, 'json')) Object.assign(headers, { 'Content-Type': 'application/json', Accept: 'application/json' })
  for (const line of every(options, 'H')) setHeader(headers, line)
  if (sent !== undefined) {
    headers['Content-Length'] = String(sent.length)
    if (!has(options, 'T')) headers['Content-Type'] ??= 'application/x-www-form-urlencoded'
  }
  const socket = last(options, 'unix')
  const path = query === undefined ? url.path : `${url.path}${url.path.includes('?') ? '&' : '?'}${query}`
  return { url: { ...url, path }, method, headers, body: sent ?? '', ...(socket === undefined ? {} : { socket }) }
}

function setHeader(headers: Record<string, string>, line: string): void {
  const name = line.slice(0, line.indexOf(':')).trim()
  const known = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name
  const value = line.slice(line.indexOf(':') + 1).trim()
  if (value === '') delete headers[known]
  else headers[known] = value
}

function body(sys: Sys, options: Options): string | undefined | number {
  const file = last(options, 'T')
  const parts = [...every(options, 'd'), ...every(options, 'json')]
  if (file !== undefined)
    return (
      orUndefined(() => sys.readFile(file)) ??
      complain(sys, `curl: (26) Failed to open/read local data from file/application\n`, 26)
    )
  if (parts.length === 0) return undefined
  const read = parts.map((part) =>
    part.startsWith('@') ? (orUndefined(() => sys.readFile(part.slice(1)))?.replace(/[\r\n]/g, '') ?? '') : utf8(part),
  )
  return read.join('&')
}

function go(sys: Sys, state: Curling): Turn<Curling> {
  const { fetching } = state
  if (fetching.at !== 'over') return { turn: 'wait', state, on: waitsOn(fetching) }
  const options = parseCurl(sys, state.args)!
  if (has(options, 'v') && fetching.address !== '') verboseConnect(sys, fetching)
  if (fetching.response === undefined) {
    if (!has(options, 's') || has(options, 'S')) complain(sys, complaintOf(sys, fetching), 0)
    return next(sys, { ...state, status: statusOf(fetching) }, options)
  }
  if (has(options, 'v')) verboseExchange(sys, fetching.ask, fetching.response)
  return redirected(sys, state, options) ?? finish(sys, state, options)
}

function redirected(sys: Sys, state: Curling, options: Options): Turn<Curling> | undefined {
  const { response, ask } = state.fetching as Fetching & { at: 'over' }
  const location = headerOf(response!.headers, 'Location')
  if (!has(options, 'L') || location === undefined || response!.status < 300 || response!.status > 399) return undefined
  if (state.redirects >= 50) return exit(complain(sys, 'curl: (47) Maximum (50) redirects followed\n', 47))
  const to = /^[a-z]+:\/\//i.test(location)
    ? location
    : `http://${hostHeader(ask.url)}${location.startsWith('/') ? '' : '/'}${location}`
  if (has(options, 'i') || has(options, 'I')) put(sys, headText(state.fetching as Fetching & { at: 'over' }))
  return next(sys, { ...state, urls: [to, ...state.urls], redirects: state.redirects + 1 }, options)
}

const headText = (fetching: Fetching & { at: 'over' }) => {
  const { status, headers } = fetching.response!
  return `HTTP/1.1 ${status} ${reason(status)}\r\n${headerLines(headers)}\r\n`
}

function finish(sys: Sys, state: Curling, options: Options): Turn<Curling> {
  const fetching = state.fetching as Fetching & { at: 'over' }
  const code = fetching.response!.status
  const failed = code >= 400 && (has(options, 'f') || has(options, 'fb'))
  const written = failed && !has(options, 'fb') ? 0 : deliver(sys, options, fetching)
  if (failed && (!has(options, 's') || has(options, 'S')))
    complain(sys, `curl: (22) The requested URL returned error: ${code}\n`, 22)
  const format = last(options, 'w')
  if (format !== undefined) put(sys, writeOut(sys, format, fetching))
  return next(sys, { ...state, redirects: 0, status: failed ? 22 : written }, options)
}

function deliver(sys: Sys, options: Options, fetching: Fetching & { at: 'over' }): number {
  const head = has(options, 'i') || has(options, 'I') ? utf8(headText(fetching)) : ''
  const bytes = head + (has(options, 'I') ? '' : fetching.body)
  const file = has(options, 'O')
    ? fetching.ask.url.path
        .replace(/[?].*$/, '')
        .split('/')
        .at(-1)!
    : last(options, 'o')
  const toFile = file !== undefined && file !== '-'
  if (!has(options, 's') && !has(options, 'npm') && (toFile || !sys.isatty(1))) meter(sys, fetching)
  if (has(options, 'O') && file === '')
    return complain(sys, 'curl: (23) Failed writing received data to disk/application\n', 23)
  if (!toFile) {
    if (bytes !== '') sys.write(1, bytes)
    return 0
  }
  try {
    sys.writeFile(file, bytes)
    return 0
  } catch (error) {
    return complain(
      sys,
      `Warning: Failed to open the file ${file}: ${why(error)}\ncurl: (23) Failure writing output to destination\n`,
      23,
    )
  }
}
