import { methods as runtime, type RunOutput, type RunResult, type SnapshotMounts } from '../runtime/face'
import type { Json, RpcReply, RpcStream } from '../wire/rpc'
import type { SysReturn } from '../wire/syscall'
import { patch, rpc, syscall } from '../world/draft'
import { lived } from '../world/life'
import { commit } from './commit'
import { failStep, gone } from './ending'
import { copyFiles } from './copy'
import { makeDir } from './mkdir'
import { processFailed } from './errors'
import { mountOp, unmountStep } from './mount'
import { started, tell } from './progress'
import { buildOf, setStep, type Buildkit } from './state'
import { parentLayers, runId, vertexOf, type Picked, type StepOf } from './step'
import { stepMachine } from './step.machine'

/**
 * Does the work of a step on a fresh snapshot: runs a process in it, or mounts it and changes its files.
 * @models buildkit solver/llbsolver/ops/exec.go and file.go, executor/runcexecutor
 * @fidelity part: files are changed by system calls on the mounted snapshot, many in one
 */
export interface Working extends StepOf {
  readonly picked: readonly Picked[]
}

export function prepare(d: Buildkit, of: StepOf, picked: readonly Picked[]): void {
  const v = vertexOf(d, of)
  const build = buildOf(d, of.ref)!
  const key = `buildkit-${d.state.nextSnapshot}`
  patch(d, { nextSnapshot: d.state.nextSnapshot + 1 })
  setStep(d, of.ref, of.digest, { snapshot: key })
  started(d, of.ref, of.digest, v.name, v.inputs)
  const parent = parentLayers(build, v).at(-1)?.key ?? ''
  rpc(
    d,
    'containerd',
    runtime.prepare,
    { key, parent },
    { then: 'step/prepared', data: { ...of, picked } },
    { depth: 1 },
  )
}

export function prepared(d: Buildkit, of: Working, answer: RpcReply): void {
  if (gone(d, of)) return
  if (answer.error) return failStep(d, of, answer.error.message)
  const { mounts } = answer.result as unknown as SnapshotMounts
  const { op } = vertexOf(d, of)
  setStep(d, of.ref, of.digest, {
    merged: mounts.merged,
    upper: mounts.upper,
    life: lived(stepMachine, buildOf(d, of.ref)!.steps[of.digest]!.life, { type: 'mounted' }),
  })
  if (op.kind === 'run') return run(d, of)
  syscall(d, 1, mountOp(mounts), { then: 'step/mounted', data: of })
}

export function mounted(d: Buildkit, of: Working, answer: SysReturn): void {
  if (gone(d, of)) return
  if (answer.errno !== undefined) return failStep(d, of, `failed to mount: ${answer.errno}`)
  if (vertexOf(d, of).op.kind === 'mkdir') return makeDir(d, of)
  copyFiles(d, of, of.picked)
}

/** The last change is made, or did not work. */
export const changed = (d: Buildkit, of: StepOf, answer: SysReturn): void => unmountStep(d, of, answer)

export function unmounted(d: Buildkit, of: StepOf & { readonly problem: string }): void {
  if (gone(d, of)) return
  if (of.problem !== '') return failStep(d, of, of.problem)
  commit(d, of)
}

function run(d: Buildkit, of: StepOf): void {
  const { op } = vertexOf(d, of)
  if (op.kind !== 'run') return
  const { snapshot } = buildOf(d, of.ref)!.steps[of.digest]!
  const { argv, env, cwd, user } = op
  const args = { id: runId(of.digest, snapshot), snapshot, argv, env, cwd, user, hostname: 'buildkitsandbox' }
  rpc(d, 'containerd', runtime.run, args as unknown as Json, { then: 'step/ran', data: of }, { depth: 1 })
}

/** What the process of a RUN writes. */
export function output(d: Buildkit, of: StepOf, message: RpcStream): void {
  if (gone(d, of)) return
  const { channel, data } = message.data as unknown as RunOutput
  tell(d, of.ref, { logs: [{ vertex: of.digest, stream: channel === 'stdout' ? 1 : 2, msg: data, timestamp: d.now }] })
}

export function ran(d: Buildkit, of: StepOf, answer: RpcReply): void {
  if (gone(d, of)) return
  const { op } = vertexOf(d, of)
  const argv = op.kind === 'run' ? op.argv : []
  if (answer.error) {
    const reason = answer.error.message.replace(/^.*?(unable to start container process)/s, 'runc run failed: $1')
    tell(d, of.ref, { logs: [{ vertex: of.digest, stream: 2, msg: `${reason}\n`, timestamp: d.now }] })
    return failStep(d, of, processFailed(argv, 1))
  }
  const { exitCode } = answer.result as unknown as RunResult
  if (exitCode !== 0) return failStep(d, of, processFailed(argv, exitCode))
  for (const path of stubs)
    syscall(
      d,
      1,
      { name: 'unlink', path: buildOf(d, of.ref)!.steps[of.digest]!.upper + path },
      { then: 'nothing', data: {} },
    )
  commit(d, of)
}

/** Empty files that were only made to mount the sandbox's own over them; what is written there never reaches the layer. */
const stubs = ['/etc/hosts', '/etc/resolv.conf'] as const
