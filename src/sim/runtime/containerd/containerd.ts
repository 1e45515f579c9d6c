import type { Behaviour } from '../../world/behaviour'
import { draft, finished } from '../../world/draft'
import { serveAnswer, serveCall, type Served } from '../serve'
import { executorServed, output, runEvent } from './executor'
import { snapshotsServed } from './snapshots'
import type { ContainerdState } from './state'
import { published, tasksServed } from './tasks'

export { newContainerd } from './state'

/**
 * containerd: snapshots, containers, tasks, events, for dockerd and BuildKit.
 * @models containerd
 * @fidelity part: no image service or content store (dockerd keeps its own, as it does with overlay2)
 */
export const containerd: Behaviour<ContainerdState> = (state, message, from, now) => {
  if (state === undefined) return [undefined, []]
  const d = draft(state, message, now)
  const { payload } = message
  if (payload.kind === 'rpc.call') serveCall(d, served, payload, from)
  if (payload.kind === 'rpc.reply' || payload.kind === 'sysret') serveAnswer(d, served, payload)
  if (payload.kind === 'pipe') output(d, payload)
  if (payload.kind === 'event') {
    const { id } = payload.data as { id: string }
    if (d.state.tasks[id]?.owner === 'containerd') runEvent(d, payload)
    else published(d, payload)
  }
  return finished(d)
}

const served: Served<ContainerdState> = {
  methods: { ...snapshotsServed.methods, ...tasksServed.methods, ...executorServed.methods },
  continuations: { ...snapshotsServed.continuations, ...tasksServed.continuations, ...executorServed.continuations },
}
