import type { SnapshotMounts } from '../runtime/face'
import type { SysReturn, SyscallOp } from '../wire/syscall'
import { syscall } from '../world/draft'
import { buildOf, type Buildkit } from './state'
import type { StepOf } from './step'

/** Mounts a snapshot where its files can be worked on: an overlay, or its bare directory when nothing is below. */
export function mountOp({ lower, upper, work, merged }: SnapshotMounts['mounts']): SyscallOp {
  if (lower.length === 0)
    return { name: 'mount', source: upper, target: merged, type: 'bind', flags: ['bind'], data: '' }
  const data = `lowerdir=${lower.join(':')},upperdir=${upper},workdir=${work}`
  return { name: 'mount', source: 'overlay', target: merged, type: 'overlay', flags: [], data }
}

/** Takes a step's mount away; `answer` is that of its last change, which may have been an error. */
export function unmountStep(d: Buildkit, { ref, digest }: StepOf, answer?: SysReturn): void {
  const step = buildOf(d, ref)?.steps[digest]
  if (step === undefined) return
  const problem = answer?.errno === undefined ? '' : `${answer.detail ?? step.merged}: ${answer.errno}`
  syscall(d, 1, { name: 'umount', target: step.merged }, { then: 'step/unmounted', data: { ref, digest, problem } })
}
