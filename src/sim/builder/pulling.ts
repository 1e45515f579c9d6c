import type { ProgressStatus } from './face'
import { tell } from './progress'
import { buildOf, setBuild, type Buildkit } from './state'

/** A line of dockerd's pull, in the form of the Engine API's progress stream. */
export interface PullLine {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

/**
 * The layers of a base image on their way, as lines below the FROM step: `sha256:… 3.4MB / 3.4MB`, then `extracting sha256:…`.
 * @models moby builder-next/adapters/containerimage/pull.go
 * @fidelity part: a layer is called by the first twelve digits of its digest
 */
export function layerTold(d: Buildkit, ref: string, vertex: string, { id, status, progressDetail }: PullLine): void {
  const kind = status === undefined ? undefined : kinds[status]
  if (id === undefined || kind === undefined) return
  const name = kind.what === 'download' ? `sha256:${id}` : `extracting sha256:${id}`
  const transfers = buildOf(d, ref)?.transfers ?? {}
  const before = transfers[name]
  const total = progressDetail?.total ?? before?.total ?? 0
  const line: ProgressStatus = {
    vertex,
    id: name,
    current: kind.over ? total : (progressDetail?.current ?? 0),
    total,
    started: before?.started ?? d.now,
    ...(kind.over && { completed: d.now }),
    timestamp: d.now,
  }
  setBuild(d, ref, { transfers: { ...transfers, [name]: line } })
  tell(d, ref, { statuses: [line] })
}

const kinds: Readonly<Record<string, { readonly what: 'download' | 'extract'; readonly over: boolean }>> = {
  Downloading: { what: 'download', over: false },
  'Download complete': { what: 'download', over: true },
  Extracting: { what: 'extract', over: false },
  'Pull complete': { what: 'extract', over: true },
}
