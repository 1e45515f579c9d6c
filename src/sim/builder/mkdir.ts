import { joinPath } from '../../base/path'
import { syscall } from '../world/draft'
import { askOwner, numericOwner, type Owner } from './owner'
import { buildOf, type Buildkit } from './state'
import { vertexOf, type StepOf } from './step'

/** WORKDIR's directory, with those above it, owned by the USER of that moment. */
export function makeDir(d: Buildkit, of: StepOf): void {
  const { op } = vertexOf(d, of)
  if (op.kind !== 'mkdir') return
  const owner = numericOwner(op.user)
  if (owner === undefined) return askOwner(d, of, op.user, 'mkdir/owner', of)
  makeOwned(d, of, owner)
}

export function makeOwned(d: Buildkit, of: StepOf, { uid, gid }: Owner): void {
  const { op } = vertexOf(d, of)
  if (op.kind !== 'mkdir') return
  const path = joinPath(buildOf(d, of.ref)!.steps[of.digest]!.merged, op.path)
  syscall(d, 1, { name: 'mkdir', path, mode: 0o755, parents: true, uid, gid }, { then: 'step/changed', data: of })
}
