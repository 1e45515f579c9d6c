import { parseUrl } from '../../net/http-words'
import { text } from '../machine/convert'
import { fail } from '../machine/errors'
import { arr, obj, type Obj, type Value } from '../machine/value'
import { formOf } from './forms'
import type { NativeFn } from '../machine/core'

/**
 * URL and its searchParams, and url.parse of old.
 *
 * @models url.spec.whatwg.org
 * @fidelity part: reading only; no user, password or fragment
 */
const ports: Readonly<Record<string, number>> = { http: 80, https: 443 }

const made: NativeFn = (_m, [words, base]) => {
  const whole = /^[a-z]+:/.test(text(words)) ? text(words) : text(base ?? '').replace(/\/?$/, '') + text(words)
  const url = parseUrl(whole)
  if (!url) throw fail('TypeError', 'Invalid URL', { code: 'ERR_INVALID_URL', input: text(words) })
  const [pathname = '/', query] = url.path.split('?')
  const port = ports[url.scheme] === url.port ? '' : String(url.port)
  const host = port === '' ? url.host : `${url.host}:${port}`
  const origin = `${url.scheme}://${host}`
  return obj(
    {
      href: origin + url.path,
      origin,
      protocol: `${url.scheme}:`,
      host,
      hostname: url.host,
      port,
      pathname,
      search: query === undefined ? '' : `?${query}`,
      searchParams: params(query ?? ''),
    },
    'URL',
  )
}

const params = (query: string): Obj => obj({ '.form': formOf(query) }, 'URLSearchParams')
const formIn = (self: Value): Obj => (self as Obj).m.get('.form') as Obj

export const urlNatives: Readonly<Record<string, NativeFn>> = {
  URL: made,
  'URL#toString': (_m, _a, self) => (self as Obj).m.get('href'),
  URLSearchParams: (_m, [words]) => params(text(words ?? '').replace(/^\?/, '')),
  'URLSearchParams#get': (_m, [key], self) => formIn(self).m.get(text(key)) ?? null,
  'URLSearchParams#has': (_m, [key], self) => formIn(self).m.has(text(key)),
  'URLSearchParams#entries': (_m, _a, self) => arr([...formIn(self).m].map((pair) => arr(pair))),
  'url.parse': (_m, [words, deep]) => {
    const [pathname = '/', query] = text(words).split('?')
    const search = query === undefined ? null : `?${query}`
    return obj(
      { pathname, search, query: deep === true ? formOf(query ?? '') : (query ?? null), path: text(words) },
      'Url',
    )
  },
}
