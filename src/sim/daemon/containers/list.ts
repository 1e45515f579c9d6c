import { isRefusal, refusal } from '../errors'
import type { Handler } from '../request'
import { json, sinkOf } from '../respond'
import { filtersOf } from '../system/events'
import { filtered, unknownFilter } from './list-filters'
import { findContainer, isRunning, refuse, statusOf } from './lookup'
import { truthy } from './remove'
import { withSizes } from './sizes'
import { newestFirst, summary } from './summary'

/**
 * `GET /containers/json`: what `docker ps` shows, newest first.
 * @models moby daemon/list.go
 * @fidelity full
 */
export const list: Handler = (d, req) => {
  const filters = filtersOf(req)
  const wrong = unknownFilter(filters)
  if (wrong !== undefined) return refuse(d, req, refusal(400, wrong))
  const limit = Number(req.query['limit'] ?? 0)
  const all =
    truthy(req.query['all']) || limit > 0 || ['status', 'exited'].some((key) => (filters[key] ?? []).length > 0)
  for (const key of ['before', 'since']) {
    const missing = (filters[key] ?? []).map((ref) => findContainer(d.state, ref)).find(isRefusal)
    if (missing !== undefined) return refuse(d, req, missing)
  }
  const shown = newestFirst(d.state)
    .filter((container) => all || isRunning(container) || statusOf(container) === 'restarting')
    .filter((container) => filtered(d.state, container, filters))
  const rows = limit > 0 ? shown.slice(0, limit) : shown
  if (truthy(req.query['size']))
    return withSizes(
      d,
      sinkOf(req),
      rows.map(({ id }) => id),
      'list',
    )
  json(
    d,
    req,
    200,
    rows.map((container) => summary(d, container)),
  )
}
