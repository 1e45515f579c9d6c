import { text } from '../../../base/bytes'
import type { HttpResponse } from '../../wire/http'
import type { SysReturn } from '../../wire/syscall'
import type { Continuations, Request } from '../request'
import { error, json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { filtersOf } from '../system/events'
import { lostConnection } from './errors'
import { dial, dialed } from './reach'
import { ask, hangUp, type Remote } from './remote'

/**
 * `docker search`: Docker Hub is asked; filters that the index does not know are applied here.
 * @models moby registry/search.go
 * @fidelity part: Docker Hub only
 */
const index = 'index.docker.io'

interface Wanted {
  readonly sink: Sink
  readonly path: string
  readonly filters: ReturnType<typeof filtersOf>
  readonly remote?: Remote
}

export function search(d: Daemon, req: Request): void {
  const { term = '', limit = '' } = req.query
  const filters = filtersOf(req)
  const unknown = Object.keys(filters).find((name) => !['is-automated', 'is-official', 'stars'].includes(name))
  if (unknown !== undefined) return error(d, req, 400, `invalid filter '${unknown}'`)
  const count = limit === '' ? 25 : Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > 100)
    return error(d, req, 400, `limit ${limit} is outside the range of [1, 100]`)
  const path = `/v1/search?q=${encodeURIComponent(term)}&n=${count}`
  dial(d, index, { then: 'images.search/dialed', data: { sink: sinkOf(req), path, filters } satisfies Wanted })
}

export const searchContinuations: Continuations = {
  'images.search/dialed': (d: Daemon, wanted: Wanted, answer: SysReturn) => {
    const reached = dialed(d, index, wanted.path, answer)
    if ('failure' in reached) return error(d, wanted.sink, reached.failure.status, reached.failure.message)
    const { remote } = reached
    ask(
      d,
      remote,
      { method: 'GET', path: wanted.path, depth: 1 },
      { then: 'images.search/found', data: { ...wanted, remote } },
    )
  },

  'images.search/found': (
    d: Daemon,
    { sink, filters, remote }: Wanted & { remote: Remote },
    answer: HttpResponse | undefined,
  ) => {
    hangUp(d, remote)
    if (answer === undefined) return error(d, sink, 500, lostConnection(remote).message)
    if (answer.status !== 200) return error(d, sink, 500, `Unexpected status code ${answer.status}`)
    const { results } = JSON.parse(text(answer.body)) as { results: readonly Hit[] }
    json(
      d,
      sink,
      200,
      results.filter((hit) => fits(hit, filters)),
    )
  },
}

interface Hit {
  readonly star_count: number
  readonly is_official: boolean
  readonly is_automated: boolean
}

function fits(hit: Hit, filters: Wanted['filters']): boolean {
  const flag = (name: string, value: boolean) =>
    (filters[name] ?? []).every((text) => /^(1|t|true)$/i.test(text) === value)
  const stars = Math.max(0, ...(filters['stars'] ?? []).map(Number))
  return flag('is-official', hit.is_official) && flag('is-automated', hit.is_automated) && hit.star_count >= stars
}
