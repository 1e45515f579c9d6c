import { compareApi, apiVersion, minApiVersion } from '../api/version'
import type { Address } from '../wire/address'
import type { HttpRequest } from '../wire/http'
import { pairs, unescapePath, type Request, type Route } from './request'
import { error } from './respond'
import type { Daemon } from './state'
import { apiTooNew, apiTooOld, pageNotFound } from './errors'

/**
 * From a request line to the verb that answers it.
 * @models moby daemon/server/router, middleware/version.go
 * @fidelity full
 */
export function route(d: Daemon, http: HttpRequest, from: Address, routes: readonly Route[]): void {
  const [path, query] = split(http.path)
  const [version, rest] = versionOf(path)
  const bare: Request = { http, from, params: {}, query: Object.fromEntries([...pairs(query)].reverse()) }
  if (version !== undefined && compareApi(version, minApiVersion) < 0) return error(d, bare, 400, apiTooOld(version))
  if (version !== undefined && compareApi(version, apiVersion) > 0) return error(d, bare, 400, apiTooNew(version))
  for (const candidate of routes) {
    if (candidate.method !== http.method) continue
    const params = match(candidate.pattern, rest)
    if (params !== undefined) return candidate.handler(d, { ...bare, params })
  }
  error(d, bare, 404, pageNotFound)
}

function split(path: string): readonly [path: string, query: string] {
  const at = path.indexOf('?')
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)]
}

function versionOf(path: string): readonly [version: string | undefined, rest: string] {
  const found = /^\/v(\d+\.\d+)(\/.*)$/.exec(path)
  return found === null ? [undefined, path] : [found[1], found[2]!]
}

/** What each `{name}` stands for, or undefined where the pattern does not fit. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const names: string[] = []
  const source = pattern.replace(/\{(\w+)(:\.\*)?\}/g, (_all, name: string, greedy?: string) => {
    names.push(name)
    return greedy === undefined ? '([^/]+)' : '(.*)'
  })
  const found = new RegExp(`^${source}$`).exec(path)
  return found === null ? undefined : Object.fromEntries(names.map((name, i) => [name, unescapePath(found[i + 1]!)]))
}
