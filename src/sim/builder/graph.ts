import { utf8, type Bytes } from '../../base/bytes'
import { digestOf } from '../../base/digest'
import type { Lines } from './errors'

/**
 * What has to be done, as a graph: a vertex is known by the digest of what it does and of what it builds on.
 * @models buildkit solver/pb (LLB)
 * @fidelity part: source, exec and file operations; no merge, diff or build operations
 */
export interface Vertex {
  readonly digest: string
  readonly name: string
  /** Digests of the vertexes it needs; '' is the empty file system, `context` the build context. */
  readonly inputs: readonly string[]
  readonly op: Op
  readonly lines?: Lines
  readonly ignoreCache: boolean
}

export type Op =
  | { readonly kind: 'image'; readonly ref: string }
  | { readonly kind: 'inline'; readonly name: string; readonly data: Bytes }
  | {
      readonly kind: 'run'
      readonly argv: readonly string[]
      readonly env: readonly string[]
      readonly cwd: string
      readonly user: string
    }
  | { readonly kind: 'copy'; readonly actions: readonly CopyAction[] }
  | { readonly kind: 'mkdir'; readonly path: string; readonly user: string }

export interface CopyAction {
  /** Which input holds the source. */
  readonly from: number
  /** Clean absolute path in it; may be a pattern. */
  readonly source: string
  /** Absolute; ends in '/' where it must be a directory. */
  readonly dest: string
  /** Local archives are unpacked (ADD). */
  readonly unpack: boolean
  readonly chown: string
  readonly chmod: string
}

export const vertex = (v: Omit<Vertex, 'digest'>): Vertex => ({
  digest: digestOf(utf8(JSON.stringify([v.op, v.inputs]))),
  ...v,
})
