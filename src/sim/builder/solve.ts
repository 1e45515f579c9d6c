import type { RpcReply } from '../wire/rpc'
import { born, lived } from '../world/life'
import { filesOf, internal } from './asks'
import { buildMachine } from './build.machine'
import { checksums, contextFiles, transferSize } from './context'
import { exportImage } from './export'
import { fail } from './failure'
import type { Vertex } from './graph'
import { completed, isOver, lineDone, started } from './progress'
import { buildOf, setBuild, setStep, type Build, type Buildkit, type Layer, type Step } from './state'
import { stepMachine, type StepLife } from './step.machine'
import { gather } from './sources'
import { lookup } from './lookup'
import { parseImageConfig } from '../oci/config'

/**
 * Walks the graph: a step starts as soon as all that it builds on is there, so stages that do not need each other run side by side.
 * @models buildkit solver/scheduler
 * @fidelity part: cache keys are looked up one step after another
 */
export function begin(d: Buildkit, ref: string): void {
  const steps = buildOf(d, ref)!.converted!.vertexes.map((v): readonly [string, Step] => [
    v.digest,
    {
      vertex: v.digest,
      life: born(stepMachine) as StepLife,
      layers: [],
      files: [],
      cacheKey: '',
      snapshot: '',
      merged: '',
      upper: '',
    },
  ])
  setBuild(d, ref, { steps: Object.fromEntries(steps) })
  advance(d, ref)
}

const isDone = (step: Step | undefined): boolean => step?.life.value === 'done' || step?.life.value === 'cached'

const isReady = (build: Build, input: string): boolean =>
  input === '' || (input === 'context' ? build.contextState === 'here' : isDone(build.steps[input]))

export function advance(d: Buildkit, ref: string): void {
  for (const v of buildOf(d, ref)?.converted?.vertexes ?? []) {
    const build = buildOf(d, ref)!
    if (isOver(build)) return
    const step = build.steps[v.digest]!
    if (step.life.value === 'waiting' && v.inputs.every((input) => isReady(build, input))) startStep(d, build, v)
  }
  const build = buildOf(d, ref)
  if (build === undefined || build.life.value !== 'solving') return
  if (build.converted!.vertexes.some((v) => !isDone(build.steps[v.digest]))) return
  setBuild(d, ref, { life: lived(buildMachine, build.life, { type: 'solved' }) })
  exportImage(d, ref)
}

function startStep(d: Buildkit, build: Build, v: Vertex): void {
  const step = build.steps[v.digest]!
  setStep(d, build.ref, v.digest, { life: lived(stepMachine, step.life, { type: 'start' }) })
  switch (v.op.kind) {
    case 'image':
      return imageStep(d, build, v, v.op.ref)
    case 'inline': {
      const { name, data } = v.op
      const mtime = Math.floor(d.now / 1_000_000)
      const file = { path: name, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime, data, size: data.length } as const
      return atOnce(d, build, v, { files: [file] })
    }
    case 'copy':
      return gather(d, { ref: build.ref, digest: v.digest })
    case 'run':
    case 'mkdir':
      return lookup(d, { ref: build.ref, digest: v.digest }, '')
  }
}

/** A step without work of its own. */
function atOnce(d: Buildkit, build: Build, v: Vertex, change: Partial<Step>): void {
  if (build.told[v.digest]?.started === undefined) started(d, build.ref, v.digest, v.name, v.inputs)
  const life = lived(stepMachine, buildOf(d, build.ref)!.steps[v.digest]!.life, { type: 'committed' })
  setStep(d, build.ref, v.digest, { ...change, life })
  completed(d, build.ref, v.digest)
}

function imageStep(d: Buildkit, build: Build, v: Vertex, ref: string): void {
  const image = build.resolved[ref]!
  const diffIds = parseImageConfig(image.config).rootfs.diff_ids
  const layers = image.chainIds.map((chainId, i): Layer => ({
    diffId: diffIds[i]!,
    chainId,
    size: 0,
    key: image.snapshotKeys?.[i] ?? chainId,
    created: 0,
  }))
  atOnce(d, build, v, { layers })
}

/** The build context has come. */
export function contextHere(d: Buildkit, { ref }: { readonly ref: string }, answer: RpcReply): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  const vertex = internal(ref, 'context')
  if (answer.error) {
    completed(d, ref, vertex, { error: answer.error.message })
    return fail(d, ref, answer.error.message)
  }
  const files = contextFiles(filesOf(answer), build.excludes)
  const shared = build.args.sharedKey ?? ''
  const known = d.state.contexts[shared] ?? {}
  lineDone(d, ref, vertex, 'transferring context:', transferSize(files, known))
  completed(d, ref, vertex)
  d.state = { ...d.state, contexts: { ...d.state.contexts, [shared]: { ...known, ...checksums(files) } } }
  setBuild(d, ref, { contextState: 'here', contextFiles: files })
  advance(d, ref)
}
