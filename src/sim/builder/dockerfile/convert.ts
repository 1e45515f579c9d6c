import { parseImageConfig, type ImageConfig } from '../../oci/config'
import { fullString, parseNormalizedNamed, tagNameOnly } from '../../oci/reference'
import { hostPlatform } from '../../oci/platform'
import type { Bytes } from '../../../base/bytes'
import { vertex, type Vertex } from '../graph'
import { within } from '../errors'
import { apply } from './apply'
import type { Instruction } from './instruction'
import { parseDockerfile } from './parse'
import { readInstruction } from './read'
import { copySource, type Plan, type StagePlan } from './stages'
import { stepName, type Making, type Stage } from './stage'
import type { Env } from './words'

/**
 * From stages to the graph of what has to be done, and the configuration of the image that it ends in.
 * @models buildkit frontend/dockerfile/dockerfile2llb/convert.go
 * @fidelity part: COPY --from in a base image's ONBUILD may name only images that the Dockerfile names too
 */
export interface Converted {
  /** Every vertex that the target needs, each after its inputs. */
  readonly vertexes: readonly Vertex[]
  /** Digest of the vertex whose file system is the image's; '' for an empty image. */
  readonly top: string
  readonly stage: Stage
  readonly base: Pick<ImageConfig, 'architecture' | 'os' | 'variant'>
  /** Paths of the build context that COPY and ADD name; undefined when nothing of it is needed. */
  readonly contextPaths?: readonly string[]
}

export interface ConvertOptions {
  readonly buildArgs: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly noCache: boolean
  /** Image configurations by full reference. */
  readonly configs: Readonly<Record<string, Bytes>>
}

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

interface Made {
  readonly stage: Stage
  readonly base: Converted['base']
}

export function convert(plan: Plan, options: ConvertOptions): Converted {
  const made: (Made | undefined)[] = []
  const imageVertexes: Vertex[] = []
  const topOf = (name: string): string | undefined => {
    const index = copySource(plan.stages, name)
    if (index !== undefined) return made[index]?.stage.top
    const image = imageVertex(fullReference(name), `FROM ${fullReference(name)}`)
    if (!imageVertexes.some((v) => v.digest === image.digest)) imageVertexes.push(image)
    return image.digest
  }
  const making: Making = { ...options, escape: plan.escape, globalArgs: plan.globalArgs, topOf }
  plan.stages.forEach((stage, i) => {
    if (stage.needed) made[i] = makeStage(plan, stage, i, made, making, options)
  })
  const target = made[plan.target]!
  const all = [...imageVertexes, ...made.flatMap((m) => m?.stage.vertexes ?? [])]
  const vertexes = needed(all, target.stage.top)
  const labels =
    Object.keys(options.labels).length > 0 ? { Labels: { ...target.stage.config.Labels, ...options.labels } } : {}
  const paths = contextPaths(vertexes)
  return {
    vertexes,
    top: target.stage.top,
    stage: { ...target.stage, config: { ...target.stage.config, ...labels } },
    base: target.base,
    ...(paths !== undefined && { contextPaths: paths }),
  }
}

const fullReference = (name: string): string => fullString(tagNameOnly(parseNormalizedNamed(name)))

const imageVertex = (ref: string, name: string, lines?: StagePlan['from']['lines']): Vertex =>
  vertex({ name, inputs: [], op: { kind: 'image', ref }, ignoreCache: false, ...(lines && { lines }) })

/** The digest under which an image's vertex is known, before the graph is there. */
export const imageVertexDigest = (ref: string): string => imageVertex(ref, '').digest

/** The name of the first step of a stage: `[build 1/4] FROM docker.io/library/alpine:3.19`. */
export function fromStepName(plan: Plan, index: number, ref: string): string {
  return stepName(emptyStage(plan, index, plan.stages[index]!.commands), `FROM ${ref}`)
}

function emptyStage(plan: Plan, index: number, commands: readonly Instruction[]): Stage {
  const stage = plan.stages[index]!
  const steps = commands.filter((c) => ['add', 'copy', 'run', 'workdir'].includes(c.kind)).length
  const fromStep = stage.base !== 'scratch' && stage.baseStage === undefined ? 1 : 0
  const alone = plan.stages.length + plan.implicitStages === 1
  return {
    name: alone ? '' : stage.from.as || `stage-${index}`,
    config: {},
    author: '',
    history: [],
    env: {},
    args: [],
    top: '',
    vertexes: [],
    done: 0,
    total: steps + fromStep,
    onBuild: false,
    cmdSet: false,
  }
}

function makeStage(
  plan: Plan,
  stage: StagePlan,
  index: number,
  made: readonly (Made | undefined)[],
  making: Making,
  options: ConvertOptions,
): Made {
  const empty = emptyStage(plan, index, stage.commands)
  const below = stage.baseStage === undefined ? undefined : made[stage.baseStage]!
  const start = below ? onStage(empty, below.stage) : onImage(empty, stage, options)
  const triggers = below ? below.stage.config.OnBuild : start.stage.config.OnBuild
  const onBuild = (triggers ?? []).map((trigger) => triggered(trigger, stage))
  const ready: Stage = { ...start.stage, config: { ...start.stage.config, OnBuild: null }, onBuild: false }
  const done = [...onBuild, ...stage.commands].reduce((s, c) => apply(s, c, making), ready)
  return { stage: done, base: below?.base ?? start.base }
}

/** A stage on another stage goes on where that one ended, but numbers its own steps. */
const onStage = (empty: Stage, below: Stage): Made => ({
  stage: {
    ...empty,
    config: below.config,
    author: below.author,
    history: below.history,
    env: below.env,
    args: below.args,
    top: below.top,
  },
  base: hostPlatform,
})

function onImage(empty: Stage, stage: StagePlan, options: ConvertOptions): Made {
  if (stage.base === 'scratch') return { stage: withPath(empty), base: hostPlatform }
  const ref = fullReference(stage.base)
  const image = parseImageConfig(options.configs[ref]!)
  const from = imageVertex(ref, stepName(empty, `FROM ${ref}`), stage.from.lines)
  const noLayers = image.rootfs.diff_ids.length === 0
  const started: Stage = {
    ...empty,
    config: image.config ?? {},
    author: image.author ?? '',
    history: image.history ?? [],
    top: noLayers ? '' : from.digest,
    vertexes: noLayers ? [] : [from],
    done: 1,
  }
  const { architecture, os, variant } = image
  return { stage: withPath(started), base: { architecture, os, ...(variant !== undefined && { variant }) } }
}

function withPath(s: Stage): Stage {
  const given = s.config.Env ?? []
  const list = given.some((line) => line.startsWith('PATH=')) ? given : [...given, defaultPath]
  return { ...s, config: { ...s.config, Env: list }, env: Object.fromEntries(list.map(keyValue)) as Env }
}

const keyValue = (line: string): readonly [key: string, value: string] => {
  const equals = line.indexOf('=')
  return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)]
}

const triggered = (trigger: string, stage: StagePlan): Instruction =>
  within(stage.from.lines, () => {
    const nodes = parseDockerfile(trigger).nodes
    if (nodes.length !== 1) throw new Error('onbuild trigger should be a single expression')
    const { start, end } = stage.from.lines
    return readInstruction({ ...nodes[0]!, start, end })
  })

/** The vertexes that lead to the top, in their order. */
function needed(all: readonly Vertex[], top: string): readonly Vertex[] {
  // Two stages on one image share its vertex; it keeps the name that it has in the first.
  const byDigest = new Map([...all].reverse().map((v) => [v.digest, v]))
  const wanted = new Set<string>()
  const visit = (digest: string): void => {
    const v = byDigest.get(digest)
    if (v === undefined || wanted.has(digest)) return
    wanted.add(digest)
    v.inputs.forEach(visit)
  }
  visit(top)
  return [...byDigest.values()].reverse().filter((v) => wanted.has(v.digest))
}

function contextPaths(vertexes: readonly Vertex[]): readonly string[] | undefined {
  const paths = vertexes.flatMap((v) =>
    v.op.kind === 'copy'
      ? v.op.actions.filter((a) => v.inputs[a.from] === 'context').map((a) => a.source.slice(1))
      : [],
  )
  if (paths.length === 0) return undefined
  return paths.includes('') ? [] : [...new Set(paths)].sort()
}
