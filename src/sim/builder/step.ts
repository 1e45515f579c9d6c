import { digestOf } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import type { CopyAction, Vertex } from './graph'
import { buildOf, type Build, type Buildkit, type Layer } from './state'

/** Which step of which build: what every continuation of a step carries. */
export interface StepOf {
  readonly ref: string
  readonly digest: string
}

/** One thing that a COPY copies. */
export interface Picked {
  readonly action: CopyAction
  /** Name of the file or directory; '' for the whole tree. */
  readonly name: string
  readonly isDir: boolean
  /** Paths relative to it; a file has one entry with path ''. */
  readonly files: readonly FileEntry[]
}

export const vertexOf = (d: Buildkit, of: StepOf): Vertex =>
  buildOf(d, of.ref)!.converted!.vertexes.find((v) => v.digest === of.digest)!

/** Layers of the file system that a vertex starts from. */
export const parentLayers = (build: Build, v: Vertex): readonly Layer[] =>
  v.inputs[0] === undefined || v.inputs[0] === '' ? [] : (build.steps[v.inputs[0]]?.layers ?? [])

/** How the checksum of a build context is called in an error: two random looking names, here drawn from the build's own. */
export function contextRefName(build: Build): string {
  const hex = digestOf(build.ref).slice('sha256:'.length)
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
  return `${uuid}::${BigInt(`0x${hex.slice(32)}`)
    .toString(36)
    .padStart(25, '0')
    .slice(0, 25)}`
}

/** Name of a RUN's sandbox: from the step's digest and its snapshot, so that two runs of one step differ. */
export const runId = (digest: string, snapshot: string): string =>
  digest.slice('sha256:'.length, 'sha256:'.length + 20) + snapshot.slice('buildkit-'.length).padStart(5, '0')
