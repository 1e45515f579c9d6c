import { utf8 } from '../../base/bytes'
import { sha256 } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import { hasWildcard } from '../../base/ignore'
import { dirOf, joinPath } from '../../base/path'
import { methods as runtime, type SnapshotMounts } from '../runtime/face'
import type { RpcReply } from '../wire/rpc'
import type { SysReturn } from '../wire/syscall'
import { patch, rpc, syscall } from '../world/draft'
import { baseName, below, checksumOf, matching } from './context'
import { cacheKeyFailed, checksumFailed } from './errors'
import { fail } from './failure'
import type { CopyAction, Vertex } from './graph'
import { lookup } from './lookup'
import { isOver, vertexTold } from './progress'
import { buildOf, type Build, type Buildkit } from './state'
import { mountOp } from './mount'
import { contextRefName, type Picked, type StepOf } from './step'

/**
 * What a COPY copies: files of the build context are at hand, those of another stage or image are read from its mounted layers.
 * @models buildkit cache/contenthash
 * @fidelity part: symbolic links on the way to a source are not followed
 */
interface Gathering extends StepOf {
  readonly at: number
  readonly picked: readonly Picked[]
}

export const gather = (d: Buildkit, of: StepOf): void => next(d, { ...of, at: 0, picked: [] })

const vertexOf = (build: Build, of: StepOf): Vertex => build.converted!.vertexes.find((v) => v.digest === of.digest)!

function next(d: Buildkit, g: Gathering): void {
  const build = buildOf(d, g.ref)!
  const { op, inputs } = vertexOf(build, g)
  const action = op.kind === 'copy' ? op.actions[g.at] : undefined
  if (action === undefined) return gathered(d, g)
  const input = inputs[action.from]!
  if (input === 'context') return pick(d, g, action, build.contextFiles, contextRefName(build))
  const step = build.steps[input]
  if (step !== undefined && step.files.length > 0) return pick(d, g, action, step.files, input)
  const top = step?.layers.at(-1)
  if (top === undefined) return pick(d, g, action, [], contextRefName(build))
  const key = `buildkit-source-${d.state.nextSnapshot}`
  patch(d, { nextSnapshot: d.state.nextSnapshot + 1 })
  rpc(d, 'containerd', runtime.prepare, { key, parent: top.key }, { then: 'source/prepared', data: { ...g, key } })
}

interface Reading extends Gathering {
  readonly key: string
  readonly merged: string
}

const actionOf = (build: Build, g: Gathering): CopyAction => {
  const { op } = vertexOf(build, g)
  if (op.kind !== 'copy') throw new Error('not a copy')
  return op.actions[g.at]!
}

export function sourcePrepared(d: Buildkit, g: Reading, answer: RpcReply): void {
  const build = buildOf(d, g.ref)
  if (build === undefined || isOver(build)) return
  if (answer.error) return fail(d, g.ref, answer.error.message)
  const { mounts } = answer.result as unknown as SnapshotMounts
  syscall(d, 1, mountOp(mounts), { then: 'source/mounted', data: { ...g, merged: mounts.merged } })
}

/** Reads the source itself, or the directory that its pattern is in. */
export function sourceMounted(d: Buildkit, g: Reading, answer: SysReturn): void {
  const build = buildOf(d, g.ref)
  if (build === undefined) return
  if (answer.errno !== undefined) return fail(d, g.ref, `failed to mount: ${answer.errno}`)
  syscall(
    d,
    1,
    { name: 'readtree', path: joinPath(g.merged, readFrom(actionOf(build, g))) },
    { then: 'source/read', data: g },
  )
}

/** The deepest directory above the first wildcard. */
function readFrom({ source }: CopyAction): string {
  let path = source
  while (hasWildcard(path)) path = dirOf(path)
  return path
}

export function sourceRead(d: Buildkit, g: Reading, answer: SysReturn): void {
  syscall(d, 1, { name: 'umount', target: g.merged }, { then: 'source/unmounted', data: { key: g.key } })
  const build = buildOf(d, g.ref)
  if (build === undefined || isOver(build)) return
  const action = actionOf(build, g)
  const prefix = readFrom(action).slice(1)
  const files = (answer.value?.entries ?? []).map((e) => ({ ...e, path: joinPath(prefix, e.path) }))
  pick(d, g, action, answer.errno === undefined ? files : [], contextRefName(build))
}

export function sourceUnmounted(d: Buildkit, { key }: { readonly key: string }): void {
  rpc(d, 'containerd', runtime.removeSnapshot, { key }, { then: 'nothing', data: {} })
}

function pick(d: Buildkit, g: Gathering, action: CopyAction, tree: readonly FileEntry[], refName: string): void {
  const source = action.source.slice(1)
  const paths = matching(tree, source)
  if (paths.length === 0 && !hasWildcard(source)) {
    const message = checksumFailed(refName, action.source)
    const { name, lines, inputs } = vertexOf(buildOf(d, g.ref)!, g)
    vertexTold(d, g.ref, g.digest, { name, inputs, started: d.now, completed: d.now, error: message })
    return fail(d, g.ref, cacheKeyFailed(message), lines)
  }
  const picked = paths.map((path): Picked => {
    const files = below(tree, path)
    const isDir =
      path === '' || files.some((e) => e.path === '' && e.type === 'dir') || files.every((e) => e.path !== '')
    return { action, name: baseName(path), isDir, files: isDir ? files.filter((e) => e.path !== '') : files }
  })
  next(d, { ref: g.ref, digest: g.digest, at: g.at + 1, picked: [...g.picked, ...picked] })
}

/** All sources are known: their contents decide whether the step is in the cache. */
function gathered(d: Buildkit, g: Gathering): void {
  const contents = sha256(utf8(g.picked.map((p) => `${p.isDir ? '' : p.name}\0${checksumOf(p.files)}\n`).join('')))
  lookup(d, { ref: g.ref, digest: g.digest }, contents, g.picked)
}
