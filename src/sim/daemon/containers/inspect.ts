import type { Handler } from '../request'
import { json, sinkOf } from '../respond'
import { shown } from './details'
import { withContainer } from './lookup'
import { truthy } from './remove'
import { withSizes } from './sizes'

/** `GET /containers/{name}/json`. @models moby daemon/inspect.go @fidelity full */
export const inspect: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    if (truthy(req.query['size'])) return withSizes(d, sinkOf(req), [container.id], 'inspect')
    json(d, req, 200, shown(container))
  })
