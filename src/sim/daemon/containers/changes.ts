import type { FileEntry } from '../../../base/file-entry'
import type { Continuations, Handler } from '../request'
import { json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { work, type Worked } from '../work'
import { withContainer } from './lookup'

/**
 * `GET /containers/{name}/changes` (`docker diff`): what the writable layer has, against what is below it.
 * @models moby daemon/changes.go, pkg/archive/changes_linux.go (overlay)
 * @fidelity full
 */
export const changes: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const data = { id: container.id, sink: sinkOf(req) }
    work(d, [{ sys: { name: 'readtree', path: container.upperDir }, optional: true }], {
      then: 'containers.changes/read',
      data,
    })
  })

interface Looking {
  readonly id: string
  readonly sink: Sink
  readonly entries?: readonly { readonly path: string; readonly gone: boolean }[]
}

function read(d: Daemon, { id, sink }: Looking, { answers }: Worked): void {
  const container = d.state.containers[id]
  const answer = answers[0]
  const found = answer?.kind === 'sysret' ? (answer.value?.entries ?? []) : []
  const entries = found
    .filter(({ path }) => path !== '')
    .map((entry) => ({ path: entry.path, gone: isWhiteout(entry) }))
  if (container === undefined || entries.length === 0) return json(d, sink, 200, null)
  const acts = entries.flatMap(({ path }) =>
    container.snapshot.lower.map((dir) => ({ sys: { name: 'stat', path: `${dir}/${path}` }, optional: true }) as const),
  )
  work(d, acts, { then: 'containers.changes/compared', data: { id, sink, entries } })
}

const isWhiteout = ({ type, dev }: FileEntry): boolean => type === 'char' && dev?.[0] === 0 && dev[1] === 0

/** 0 changed, 1 added, 2 deleted. */
function compared(d: Daemon, { id, sink, entries = [] }: Looking, { answers }: Worked): void {
  const layers = d.state.containers[id]?.snapshot.lower.length ?? 1
  const rows = entries.map(({ path, gone }, i) => {
    const below = answers
      .slice(i * layers, (i + 1) * layers)
      .some((answer) => answer.kind === 'sysret' && answer.errno === undefined)
    return { Path: `/${path}`, Kind: gone ? 2 : below ? 0 : 1 }
  })
  json(d, sink, 200, rows)
}

export const changesContinuations: Continuations = {
  'containers.changes/read': read,
  'containers.changes/compared': compared,
}
