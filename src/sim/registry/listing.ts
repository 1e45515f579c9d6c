import type { HttpResponse } from '../wire/http'
import { answerJson, refuse, type Exchange } from './exchange'
import { repository, tagsDir } from './layout'
import type { Storage } from './storage'

/**
 * `tags/list` and `_catalog`, a page at a time.
 * @models distribution registry/handlers/tags.go, catalog.go
 * @fidelity full
 */
export function tags(x: Exchange, name: string): HttpResponse {
  if (x.storage.list(repository(name)).length === 0) return refuse(x, { code: 'NAME_UNKNOWN', detail: { name } })
  const page = paged(x, x.storage.list(tagsDir(name)), `/v2/${name}/tags/list`)
  return page === undefined ? badCount(x) : answerJson(x, 200, { name, tags: page.names }, page.headers)
}

export function catalog(x: Exchange): HttpResponse {
  const page = paged(x, repositories(x.storage), '/v2/_catalog')
  return page === undefined ? badCount(x) : answerJson(x, 200, { repositories: page.names }, page.headers)
}

const badCount = (x: Exchange): HttpResponse =>
  refuse(x, { code: 'PAGINATION_NUMBER_INVALID', detail: { n: x.query['n'] } })

/** Names of all repositories that hold something: those directories that have `_manifests` or `_layers`. */
export function repositories(storage: Storage, below = ''): readonly string[] {
  return storage.list(below === '' ? 'repositories' : repository(below)).flatMap((part) => {
    if (part.startsWith('_')) return []
    const name = below === '' ? part : `${below}/${part}`
    const inside = storage.list(repository(name))
    return [...(inside.includes('_manifests') ? [name] : []), ...repositories(storage, name)]
  })
}

interface Page {
  readonly names: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

/** The names after `last`, at most `n`; a Link header says where the next page begins. */
function paged(x: Exchange, all: readonly string[], path: string): Page | undefined {
  const { n, last } = x.query
  if (n !== undefined && !/^\d+$/.test(n)) return undefined
  const rest = last === undefined ? all : all.filter((name) => name > last)
  if (n === undefined || Number(n) >= rest.length) return { names: rest, headers: {} }
  const names = rest.slice(0, Number(n))
  const next = names.at(-1)
  return {
    names,
    headers: next === undefined ? {} : { Link: `<${path}?last=${encodeURIComponent(next)}&n=${n}>; rel="next"` },
  }
}
