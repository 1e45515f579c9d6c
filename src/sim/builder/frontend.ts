import { parseImageConfig, type RunConfig } from '../oci/config'
import { hostPlatform, platformText } from '../oci/platform'
import type { Bytes } from '../../base/bytes'
import { joinPath } from '../../base/path'
import { apply } from './dockerfile/apply'
import type { FromInstruction, Instruction } from './dockerfile/instruction'
import { parseDockerfile, type Node } from './dockerfile/parse'
import { readInstruction } from './dockerfile/read'
import { expand, type Making, type Stage } from './dockerfile/stage'
import { lex, type Env } from './dockerfile/words'
import { noStage } from './errors'

/**
 * The Dockerfile language for the classic builder, which reads it with BuildKit's parser but carries out each instruction by itself.
 * @models moby builder/dockerfile (its imports of buildkit frontend/dockerfile/{parser,instructions,shell})
 * @fidelity part: here-documents are read past, as the classic builder does not know them
 */
export type { Instruction } from './dockerfile/instruction'
export type { Stage } from './dockerfile/stage'

export interface Row {
  /** As written, continuations joined. */
  readonly text: string
  readonly instruction: Instruction
  readonly flags: readonly string[]
}

export interface ClassicStage {
  readonly from: FromInstruction
  readonly text: string
  readonly rows: readonly Row[]
}

export interface ClassicFile {
  readonly escape: string
  readonly metaArgs: readonly Row[]
  readonly stages: readonly ClassicStage[]
}

export function readDockerfile(source: string, filename: string): ClassicFile {
  const { nodes, escape } = parsed(source, filename)
  const rows = nodes.map(rowOf)
  const first = rows.findIndex(({ instruction }) => instruction.kind !== 'arg')
  const metaArgs = first < 0 ? rows : rows.slice(0, first)
  const stages: ClassicStage[] = []
  for (const row of rows.slice(metaArgs.length)) {
    const last = stages.at(-1)
    if (row.instruction.kind === 'from') stages.push({ from: row.instruction, text: row.text, rows: [] })
    else if (last === undefined) throw new Error(noStage)
    else stages[stages.length - 1] = { ...last, rows: [...last.rows, row] }
  }
  return { escape, metaArgs, stages }
}

function parsed(source: string, filename: string): ReturnType<typeof parseDockerfile> {
  try {
    return parseDockerfile(source)
  } catch (problem) {
    throw new Error(`failed to parse ${filename}: ${(problem as Error).message}`, { cause: problem })
  }
}

const rowOf = (node: Node): Row => ({
  text: node.original,
  instruction: readInstruction({ ...node, heredocs: [] }),
  flags: node.flags,
})

/** One instruction by itself: a trigger of ONBUILD, a label of the command line. */
export const readRow = (text: string): Row => rowOf(parseDockerfile(text).nodes[0]!)

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A stage on an image; none for `scratch`. */
export function beginStage(image: Bytes | undefined): Stage {
  const { config = {}, author = '' } = image === undefined ? {} : parseImageConfig(image)
  const given = config.Env ?? []
  const list = given.some((line) => line.startsWith('PATH=')) ? given : [...given, defaultPath]
  const env = Object.fromEntries(list.map((line) => [line.split('=', 1)[0]!, line.slice(line.indexOf('=') + 1)]))
  const bare: RunConfig = { ...config, Env: list }
  const empty = {
    name: '',
    history: [],
    args: [],
    top: '',
    vertexes: [],
    done: 0,
    total: 0,
    onBuild: false,
    cmdSet: false,
  }
  return { ...empty, author, env, config: bare }
}

export interface Given {
  readonly escape: string
  readonly buildArgs: Readonly<Record<string, string>>
  readonly globalArgs: Env
}

const making = ({ escape, buildArgs, globalArgs }: Given): Making => ({
  escape,
  buildArgs,
  globalArgs,
  noCache: false,
  topOf: () => 'any',
})

/** The stage after an instruction, and what the instruction says of itself in the history. */
export function advance(
  stage: Stage,
  instruction: Instruction,
  given: Given,
): { readonly stage: Stage; readonly comment: string } {
  const next = apply(stage, instruction, making(given))
  const { ArgsEscaped: _windows, ...config } = next.config
  return {
    stage: { ...next, config, top: '', vertexes: [] },
    comment: commentOf(stage, instruction, given) ?? next.history.at(-1)?.created_by ?? '',
  }
}

/** Where the classic builder's words are not BuildKit's: an ARG is told as it is declared. */
function commentOf(stage: Stage, c: Instruction, given: Given): string | undefined {
  if (c.kind === 'expose') return `EXPOSE ${c.ports.map((port) => expand(stage, making(given), port)).join(' ')}`
  if (c.kind !== 'arg') return undefined
  return `ARG ${c.args.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)).join(' ')}`
}

/** The words of a RUN, and the arguments that it can see beside the environment. */
export function commandOf(
  stage: Stage,
  instruction: Instruction & { readonly kind: 'run' },
): { readonly argv: readonly string[]; readonly args: readonly string[] } {
  const shell = stage.config.Shell && stage.config.Shell.length > 0 ? stage.config.Shell : ['/bin/sh', '-c']
  const argv = instruction.shell ? [...shell, instruction.argv.join(' ')] : instruction.argv
  const own = new Set((stage.config.Env ?? []).map((line) => line.split('=', 1)[0]!))
  const seen = [...new Set(stage.args.map(({ key }) => key))].filter(
    (key) => !own.has(key) && stage.env[key] !== undefined,
  )
  return { argv, args: seen.map((key) => `${key}=${stage.env[key]}`) }
}

/** A COPY with its variables replaced; `dest` is absolute and keeps its slash at the end. */
export function copyOf(stage: Stage, instruction: Instruction & { readonly kind: 'copy' | 'add' }, given: Given) {
  const sources = instruction.sources.map((source) => expand(stage, making(given), source))
  const written = expand(stage, making(given), instruction.dest)
  const path = joinPath('/', written.startsWith('/') ? '/' : (stage.config.WorkingDir ?? '/'), written)
  const dest = /(^|\/)\.?$/.test(written) && path !== '/' ? `${path}/` : path
  return { sources, written, dest, chown: expand(stage, making(given), instruction.chown) }
}

/** What FROM names. */
export const baseOf = (from: FromInstruction, given: Given): string =>
  lex(from.base, given.globalArgs, { escape: given.escape }).result

/** The arguments before the first FROM, one after the other. */
export function metaArg(instruction: Instruction, given: Given): Env {
  if (instruction.kind !== 'arg') return given.globalArgs
  return instruction.args.reduce((env, { key, value }) => {
    const found =
      given.buildArgs[key] ?? (value === undefined ? undefined : lex(value, env, { escape: given.escape }).result)
    return found === undefined ? env : { ...env, [key]: found }
  }, given.globalArgs)
}

const text = platformText(hostPlatform)
export const platformArgs: Env = {
  TARGETPLATFORM: text,
  TARGETOS: hostPlatform.os,
  TARGETARCH: hostPlatform.architecture,
  TARGETVARIANT: '',
  BUILDPLATFORM: text,
  BUILDOS: hostPlatform.os,
  BUILDARCH: hostPlatform.architecture,
  BUILDVARIANT: '',
}
