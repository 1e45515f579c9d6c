import { text } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'
import { readIgnore } from '../../base/ignore'
import { hostPlatform, platformText } from '../oci/platform'
import type { RpcReply, RpcStream } from '../wire/rpc'
import { patch, rpc } from '../world/draft'
import { born, lived } from '../world/life'
import { askFiles, filesOf, internal } from './asks'
import { buildMachine } from './build.machine'
import { transferSize } from './context'
import { convert, fromStepName, imageVertexDigest } from './dockerfile/convert'
import { planBuild, type ImageUse, type Plan } from './dockerfile/stages'
import { emptyDockerfile, noDockerfile, suggest } from './errors'
import { methods, type Resolved, type SolveArgs } from './face'
import { fail, failWith } from './failure'
import { completed, isOver, lineDone, started, vertexTold } from './progress'
import { layerTold, type PullLine } from './pulling'
import { begin } from './solve'
import { buildOf, setBuild, type Build, type Buildkit, type Caller } from './state'

/**
 * The first half of a build: the Dockerfile, the base images' configurations, the .dockerignore.
 * @models buildkit frontend/dockerui, frontend/dockerfile/builder
 * @fidelity part: the built-in Dockerfile frontend only
 */
export function solve(d: Buildkit, caller: Caller, args: SolveArgs): void {
  const filename = args.frontendAttrs['filename'] ?? 'Dockerfile'
  const build: Build = {
    ref: args.ref,
    args,
    life: born(buildMachine),
    solve: caller,
    untold: [],
    told: {},
    filename,
    dockerfile: '',
    resolved: {},
    unresolved: 0,
    transfers: {},
    excludes: [],
    contextState: 'none',
    contextFiles: [],
    steps: {},
    ...waiting(d, args.ref),
  }
  const { [args.ref]: _early, ...early } = d.state.early
  patch(d, { early, builds: { ...overDropped(d), [args.ref]: build } })
  started(d, args.ref, internal(args.ref, 'definition'), `[internal] load build definition from ${filename}`)
  const followPaths = [filename, `${filename}.dockerignore`, ...(filename === 'Dockerfile' ? ['dockerfile'] : [])]
  askFiles(d, args.ref, 'dockerfile', followPaths, [], 'load/dockerfile')
}

/** The Status call may have come before the Solve call. */
const waiting = (d: Buildkit, ref: string): Partial<Build> => (d.state.early[ref] ? { status: d.state.early[ref] } : {})

/** Builds that are over are forgotten when the next one comes. */
const overDropped = (d: Buildkit): Buildkit['state']['builds'] =>
  Object.fromEntries(Object.entries(d.state.builds).filter(([, build]) => !isOver(build)))

interface Of {
  readonly ref: string
}

export function dockerfileHere(d: Buildkit, { ref }: Of, answer: RpcReply): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  const vertex = internal(ref, 'definition')
  if (answer.error)
    return (completed(d, ref, vertex, { error: answer.error.message }), fail(d, ref, answer.error.message))
  const files = filesOf(answer)
  const found = pick(files, build.filename)
  lineDone(d, ref, vertex, 'transferring dockerfile:', transferSize(found ? [found] : [], {}))
  completed(d, ref, vertex)
  if (found === undefined) return fail(d, ref, noDockerfile(build.filename))
  const own = files.find((e) => e.path === `${build.filename}.dockerignore`)
  setBuild(d, ref, { dockerfile: found.data ?? '', life: lived(buildMachine, build.life, { type: 'dockerfile' }) })
  if (own !== undefined) setBuild(d, ref, { excludes: readIgnore(text(own.data ?? '')) })
  if ((found.data ?? '') === '') return fail(d, ref, emptyDockerfile)
  plan(d, ref)
}

const pick = (files: readonly FileEntry[], filename: string): FileEntry | undefined =>
  files.find((e) => e.type === 'file' && e.path === filename) ??
  (filename === 'Dockerfile' ? files.find((e) => e.type === 'file' && e.path === 'dockerfile') : undefined)

const attributes = (attrs: SolveArgs['frontendAttrs'], prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attrs).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  )

function plan(d: Buildkit, ref: string): void {
  const build = buildOf(d, ref)!
  const { frontendAttrs } = build.args
  let made: Plan
  try {
    made = planBuild(text(build.dockerfile), {
      target: frontendAttrs['target'] ?? '',
      buildArgs: attributes(frontendAttrs, 'build-arg:'),
    })
  } catch (error) {
    return failWith(d, ref, error)
  }
  setBuild(d, ref, { plan: made, unresolved: made.images.length })
  for (const use of made.images) resolve(d, ref, use)
  if (made.images.length === 0) loadIgnore(d, ref)
}

const metadata = (ref: string, use: ImageUse): string => internal(ref, `metadata ${use.ref}`)

function resolve(d: Buildkit, ref: string, use: ImageUse): void {
  started(d, ref, metadata(ref, use), `[internal] load metadata for ${use.ref}`)
  const platform = buildOf(d, ref)!.args.frontendAttrs['platform'] ?? platformText(hostPlatform)
  rpc(
    d,
    'dockerd',
    methods.resolve,
    { ref: use.ref, platform },
    { then: 'load/resolved', data: { ref, use } },
    { depth: 1 },
  )
}

/** dockerd pulls the image: the metadata is there, and the layers belong to the FROM step. */
export function pulling(d: Buildkit, { ref, use }: { ref: string; use: ImageUse }, message: RpcStream): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  const digest = imageVertexDigest(use.ref)
  if (build.told[digest] === undefined) {
    completed(d, ref, metadata(ref, use))
    const index = build.plan!.stages.findIndex((s) => s.needed && s.base === use.written)
    started(d, ref, digest, index < 0 ? `FROM ${use.ref}` : fromStepName(build.plan!, index, use.ref))
  }
  const lines = (message.data as unknown as { readonly statuses?: readonly PullLine[] }).statuses ?? []
  for (const line of lines) layerTold(d, ref, digest, line)
}

export function resolved(d: Buildkit, { ref, use }: { ref: string; use: ImageUse }, answer: RpcReply): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  if (answer.error !== undefined) return unresolved(d, build, use, answer.error.message)
  if (build.told[metadata(ref, use)]?.completed === undefined) completed(d, ref, metadata(ref, use))
  const left = build.unresolved - 1
  const image = answer.result as unknown as Resolved
  setBuild(d, ref, { resolved: { ...build.resolved, [use.ref]: image }, unresolved: left })
  if (left === 0) loadIgnore(d, ref)
}

const commonImages = ['alpine', 'busybox', 'centos', 'debian', 'golang', 'ubuntu', 'fedora'].flatMap((name) => [
  name,
  `${name}:latest`,
])

function unresolved(d: Buildkit, build: Build, use: ImageUse, message: string): void {
  vertexTold(d, build.ref, metadata(build.ref, use), { completed: d.now, error: message })
  const names = build.plan!.stages.map((s, i) => s.from.as || `stage-${i}`)
  const whole = `${use.written}: failed to resolve source metadata for ${use.ref}: ${message}`
  fail(d, build.ref, suggest(whole, use.written, [...names, ...commonImages], true), use.lines)
}

function loadIgnore(d: Buildkit, ref: string): void {
  const build = buildOf(d, ref)!
  setBuild(d, ref, { life: lived(buildMachine, build.life, { type: 'images' }) })
  started(d, ref, internal(ref, 'ignore'), '[internal] load .dockerignore')
  askFiles(d, ref, 'context', ['.dockerignore'], [], 'load/ignore')
}

export function ignoreHere(d: Buildkit, { ref }: Of, answer: RpcReply): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  const vertex = internal(ref, 'ignore')
  if (answer.error)
    return (completed(d, ref, vertex, { error: answer.error.message }), fail(d, ref, answer.error.message))
  const found = filesOf(answer).find((e) => e.path === '.dockerignore')
  lineDone(d, ref, vertex, 'transferring context:', transferSize(found ? [found] : [], {}))
  completed(d, ref, vertex)
  if (found !== undefined && build.excludes.length === 0)
    setBuild(d, ref, { excludes: readIgnore(text(found.data ?? '')) })
  setBuild(d, ref, { life: lived(buildMachine, build.life, { type: 'ignore' }) })
  makeGraph(d, ref)
}

function makeGraph(d: Buildkit, ref: string): void {
  const build = buildOf(d, ref)!
  const { frontendAttrs } = build.args
  try {
    const converted = convert(build.plan!, {
      buildArgs: attributes(frontendAttrs, 'build-arg:'),
      labels: attributes(frontendAttrs, 'label:'),
      noCache: 'no-cache' in frontendAttrs,
      configs: Object.fromEntries(Object.entries(build.resolved).map(([key, image]) => [key, image.config])),
    })
    setBuild(d, ref, { converted })
  } catch (error) {
    return failWith(d, ref, error)
  }
  askContext(d, ref)
  begin(d, ref)
}

function askContext(d: Buildkit, ref: string): void {
  const { converted, excludes } = buildOf(d, ref)!
  if (converted?.contextPaths === undefined) return
  started(d, ref, internal(ref, 'context'), '[internal] load build context')
  setBuild(d, ref, { contextState: 'asked' })
  askFiles(d, ref, 'context', converted.contextPaths, excludes, 'load/context')
}
