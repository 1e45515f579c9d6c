import { utf8 } from '../../../base/bytes'
import { headerLines, headerOf, hostHeader, reason } from './http-words'
import { strerror } from '../../wire/errno'
import type { Ask, Fetching } from './fetching'
import type { HttpResponse } from '../../wire/http'
import type { Sys } from '../../wire/sys'

/**
 * What curl says: its errors, its progress meter, `-v` and `-w`.
 *
 * @models curl(1) 8.5.0
 * @fidelity part: -w knows the usual variables; the meter is drawn once, at the end
 */
type Over = Fetching & { readonly at: 'over' }

const millis = (sys: Sys, fetching: Over) => Math.max(0, Math.round((sys.now() - fetching.since) / 1000))

export function statusOf(fetching: Over): number {
  if (fetching.trouble === 'lookup') return 6
  if (fetching.trouble === 'empty') return 52
  return fetching.trouble === 'ECONNRESET' ? 56 : 7
}

export function complaintOf(sys: Sys, fetching: Over): string {
  const { url, socket } = fetching.ask
  const after = `after ${millis(sys, fetching)} ms`
  if (fetching.trouble === 'lookup') return `curl: (6) Could not resolve host: ${url.host}\n`
  if (fetching.trouble === 'empty') return 'curl: (52) Empty reply from server\n'
  if (fetching.trouble === 'ECONNRESET') return 'curl: (56) Recv failure: Connection reset by peer\n'
  if (socket !== undefined)
    return `curl: (7) Failed to connect to ${url.host} port ${url.port} ${after}: Couldn't connect to server\n`
  const reasonWords =
    fetching.trouble === 'ECONNREFUSED' || fetching.trouble === undefined
      ? "Couldn't connect to server"
      : strerror[fetching.trouble]
  return `curl: (7) Failed to connect to ${url.host} port ${url.port} ${after}: ${reasonWords}\n`
}

export function verboseConnect(sys: Sys, fetching: Over): void {
  const { url } = fetching.ask
  const names =
    url.host === fetching.address || fetching.ask.socket !== undefined
      ? ''
      : `* Host ${url.host}:${url.port} was resolved.\n* IPv6: (none)\n* IPv4: ${fetching.address}\n`
  const trying =
    fetching.ask.socket === undefined
      ? `*   Trying ${fetching.address}:${url.port}...\n`
      : `*   Trying ${fetching.address}...\n`
  const end =
    fetching.response === undefined
      ? ''
      : fetching.ask.socket === undefined
        ? `* Connected to ${url.host} (${fetching.address}) port ${url.port}\n`
        : `* Connected to ${url.host} (${fetching.address}) port 0\n`
  sys.write(2, utf8(names + trying + end))
}

export function verboseExchange(sys: Sys, ask: Ask, response: HttpResponse): void {
  const prefixed = (mark: string, lines: string) => lines.replace(/^/gm, `${mark} `)
  const request = `${ask.method} ${ask.url.path} HTTP/1.1\n${headerLines(ask.headers, '\n')}`
  const answer = `HTTP/1.1 ${response.status} ${reason(response.status)}\n${headerLines(response.headers, '\n')}`
  const lines = `${prefixed('>', request.trimEnd())}\n> \n${prefixed('<', answer.trimEnd())}\n< \n`
  sys.write(2, utf8(`${lines}* Connection #0 to host ${ask.url.host} left intact\n`))
}

const short = (bytes: number): string =>
  bytes < 100_000
    ? String(bytes)
    : bytes < 10_240_000
      ? `${Math.floor(bytes / 1024)}k`
      : `${(bytes / 1_048_576).toFixed(1)}M`

export function meter(sys: Sys, fetching: Over): void {
  const size = fetching.body.length
  const sent = fetching.ask.body.length
  const span = Math.max(1, millis(sys, fetching))
  const speed = short(Math.floor((size * 1000) / span)).padStart(6)
  const cell = (n: number) => short(n).padStart(5)
  const titles =
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n'
  const empty = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
  const total = `\r100 ${cell(size + sent)}  100 ${cell(size)}  ${sent > 0 ? '100' : '  0'} ${cell(sent)} ${speed}${short(Math.floor((sent * 1000) / span)).padStart(7)} --:--:-- --:--:-- --:--:-- ${speed.trim().padStart(5)}\n`
  sys.write(2, utf8(titles + empty + total))
}

export function writeOut(sys: Sys, format: string, fetching: Over): string {
  const response = fetching.response!
  const seconds = ((sys.now() - fetching.since) / 1e6).toFixed(6)
  const known: Readonly<Record<string, string>> = {
    http_code: String(response.status).padStart(3, '0'),
    response_code: String(response.status).padStart(3, '0'),
    size_download: String(fetching.body.length),
    time_total: seconds,
    time_connect: '0.000200',
    time_starttransfer: seconds,
    content_type: headerOf(response.headers, 'Content-Type') ?? '',
    url_effective: `http://${hostHeader(fetching.ask.url)}${fetching.ask.url.path}`,
    remote_ip: fetching.address,
    remote_port: String(fetching.ask.url.port),
    method: fetching.ask.method,
    num_redirects: '0',
    exitcode: '0',
    http_version: '1.1',
  }
  return format
    .replace(/%\{(\w+)\}/g, (_, name: string) => known[name] ?? '')
    .replace(/\\([nrt\\])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t', '\\': '\\' })[letter]!)
    .replace(/%%/g, '%')
}
