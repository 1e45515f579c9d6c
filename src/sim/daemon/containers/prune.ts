import type { Continuations, Handler } from '../request'
import { json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { filtersOf, labelled } from '../system/events'
import { newestFirst } from './summary'
import { statusOf } from './lookup'
import { removeContainer } from './remove'

/** `POST /containers/prune`: all that do not run, one after the other. @models moby daemon/prune.go @fidelity part: space reclaimed is told as 0 */
export const prune: Handler = (d, req) => {
  const labels = filtersOf(req)['label'] ?? []
  const ids = newestFirst(d.state)
    .filter((container) => ['created', 'exited', 'dead'].includes(statusOf(container)))
    .filter((container) => labels.every((label) => labelled(container.config.Labels ?? {}, label)))
    .map(({ id }) => id)
  next(d, { left: ids, gone: [], sink: sinkOf(req) })
}

interface Pruning {
  readonly left: readonly string[]
  readonly gone: readonly string[]
  readonly sink: Sink
}

function next(d: Daemon, { left, gone, sink }: Pruning): void {
  const [id, ...rest] = left
  if (id === undefined)
    return json(d, sink, 200, { ContainersDeleted: gone.length === 0 ? null : gone, SpaceReclaimed: 0 })
  removeContainer(
    d,
    id,
    {},
    { then: 'containers.prune/next', data: { left: rest, gone: [...gone, id], sink } satisfies Pruning },
  )
}

export const pruneContinuations: Continuations = { 'containers.prune/next': next }
