import { methods as runtime } from '../runtime/face'
import { rpc, syscall } from '../world/draft'
import { lived } from '../world/life'
import { fail } from './failure'
import { completed, isOver } from './progress'
import { buildOf, setStep, type Buildkit } from './state'
import { vertexOf, type StepOf } from './step'
import { stepMachine } from './step.machine'

/** A failed step leaves no layer; its snapshot is thrown away. */
export function failStep(d: Buildkit, of: StepOf, message: string): void {
  const step = buildOf(d, of.ref)!.steps[of.digest]!
  setStep(d, of.ref, of.digest, { life: lived(stepMachine, step.life, { type: 'failed' }) })
  completed(d, of.ref, of.digest, { error: message })
  if (step.snapshot !== '')
    rpc(d, 'containerd', runtime.removeSnapshot, { key: step.snapshot }, { then: 'nothing', data: {} })
  fail(d, of.ref, message, vertexOf(d, of).lines)
}

/** The build has ended otherwise while an answer was on its way: what the step had is thrown away. */
export function gone(d: Buildkit, of: StepOf): boolean {
  const build = buildOf(d, of.ref)
  if (build !== undefined && !isOver(build)) return false
  const step = build?.steps[of.digest]
  if (step === undefined || step.snapshot === '') return true
  if (step.merged !== '' && vertexOf(d, of).op.kind !== 'run')
    syscall(d, 1, { name: 'umount', target: step.merged }, { then: 'nothing', data: {} })
  rpc(d, 'containerd', runtime.removeSnapshot, { key: step.snapshot }, { then: 'nothing', data: {} })
  return true
}
