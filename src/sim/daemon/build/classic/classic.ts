import type { FileEntry } from '../../../../base/file-entry'
import type { Digest } from '../../../../base/digest'
import type { ClassicFile, Given, Row, Stage } from '../../../builder/frontend'
import type { RunConfig } from '../../../oci/config'
import { patch } from '../../../world/draft'
import { later } from '../../containers/waiters'
import { endStream, jsonLine } from '../../respond'
import type { Daemon, Sink } from '../../state'

/**
 * A classic build under way: what is left to do, the stage as it is on paper, and the image that it has come to.
 * @models moby builder/dockerfile/builder.go, dispatchers.go
 * @fidelity part: no --squash, --memory and the like, no ADD of a URL
 */
export interface Classic {
  readonly id: string
  readonly sink: Sink
  readonly quiet: boolean
  readonly rm: boolean
  readonly forceRm: boolean
  readonly noCache: boolean
  readonly tags: readonly string[]
  readonly given: Given
  /** The build context. */
  readonly files: readonly FileEntry[]
  readonly escape: ClassicFile['escape']
  readonly work: readonly Item[]
  readonly at: number
  readonly stage: Stage
  /** The image so far; '' on scratch. */
  readonly image: Digest | ''
  /** Images of the stages by name and by number. */
  readonly stages: Readonly<Record<string, Digest | ''>>
  readonly busted: boolean
  /** Containers that the instruction under way has made. */
  readonly made: readonly string[]
  /** Kept back by --quiet, told if it fails. */
  readonly held: string
  readonly usedArgs: readonly string[]
  /** The instruction under way, as its image will tell it. */
  readonly pending: Pending
}

export interface Pending {
  readonly config: RunConfig
  /** What the history and the cache know it by. */
  readonly cmd: readonly string[]
  /** The words that a RUN runs; null for all others. */
  readonly runs: readonly string[] | null
}

export type Item =
  | { readonly kind: 'meta'; readonly row: Row }
  | { readonly kind: 'from'; readonly row: Row; readonly name: string; readonly index: number }
  | { readonly kind: 'step'; readonly row: Row }
  /** Of ONBUILD in the base image; only the last one's image is told. */
  | { readonly kind: 'trigger'; readonly row: Row; readonly isLast: boolean }

export const classicOf = (d: Daemon, id: string): Classic | undefined => d.state.classics[id]

export const put = (d: Daemon, classic: Classic): void =>
  patch(d, { classics: { ...d.state.classics, [classic.id]: classic } })

export const change = (d: Daemon, id: string, to: Partial<Classic>): Classic => {
  const next = { ...d.state.classics[id]!, ...to }
  put(d, next)
  return next
}

/** A line of the build's output. */
export function say(d: Daemon, id: string, ...lines: readonly string[]): void {
  const classic = classicOf(d, id)
  if (classic === undefined) return
  if (classic.quiet) change(d, id, { held: classic.held + lines.join('') })
  else for (const stream of lines) jsonLine(d, classic.sink, { stream })
}

export const short = (id: string): string => id.replace('sha256:', '').slice(0, 12)

export function forget(d: Daemon, id: string): void {
  const { [id]: _gone, ...classics } = d.state.classics
  patch(d, { classics })
}

/** The build is over; containers of a step that failed stay unless --force-rm was given. */
export function failBuild(d: Daemon, id: string, message: string, code?: number): void {
  const classic = classicOf(d, id)
  if (classic === undefined) return
  if (classic.held !== '') jsonLine(d, classic.sink, { stream: classic.held })
  jsonLine(d, classic.sink, { errorDetail: { ...(code !== undefined && { code }), message }, error: message })
  endStream(d, classic.sink)
  forget(d, id)
}

/** An instruction is done: its image is told, and the stage's image is the newest. */
export function stepped(d: Daemon, id: string): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  const item = b.work[b.at]
  const own = b.work
    .slice(0, b.at + 1)
    .filter(({ kind }) => kind === 'from')
    .at(-1)
  const keys = own?.kind === 'from' ? [String(own.index), ...(own.name === '' ? [] : [own.name])] : []
  if (item?.kind !== 'trigger' || item.isLast) say(d, id, ` ---> ${short(b.image)}\n`)
  change(d, id, { at: b.at + 1, stages: { ...b.stages, ...Object.fromEntries(keys.map((key) => [key, b.image])) } })
  later(d, { then: 'build.classic/next', data: { id } }, {})
}
