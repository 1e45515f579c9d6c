import type { Bytes } from '../../base/bytes'
import { text } from '../../base/bytes'
import { methods as runtime } from '../runtime/face'
import { reply, rpc, send } from '../world/draft'
import { lived } from '../world/life'
import { buildMachine } from './build.machine'
import type { Lines } from './errors'
import { linesOf } from './errors'
import type { SolveFailure } from './face'
import { isOver, vertexTold } from './progress'
import { buildOf, setBuild, type Build, type Buildkit, type Step } from './state'
import { runId } from './step'
import { stepMachine } from './step.machine'

/** Ends a build: the steps under way are canceled, the caller gets the message and the place in the Dockerfile. */
export function fail(d: Buildkit, ref: string, message: string, lines?: Lines): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  end(d, build, 'failed')
  const { to, call, method } = build.solve
  const failure = failureAt(build, lines)
  send(d, {
    to,
    depth: 1,
    payload: { kind: 'rpc.reply', call, method, result: failure as never, error: { code: 'Unknown', message } },
  })
}

export const failWith = (d: Buildkit, ref: string, error: unknown): void =>
  fail(d, ref, (error as Error).message, linesOf(error as Error))

/** The client went away. */
export function cancel(d: Buildkit, ref: string): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  end(d, build, 'canceled')
  const { to, call, method } = build.solve
  reply(d, to, call, method, { error: { code: 'Canceled', message: 'context canceled' } })
}

/** A vertex that was under way says so; then the Status stream closes. */
function end(d: Buildkit, build: Build, how: 'failed' | 'canceled'): void {
  for (const vertex of Object.values(build.told))
    if (vertex.started !== undefined && vertex.completed === undefined)
      vertexTold(d, build.ref, vertex.digest, { completed: d.now, error: 'context canceled' })
  for (const step of Object.values(build.steps)) stop(d, build, step)
  const steps = Object.entries(build.steps).map(([digest, step]) => [
    digest,
    { ...step, life: lived(stepMachine, step.life, { type: 'canceled' }) },
  ])
  setBuild(d, build.ref, {
    life: lived(buildMachine, build.life, { type: how }),
    steps: Object.fromEntries(steps) as Build['steps'],
    contextFiles: [],
  })
  if (build.status) reply(d, build.status.to, build.status.call, build.status.method, { result: {} })
}

/** The process of a RUN that is under way is killed; what waits for it then throws the snapshot away. */
function stop(d: Buildkit, build: Build, step: Step): void {
  const isRun = build.converted?.vertexes.some((v) => v.digest === step.vertex && v.op.kind === 'run')
  if (!isRun || step.life.value !== 'working') return
  const args = { id: runId(step.vertex, step.snapshot), signal: 'SIGKILL', all: true }
  rpc(d, 'containerd', runtime.killTask, args, { then: 'nothing', data: {} })
}

function failureAt(build: Build, lines: Lines | undefined): SolveFailure {
  if (lines === undefined || lines.start < 1) return {}
  const { filename, dockerfile } = build
  return {
    source: { filename, data: dockerfile, start: lines.start, end: lines.end },
    excerpt: excerpt(filename, dockerfile, lines),
  }
}

const rule = '-'.repeat(20)

/** Lines of the Dockerfile around an error, the guilty ones marked. */
export function excerpt(filename: string, source: Bytes, lines: Lines): string {
  const all = text(source).split('\n')
  const guilty = (n: number) => n >= lines.start && n <= lines.end
  let from = lines.start
  let to = Math.min(lines.end, all.length)
  for (let shown = 0; shown < 4; shown++) {
    if (from > 1) {
      from--
      shown++
    }
    if (to < all.length) {
      to++
      shown++
    }
  }
  const rows = all
    .slice(from - 1, to)
    .map((line, i) => ` ${String(from + i).padStart(3)} | ${guilty(from + i) ? '>>>' : '   '} ${line}`)
  return [`${filename}:${lines.start}`, rule, ...rows, rule].join('\n')
}
