import { strerror } from '../../../wire/errno'
import { beginFetch, continueFetch, waitsOn, type Fetching } from '../../net/fetching'
import { hostHeader, parseUrl, reason } from '../../net/http-words'
import { failure, type Raised } from '../value/exceptions'
import { dict } from '../value/items'
import { str } from '../value/repr'
import { isThing, special, type Special, type Value } from '../value/thing'
import { functions, type Members } from './members'
import { pythonVersion } from './version'
import type { Await, Wake } from '../../../wire/sys'
import type { Machine, Native, Waiting } from '../machine/core'

/**
 * urllib.request.urlopen: one request, whose response is read like a file.
 *
 * @models docs.python.org/3/library/urllib.request.html
 * @fidelity part: GET and POST; the reason of a status is the standard's, not the server's; no redirects followed, no TLS, no openers
 */
const opened: Native = (m, [what = '', data = null]) => {
  const asked = isThing(what) && what.t === 'special' ? what.m : new Map<string, Value>([['full_url', what]])
  const address = str(asked.get('full_url') ?? '')
  const url = parseUrl(address)
  if (!url) throw failure('ValueError', `unknown url type: '${address}'`)
  const given = asked.get('data') ?? data
  const body = isThing(given) && given.t === 'bytes' ? given.s : ''
  const headers = {
    'Accept-Encoding': 'identity',
    ...(body !== '' && {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(body.length),
    }),
    Host: hostHeader(url),
    'User-Agent': `Python-urllib/${pythonVersion(m).split('.').slice(0, 2).join('.')}`,
    Connection: 'close',
    ...headersIn(asked.get('headers') ?? null),
  }
  const method = str(asked.get('method') ?? (given === null ? 'GET' : 'POST'))
  const fetching = beginFetch(m.sys, { url, method, headers, body })
  if (fetching.at === 'over') throw unreached(fetching)
  m.core.waiting = { kind: 'fetch', fetching }
  return null
}

const headersIn = (value: Value): Record<string, string> =>
  isThing(value) && value.t === 'dict'
    ? Object.fromEntries([...value.m.values()].map(([key, each]) => [str(key), str(each)]))
    : {}

const fetchingOf = (waiting: Waiting): Fetching => waiting['fetching'] as Fetching

export const fetchAwaits = (waiting: Waiting): readonly Await[] => waitsOn(fetchingOf(waiting))

/** One wake further: the response, or undefined while it has not come. */
export function fetchResume(m: Machine, waiting: Waiting, wake: Wake): Value | undefined {
  const fetching = continueFetch(m.sys, fetchingOf(waiting), wake)
  waiting['fetching'] = fetching
  if (fetching.at !== 'over') return undefined
  const { response } = fetching
  if (!response) throw unreached(fetching)
  if (response.status >= 400) throw refused(response.status)
  return special('http.client.HTTPResponse', {
    status: BigInt(response.status),
    headers: dict(Object.entries(response.headers)),
    body: { t: 'bytes', s: fetching.body },
  })
}

function unreached({ trouble = 'empty' }: Fetching & { readonly at: 'over' }): Raised {
  if (trouble === 'empty') return failure('ConnectionError', 'Remote end closed connection without response')
  const words = trouble === 'lookup' ? '[Errno -2] Name or service not known' : `[Errno 111] ${strerror[trouble]}`
  return failure('urllib.error.URLError', `<urlopen error ${words}>`)
}

function refused(status: number): Raised {
  const raised = failure('urllib.error.HTTPError', `HTTP Error ${status}: ${reason(status)}`)
  raised.value.m.set('code', BigInt(status))
  return raised
}

const bodyOf: Native = (_m, _a, _n, self) => (self as Special).m.get('body') ?? null

export const urllibNatives: Readonly<Record<string, Native>> = {
  'urllib.request.urlopen': opened,
  'urllib.request.Request': (_m, [url = '', data = null], named) =>
    special('urllib.request.Request', {
      full_url: url,
      data: named.get('data') ?? data,
      headers: named.get('headers') ?? dict(),
      ...(named.has('method') && { method: named.get('method')! }),
    }),
  'http.client.HTTPResponse.read': bodyOf,
  'http.client.HTTPResponse.getcode': (_m, _a, _n, self) => (self as Special).m.get('status') ?? null,
  'http.client.HTTPResponse.__enter__': (_m, _a, _n, self) => self,
  'http.client.HTTPResponse.__exit__': () => null,
  'urllib.parse.quote': (_m, [words = '']) => encodeURIComponent(str(words)).replace(/%2F/g, '/'),
  'urllib.parse.urlencode': (_m, [pairs = null]) =>
    Object.entries(headersIn(pairs))
      .map((pair) => pair.map((each) => encodeURIComponent(each).replace(/%20/g, '+')).join('='))
      .join('&'),
}

export const urllibModules: Readonly<Record<string, Members>> = {
  urllib: {},
  'urllib.request': functions('urllib.request', 'urlopen Request'),
  'urllib.parse': functions('urllib.parse', 'quote urlencode'),
  'urllib.error': {
    URLError: () => failure('urllib.error.URLError').value.of,
    HTTPError: () => failure('urllib.error.HTTPError').value.of,
  },
}
