import { digestOf } from '../../base/digest'
import { methods as runtime, type Diffed } from '../runtime/face'
import type { RpcReply } from '../wire/rpc'
import { rpc } from '../world/draft'
import { lived } from '../world/life'
import { remember } from './cache'
import { failStep, gone } from './ending'
import { completed } from './progress'
import { buildOf, setStep, type Buildkit, type Layer } from './state'
import { parentLayers, vertexOf, type StepOf } from './step'
import { stepMachine } from './step.machine'

/** A step is done: what its snapshot changed becomes a layer, known by the ChainID of all below and itself. */
export function commit(d: Buildkit, of: StepOf): void {
  const step = buildOf(d, of.ref)!.steps[of.digest]!
  setStep(d, of.ref, of.digest, { life: lived(stepMachine, step.life, { type: 'worked' }) })
  rpc(d, 'containerd', runtime.diff, { key: step.snapshot }, { then: 'step/diffed', data: of })
}

export function diffed(d: Buildkit, of: StepOf, answer: RpcReply): void {
  if (gone(d, of)) return
  if (answer.error) return failStep(d, of, answer.error.message)
  const { diffId, size } = answer.result as unknown as Diffed
  const build = buildOf(d, of.ref)!
  const below = parentLayers(build, vertexOf(d, of)).at(-1)?.chainId
  const chainId = below === undefined ? diffId : digestOf(`${below} ${diffId}`)
  const layer: Layer = { diffId, chainId, size, key: chainId, created: d.now }
  const { snapshot } = build.steps[of.digest]!
  rpc(
    d,
    'containerd',
    runtime.commit,
    { name: chainId, key: snapshot },
    { then: 'step/committed', data: { ...of, layer } },
    { depth: 1 },
  )
}

/** True when the step is done. An equal layer that is there already is taken instead of the new one. */
export function committed(d: Buildkit, of: StepOf & { readonly layer: Layer }, answer: RpcReply): boolean {
  const build = buildOf(d, of.ref)
  if (build === undefined || gone(d, of)) return false
  const step = build.steps[of.digest]!
  if (answer.error?.code === 'AlreadyExists')
    rpc(d, 'containerd', runtime.removeSnapshot, { key: step.snapshot }, { then: 'nothing', data: {} })
  else if (answer.error) {
    failStep(d, of, answer.error.message)
    return false
  }
  const v = vertexOf(d, of)
  remember(d, step.cacheKey, of.layer, v.name)
  setStep(d, of.ref, of.digest, {
    layers: [...parentLayers(build, v), of.layer],
    snapshot: '',
    life: lived(stepMachine, step.life, { type: 'committed' }),
  })
  completed(d, of.ref, of.digest)
  return true
}
