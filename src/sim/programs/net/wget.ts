import { utf8 } from '../../../base/bytes'
import { exit, isBusybox, quietly, why } from '../face'
import { getopt, has, last, type Options } from '../options'
import { misuse } from '../say'
import { strftime } from '../clock'
import { strerror } from '../../wire/errno'
import { beginFetch, continueFetch, waitsOn, type Fetching } from './fetching'
import { headerLines, headerOf, hostHeader, parseUrl, reason } from './http-words'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Fetches a file over HTTP.
 *
 * @models GNU wget 1.21, busybox networking/wget.c
 * @fidelity part: one URL, http only; the progress bar is drawn once, full
 */
interface Wgetting {
  readonly args: readonly string[]
  readonly url: string
  readonly fetching: Fetching
  readonly redirects: number
}

const parse = (sys: Sys, args: readonly string[]): Options | undefined =>
  getopt(sys, args, {
    short: 'qO:o:SsT:t:cP:U:nvY:b',
    long: {
      quiet: 'q',
      'output-document=': 'O',
      'output-file=': 'o',
      spider: 'spider',
      'server-response': 'S',
      'timeout=': 'T',
      'tries=': 't',
      'header=': 'H',
      'post-data=': 'post',
      'no-check-certificate': 'k',
      'directory-prefix=': 'P',
      'user-agent=': 'U',
      'no-verbose': 'nv',
      continue: 'c',
    },
  })

export const wget: Program<Wgetting> = {
  name: 'wget',
  start: (sys) =>
    quietly(() => {
      const args = sys.argv.slice(1)
      const options = parse(sys, args)
      if (!options) return exit(isBusybox(sys) ? 1 : 2)
      const url = options.operands[0]
      if (url === undefined) return exit(isBusybox(sys) ? misuse(sys, '') : missing(sys))
      return begin(sys, args, options, url, 0)
    }),
  resume: (sys, state, wake) =>
    quietly(() =>
      wake.on === 'signal' || wake.on === 'execFailed'
        ? exit(130)
        : go(sys, { ...state, fetching: continueFetch(sys, state.fetching, wake) }),
    ),
}

const tell = (sys: Sys, words: string): void => sys.write(2, utf8(words))

function missing(sys: Sys): number {
  tell(sys, "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
  return 1
}

function begin(sys: Sys, args: readonly string[], options: Options, text: string, redirects: number): Turn<Wgetting> {
  const url = parseUrl(text)
  if (!url || url.scheme !== 'http') {
    tell(
      sys,
      url?.scheme === 'https'
        ? `glasswhale: wget of ${text} is not simulated: only http is\n`
        : `wget: bad address '${text}'\n`,
    )
    return exit(1)
  }
  const post = last(options, 'post')
  const method = has(options, 'spider') && !isBusybox(sys) ? 'HEAD' : post === undefined ? 'GET' : 'POST'
  const extra = Object.fromEntries(
    (options.flags['H'] ?? []).map((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const headers = {
    Host: hostHeader(url),
    'User-Agent': last(options, 'U') ?? (isBusybox(sys) ? 'Wget' : 'Wget/1.21.4'),
    ...(isBusybox(sys)
      ? { Connection: 'close' }
      : { Accept: '*/*', 'Accept-Encoding': 'identity', Connection: 'Keep-Alive' }),
    ...extra,
  }
  const fetching = beginFetch(sys, { url, method, headers, body: post === undefined ? '' : utf8(post) })
  if (!has(options, 'q') && !isBusybox(sys))
    tell(sys, `--${strftime('%F %T', sys.now() / 1e6)}--  ${text.includes('://') ? text : `http://${text}/`}\n`)
  return go(sys, { args, url: text, fetching, redirects })
}

function go(sys: Sys, state: Wgetting): Turn<Wgetting> {
  const { fetching } = state
  if (fetching.at !== 'over') return { turn: 'wait', state, on: waitsOn(fetching) }
  const options = parse(sys, state.args)!
  if (fetching.response === undefined) return exit(failed(sys, options, fetching))
  if (!has(options, 'q')) tell(sys, connectedWords(sys, fetching))
  const { status, headers } = fetching.response
  const location = headerOf(headers, 'Location')
  if (status >= 300 && status < 400 && location !== undefined && state.redirects < 20)
    return begin(
      sys,
      state.args,
      options,
      /^https?:/.test(location) ? location : `http://${hostHeader(fetching.ask.url)}${location}`,
      state.redirects + 1,
    )
  if (has(options, 'S'))
    tell(sys, `  HTTP/1.1 ${status} ${reason(status)}\n${headerLines(headers, '\n').replace(/^(?=.)/gm, '  ')}`)
  if (status >= 400) return exit(refused(sys, options, status))
  return exit(has(options, 'spider') ? spider(sys, options) : save(sys, options, fetching))
}

type Over = Fetching & { readonly at: 'over' }

const connectedWords = (sys: Sys, { ask, address }: Over): string =>
  isBusybox(sys)
    ? `Connecting to ${ask.url.host}${ask.url.port === 80 ? '' : `:${ask.url.port}`} (${address}:${ask.url.port})\n`
    : `Connecting to ${ask.url.host} (${ask.url.host})|${address}|:${ask.url.port}... connected.\n`.replace(
        ` (${ask.url.host})|`,
        '|',
      ) + 'HTTP request sent, awaiting response... '

function failed(sys: Sys, options: Options, fetching: Over): number {
  const { host, port } = fetching.ask.url
  const words =
    fetching.trouble === undefined || fetching.trouble === 'lookup' || fetching.trouble === 'empty'
      ? 'Connection reset by peer'
      : strerror[fetching.trouble]
  if (fetching.trouble === 'lookup')
    tell(
      sys,
      isBusybox(sys)
        ? `wget: bad address '${host}'\n`
        : `Resolving ${host} (${host})... failed: Name or service not known.\nwget: unable to resolve host address ‘${host}’\n`,
    )
  else if (fetching.trouble === 'empty')
    tell(sys, isBusybox(sys) ? 'wget: error getting response: Connection reset by peer\n' : 'No data received.\n')
  else if (isBusybox(sys))
    tell(
      sys,
      `${has(options, 'q') ? '' : `Connecting to ${host}${port === 80 ? '' : `:${port}`} (${fetching.address}:${port})\n`}wget: can't connect to remote host (${fetching.address}): ${words}\n`,
    )
  else if (!has(options, 'q')) tell(sys, `Connecting to ${host}:${port}... failed: ${words}.\n`)
  return isBusybox(sys) ? 1 : 4
}

function refused(sys: Sys, options: Options, status: number): number {
  const words = `${status} ${reason(status)}`
  if (isBusybox(sys)) tell(sys, `wget: server returned error: HTTP/1.1 ${words}\n`)
  else if (!has(options, 'q'))
    tell(sys, `${words}\n${strftime('%F %T', sys.now() / 1e6)} ERROR ${status}: ${reason(status)}.\n\n`)
  return isBusybox(sys) ? 1 : 8
}

function spider(sys: Sys, options: Options): number {
  if (!has(options, 'q')) tell(sys, isBusybox(sys) ? 'remote file exists\n' : '200 OK\nRemote file exists.\n\n')
  return 0
}

function save(sys: Sys, options: Options, { ask, body, response }: Over): number {
  const name =
    ask.url.path
      .replace(/[?].*$/, '')
      .split('/')
      .at(-1) || 'index.html'
  const prefix = last(options, 'P')
  const file = last(options, 'O') ?? (prefix === undefined ? name : `${prefix}/${name}`)
  const shown = file === '-' ? 'STDOUT' : file
  const type = headerOf(response!.headers, 'Content-Type')
  const quiet = has(options, 'q')
  if (!quiet && !isBusybox(sys))
    tell(sys, `200 OK\nLength: ${body.length}${type ? ` [${type.split(';')[0]}]` : ''}\nSaving to: ‘${shown}’\n\n`)
  try {
    if (file === '-') {
      if (body !== '') sys.write(1, body)
    } else sys.writeFile(file, body, 0o666)
  } catch (error) {
    tell(sys, isBusybox(sys) ? `wget: can't open '${file}': ${why(error)}\n` : `${file}: ${why(error)}\n`)
    return isBusybox(sys) ? 1 : 3
  }
  if (!quiet)
    tell(
      sys,
      isBusybox(sys)
        ? busyboxEnd(file, body.length)
        : `\n${strftime('%F %T', sys.now() / 1e6)} (1.00 MB/s) - ${file === '-' ? 'written to stdout' : `‘${file}’ saved`} [${body.length}/${body.length}]\n\n`,
    )
  return 0
}

const busyboxEnd = (file: string, size: number) =>
  `${file === '-' ? 'writing to stdout' : `saving to '${file}'`}\n${(file === '-' ? '-' : file).slice(0, 20).padEnd(20)} 100% |********************************| ${String(size).padStart(5)}  0:00:00 ETA\n${file === '-' ? 'written to stdout' : `'${file}' saved`}\n`
