import { fullString, parseNormalizedNamed, tagNameOnly } from '../../oci/reference'
import { hostPlatform, platformText } from '../../oci/platform'
import { at, noStage, noStages, suggest, within } from '../errors'
import type { FromInstruction, Instruction } from './instruction'
import { parseDockerfile } from './parse'
import { readInstruction } from './read'
import { lex, type Env } from './words'

/**
 * A Dockerfile as stages: which there are, which are needed for the target, and which images have to be known first.
 * @models buildkit frontend/dockerfile/dockerfile2llb/convert.go
 * @fidelity part: one platform; no named contexts; no lint
 */
export interface StagePlan {
  readonly from: FromInstruction
  /** Variables replaced: `alpine:3.19`, `scratch` or another stage's name. */
  readonly base: string
  readonly baseStage?: number
  readonly commands: readonly Instruction[]
  readonly needed: boolean
}

export interface Plan {
  readonly escape: string
  readonly stages: readonly StagePlan[]
  readonly target: number
  readonly globalArgs: Env
  /** Full references that the needed stages start from or copy from, with how they were written and where. */
  readonly images: readonly ImageUse[]
  /** Whether COPY --from names an image, which counts as a stage when steps are named. */
  readonly implicitStages: number
}

export interface ImageUse {
  readonly written: string
  readonly ref: string
  readonly lines: { readonly start: number; readonly end: number }
}

export interface PlanOptions {
  readonly target: string
  readonly buildArgs: Readonly<Record<string, string>>
}

export function planBuild(source: string, options: PlanOptions): Plan {
  const file = parseDockerfile(source)
  const { metaArgs, parts } = divide(file.nodes.map(readInstruction))
  const globalArgs = argsBefore(metaArgs, file.escape, options)
  const bare = parts.map((part) => ({ ...part, base: baseOf(part.from, globalArgs, file.escape) }))
  const linked = bare.map((stage, i) => {
    const baseStage = stageByName(bare, stage.base, i)
    return { ...stage, ...(baseStage !== undefined && { baseStage }) }
  })
  const target = targetOf(linked, options.target)
  const needed = reach(linked, target)
  const stages = linked.map((stage, i) => ({ ...stage, needed: needed.has(i) }))
  const outside = stages.flatMap((stage) => copiedImages(stages, stage.commands))
  return {
    escape: file.escape,
    stages,
    target,
    globalArgs,
    images: imagesOf(stages),
    implicitStages: outside.length,
  }
}

interface Part {
  readonly from: FromInstruction
  readonly commands: readonly Instruction[]
}

function divide(all: readonly Instruction[]): { metaArgs: readonly Instruction[]; parts: readonly Part[] } {
  const first = all.findIndex((c) => c.kind !== 'arg')
  const metaArgs = first < 0 ? all : all.slice(0, first)
  if (first < 0) throw new Error(noStages)
  const parts: Part[] = []
  for (const c of all.slice(first)) {
    const last = parts.at(-1)
    if (c.kind === 'from') parts.push({ from: c, commands: [] })
    else if (last === undefined) throw at(c.lines, new Error(noStage))
    else parts[parts.length - 1] = { ...last, commands: [...last.commands, c] }
  }
  return { metaArgs, parts }
}

function argsBefore(metaArgs: readonly Instruction[], escape: string, options: PlanOptions): Env {
  const text = platformText(hostPlatform)
  const { os, architecture } = hostPlatform
  let env: Env = {
    BUILDPLATFORM: text,
    BUILDOS: os,
    BUILDOSVERSION: '',
    BUILDARCH: architecture,
    BUILDVARIANT: '',
    TARGETPLATFORM: text,
    TARGETOS: os,
    TARGETOSVERSION: '',
    TARGETARCH: architecture,
    TARGETVARIANT: '',
    TARGETSTAGE: options.target === '' ? 'default' : options.target,
  }
  for (const c of metaArgs) {
    if (c.kind !== 'arg') continue
    for (const { key, value } of c.args) {
      const given =
        options.buildArgs[key] ??
        (value === undefined ? undefined : within(c.lines, () => lex(value, env, { escape }).result))
      if (given !== undefined) env = { ...env, [key]: given }
    }
  }
  return env
}

function baseOf(from: FromInstruction, globalArgs: Env, escape: string): string {
  const base = within(from.lines, () => lex(from.base, globalArgs, { escape }).result)
  if (base === '') throw at(from.lines, new Error(`base name (${from.base}) should not be blank`))
  return base
}

/** The last stage of that name before the given one (or of all). */
function stageByName(stages: readonly Part[], name: string, before = stages.length): number | undefined {
  for (let i = before - 1; i >= 0; i--)
    if (stages[i]!.from.as !== '' && stages[i]!.from.as === name.toLowerCase()) return i
  return undefined
}

function targetOf(stages: readonly Part[], name: string): number {
  if (name === '') return stages.length - 1
  const found =
    stageByName(stages, name) ?? (/^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : undefined)
  if (found !== undefined) return found
  const names = stages.map((s, i) => s.from.as || `stage-${i}`)
  throw new Error(suggest(`target stage ${JSON.stringify(name)} could not be found`, name, names, true))
}

/** What COPY --from means: a stage, or (undefined) an image. */
export function copySource(stages: readonly Part[], from: string): number | undefined {
  if (!/^\d+$/.test(from)) return stageByName(stages, from)
  if (Number(from) >= stages.length) throw new Error(`invalid stage index ${from}`)
  return Number(from)
}

const copies = (commands: readonly Instruction[]) =>
  commands.flatMap((c) => (c.kind === 'copy' && c.from !== '' ? [c] : []))

function reach(stages: readonly (Part & { readonly baseStage?: number })[], target: number): ReadonlySet<number> {
  const needed = new Set<number>()
  const visit = (i: number, path: readonly number[]): void => {
    if (path.includes(i))
      throw new Error(`circular dependency detected on stage: ${stages[i]!.from.as || `stage-${i}`}`)
    if (needed.has(i)) return
    needed.add(i)
    const stage = stages[i]!
    if (stage.baseStage !== undefined) visit(stage.baseStage, [...path, i])
    for (const c of copies(stage.commands)) {
      const from = within(c.lines, () => copySource(stages, c.from))
      if (from !== undefined) visit(from, [...path, i])
    }
  }
  visit(target, [])
  return needed
}

const copiedImages = (stages: readonly Part[], commands: readonly Instruction[]) =>
  copies(commands).filter((c) => copySource(stages, c.from) === undefined && c.from !== 'scratch')

function imagesOf(stages: readonly StagePlan[]): readonly ImageUse[] {
  const uses = stages
    .filter((s) => s.needed)
    .flatMap((stage) => [
      ...(stage.baseStage === undefined && stage.base !== 'scratch' ? [imageUse(stage.base, stage.from.lines)] : []),
      ...copiedImages(stages, stage.commands).map((c) => imageUse(c.from, c.lines)),
    ])
  return uses.filter((use, i) => uses.findIndex((other) => other.ref === use.ref) === i)
}

function imageUse(written: string, lines: ImageUse['lines']): ImageUse {
  try {
    return { written, ref: fullString(tagNameOnly(parseNormalizedNamed(written))), lines }
  } catch (error) {
    throw at(lines, new Error(`failed to parse stage name ${JSON.stringify(written)}: ${(error as Error).message}`))
  }
}
