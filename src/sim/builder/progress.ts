import { patch, reply, send } from '../world/draft'
import { methods, type ProgressStatus, type StatusUpdate, type VertexStatus } from './face'
import { buildOf, setBuild, type Build, type Buildkit } from './state'

/**
 * The Status stream: what the client draws as the progress of a build.
 * @models buildkit api/services/control (StatusResponse), util/progress
 * @fidelity full
 */
export function tell(d: Buildkit, ref: string, update: StatusUpdate): void {
  const build = buildOf(d, ref)
  if (build === undefined) return
  if (build.status === undefined) return setBuild(d, ref, { untold: [...build.untold, update] })
  stream(d, build, update)
}

function stream(d: Buildkit, build: Build, update: StatusUpdate): void {
  const { to, call, method } = build.status!
  send(d, { to, payload: { kind: 'rpc.stream', call, method, data: update as never } })
}

/** Somebody asks for the status: all that happened so far first. */
export function status(d: Buildkit, ref: string, to: string, call: number): void {
  const build = buildOf(d, ref)
  const caller = { to, call, method: methods.status }
  if (build === undefined) return patch(d, { early: { ...d.state.early, [ref]: caller } })
  setBuild(d, ref, { status: caller, untold: [] })
  for (const update of build.untold) stream(d, { ...build, status: caller }, update)
  if (isOver(build)) reply(d, to, call, methods.status, { result: {} })
}

export const isOver = (build: Build): boolean => ['done', 'failed', 'canceled'].includes(build.life.value as string)

/** Tells a vertex anew with something changed. */
export function vertexTold(d: Buildkit, ref: string, digest: string, change: Partial<VertexStatus>): void {
  const build = buildOf(d, ref)
  if (build === undefined) return
  const vertex: VertexStatus = { digest, name: '', ...build.told[digest], ...change }
  setBuild(d, ref, { told: { ...build.told, [digest]: vertex } })
  tell(d, ref, { vertexes: [vertex] })
}

export const started = (d: Buildkit, ref: string, digest: string, name: string, inputs: readonly string[] = []): void =>
  vertexTold(d, ref, digest, { name, inputs, started: d.now })

export const completed = (d: Buildkit, ref: string, digest: string, change: Partial<VertexStatus> = {}): void =>
  vertexTold(d, ref, digest, { completed: d.now, ...change })

/** A line below a vertex, done in the moment it is told. */
export function lineDone(d: Buildkit, ref: string, vertex: string, id: string, current = 0): void {
  const since = buildOf(d, ref)?.told[vertex]?.started ?? d.now
  const line: ProgressStatus = {
    vertex,
    id,
    current,
    total: 0,
    started: since,
    completed: d.now,
    timestamp: d.now,
  }
  tell(d, ref, { statuses: [line] })
}
