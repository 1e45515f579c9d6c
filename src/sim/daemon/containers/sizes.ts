import { methods } from '../../runtime/face'
import type { Continuations } from '../request'
import { json } from '../respond'
import type { Daemon, Sink } from '../state'
import { resultOf, work, type Worked } from '../work'
import { shown as inspected } from './details'
import { summary } from './summary'

/** How much each container's own layer holds: `ps --size`, `inspect --size`. @models moby daemon/images GetContainerLayerSize @fidelity full */
export function withSizes(d: Daemon, sink: Sink, ids: readonly string[], as: 'list' | 'inspect'): void {
  const acts = ids.map((id) => ({ rpc: methods.usage, args: { key: id }, optional: true }))
  work(d, acts, { then: 'containers.sizes/known', data: { sink, ids, as } })
}

function known(
  d: Daemon,
  { sink, ids, as }: { sink: Sink; ids: readonly string[]; as: 'list' | 'inspect' },
  { answers }: Worked,
): void {
  const rows = ids.flatMap((id, i) => {
    const container = d.state.containers[id]
    if (container === undefined) return []
    const own = (resultOf(answers[i]) as { size: number } | undefined)?.size ?? 0
    const total = own + (d.state.images[container.imageId]?.size ?? 0)
    const sizes = { ...(own > 0 || as === 'inspect' ? { SizeRw: own } : {}), SizeRootFs: total }
    return [as === 'list' ? { ...summary(d, container), ...sizes } : { ...inspected(container), ...sizes }]
  })
  json(d, sink, 200, as === 'list' ? rows : rows[0])
}

export const sizesContinuations: Continuations = { 'containers.sizes/known': known }
