import type { StatusUpdate, VertexStatus } from '../../builder/face'
import type { OperationView } from '../../wire/view'
import { patch } from '../../world/draft'
import type { Daemon } from '../state'

/** A build as the picture shows it: what BuildKit says of each vertex. The machines themselves are BuildKit's. */
const idOf = (ref: string): string => `build-${ref}`

const put = (d: Daemon, ref: string, view: OperationView): void =>
  patch(d, { operations: { ...d.state.operations, [idOf(ref)]: view } })

export function beginBuild(d: Daemon, ref: string, names: string): void {
  const ended = (value: unknown) => ['complete', 'failed', 'cancelled'].includes(String(value))
  const live = Object.fromEntries(Object.entries(d.state.operations).filter(([, { life }]) => !ended(life.value)))
  patch(d, { operations: live })
  put(d, ref, { kind: 'build', what: names, life: { machine: 'build', value: 'solving' }, parts: [] })
}

export function showBuild(d: Daemon, ref: string, { vertexes = [] }: StatusUpdate): void {
  const view = d.state.operations[idOf(ref)]
  if (view === undefined || vertexes.length === 0) return
  put(d, ref, { ...view, parts: vertexes.reduce(merged, view.parts) })
}

type Parts = OperationView['parts']

function merged(parts: Parts, vertex: VertexStatus): Parts {
  const part = {
    id: vertex.digest,
    life: { machine: 'step', value: stateOf(vertex) },
    done: vertex.completed === undefined ? 0 : 1,
    total: 1,
    label: vertex.name,
  }
  const at = parts.findIndex(({ id }) => id === vertex.digest)
  return at < 0 ? [...parts, part] : parts.map((other, i) => (i === at ? part : other))
}

function stateOf({ error, cached, completed, started }: VertexStatus): string {
  if (error !== undefined && error !== '') return 'failed'
  if (cached === true) return 'cached'
  return completed !== undefined ? 'done' : started !== undefined ? 'running' : 'waiting'
}

export function endBuild(d: Daemon, ref: string, value: 'complete' | 'failed' | 'cancelled'): void {
  const view = d.state.operations[idOf(ref)]
  if (view !== undefined) put(d, ref, { ...view, life: { machine: 'build', value } })
}
