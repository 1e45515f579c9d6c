import type { History, RunConfig } from '../../oci/config'
import type { Vertex } from '../graph'
import { lex, type Env } from './words'

/**
 * A stage while its instructions are carried out on paper: the image configuration so far, the environment,
 * and the vertexes of the graph that will do the work.
 * @models buildkit frontend/dockerfile/dockerfile2llb (dispatchState)
 */
export interface Stage {
  /** '' when the Dockerfile has only one stage. */
  readonly name: string
  readonly config: RunConfig
  readonly author: string
  readonly history: readonly StageHistory[]
  /** Variables as RUN sees them: ENV and ARG. */
  readonly env: Env
  readonly args: readonly { readonly key: string; readonly value?: string }[]
  /** Digest of the vertex that makes the file system so far; '' is an empty one. */
  readonly top: string
  readonly vertexes: readonly Vertex[]
  readonly done: number
  readonly total: number
  readonly onBuild: boolean
  readonly cmdSet: boolean
}

/** A line of history; `vertex` names what makes its layer, whose time it gets. */
export interface StageHistory extends History {
  readonly vertex?: string
}

/** What all stages share. */
export interface Making {
  readonly escape: string
  readonly buildArgs: Readonly<Record<string, string>>
  /** ARG before the first FROM, and the platform's. */
  readonly globalArgs: Env
  readonly noCache: boolean
  /** The file system of a stage or of an image that COPY --from names; undefined when it is not made yet. */
  readonly topOf: (name: string) => string | undefined
}

export const expand = (s: Stage, making: Making, word: string): string =>
  lex(word, s.env, { escape: making.escape }).result

const comment = 'buildkit.dockerfile.v0'

/** Adds a line that makes no layer. */
export const noted = (s: Stage, createdBy: string, change: Partial<Stage> = {}): Stage => ({
  ...s,
  ...change,
  history: [...s.history, { created_by: createdBy, comment, empty_layer: true }],
})

/** Adds a vertex on top, and the line for its layer. */
export const layered = (s: Stage, createdBy: string, vertex: Vertex, others: readonly Vertex[] = []): Stage => ({
  ...s,
  top: vertex.digest,
  vertexes: [...s.vertexes, ...others, vertex],
  done: s.done + 1,
  history: [...s.history, { created_by: createdBy, comment, vertex: vertex.digest }],
})

/** `[build 2/5] RUN make`: the name of the stage's next step. */
export function stepName(s: Stage, text: string): string {
  const digits = String(s.total).length
  const stage = s.name === '' ? '' : `${s.name} `
  return `[${stage}${String(s.done + 1).padStart(digits)}/${s.total}] ${s.onBuild ? 'ONBUILD ' : ''}${text}`
}

/** The instruction as the step's name shows it: in upper case, variables replaced. */
export function stepText(s: Stage, making: Making, code: string, raw: boolean): string {
  const upper = code.replace(/^\S+/, (word) => word.toUpperCase())
  try {
    return lex(upper, s.env, { escape: making.escape, ...(raw && { rawQuotes: true, skipUnset: true }) }).result
  } catch {
    return upper
  }
}

export const withShell = (s: Stage, argv: readonly string[]): readonly string[] => [
  ...(s.config.Shell && s.config.Shell.length > 0 ? s.config.Shell : ['/bin/sh', '-c']),
  argv.join(' '),
]

/** Go's %q of a list: `["a" "b"]`. */
export const quotedList = (list: readonly string[]): string => `[${list.map((item) => JSON.stringify(item)).join(' ')}]`

export const withConfig = (s: Stage, change: Partial<RunConfig>): Stage => ({
  ...s,
  config: { ...s.config, ...change },
})
