import { methods as runtime } from '../runtime/face'
import type { RpcReply } from '../wire/rpc'
import { rpc } from '../world/draft'
import { lived } from '../world/life'
import { cacheKey, forget, used } from './cache'
import { prepare } from './execute'
import { isOver, vertexTold } from './progress'
import { buildOf, setStep, type Buildkit } from './state'
import { parentLayers, vertexOf, type Picked, type StepOf } from './step'
import { stepMachine } from './step.machine'

/** Is there a layer of this step already? A hit counts only while its snapshot is still there. */
export function lookup(d: Buildkit, of: StepOf, contents: string, picked: readonly Picked[] = []): void {
  const v = vertexOf(d, of)
  const key = cacheKey(v, parentLayers(buildOf(d, of.ref)!, v).at(-1), contents)
  setStep(d, of.ref, of.digest, { cacheKey: key })
  const entry = v.ignoreCache ? undefined : d.state.cache[key]
  if (entry === undefined) return miss(d, of, picked)
  rpc(
    d,
    'containerd',
    runtime.statSnapshot,
    { key: entry.layer.key },
    { then: 'step/stat', data: { ...of, key, picked } },
  )
}

export interface Looking extends StepOf {
  readonly key: string
  readonly picked: readonly Picked[]
}

/** True when the step is served from the cache, so that others may go on. */
export function statted(d: Buildkit, of: Looking, answer: RpcReply): boolean {
  const build = buildOf(d, of.ref)
  if (build === undefined || isOver(build)) return false
  const entry = d.state.cache[of.key]
  if (answer.error !== undefined || entry === undefined) {
    forget(d, of.key)
    miss(d, of, of.picked)
    return false
  }
  const v = vertexOf(d, of)
  used(d, of.key)
  const { life } = build.steps[of.digest]!
  setStep(d, of.ref, of.digest, {
    layers: [...parentLayers(build, v), entry.layer],
    life: lived(stepMachine, life, { type: 'hit' }),
  })
  vertexTold(d, of.ref, of.digest, { name: v.name, inputs: v.inputs, started: d.now, completed: d.now, cached: true })
  return true
}

function miss(d: Buildkit, of: StepOf, picked: readonly Picked[]): void {
  const { life } = buildOf(d, of.ref)!.steps[of.digest]!
  setStep(d, of.ref, of.digest, { life: lived(stepMachine, life, { type: 'miss' }) })
  prepare(d, of, picked)
}
