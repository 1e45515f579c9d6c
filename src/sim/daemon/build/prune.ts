import { methods, type CacheRecord } from '../../builder/face'
import type { RpcReply } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import { buildCache, lease, releaseLayers } from '../images/layers'
import type { Continuations, Request } from '../request'
import { error, json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { filtersOf } from '../system/events'

/**
 * `docker builder prune`: BuildKit forgets its records, and layers that only they kept may go.
 * @models moby daemon/server/router/build, builder-next/builder.go Prune
 * @fidelity part: the lease on layers ends as a whole
 */
export function prune(d: Daemon, req: Request): void {
  const all = ['1', 'true'].includes(req.query['all'] ?? '')
  const args = { all, filters: filtersOf(req) as never }
  rpc(d, 'buildkit', methods.prune, args, { then: 'build/pruned', data: sinkOf(req) })
}

interface Pruned {
  readonly records?: readonly CacheRecord[]
}

export const pruneContinuations: Continuations = {
  'build/pruned': (d: Daemon, sink: Sink, answer: RpcReply) => {
    if (answer.error !== undefined) return error(d, sink, 500, answer.error.message)
    const records = (answer.result as unknown as Pruned | null)?.records ?? []
    lease(d, buildCache, [])
    releaseLayers(d)
    const SpaceReclaimed = records.reduce((sum, { size }) => sum + size, 0)
    json(d, sink, 200, { CachesDeleted: records.length === 0 ? null : records.map(({ id }) => id), SpaceReclaimed })
  },
}
