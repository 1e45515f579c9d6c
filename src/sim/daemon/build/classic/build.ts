import { text } from '../../../../base/bytes'
import { gunzip, isGzip } from '../../../../base/gzip'
import { unpackTar } from '../../../../base/tar'
import {
  advance,
  baseOf,
  beginStage,
  metaArg,
  platformArgs,
  readDockerfile,
  readRow,
  type ClassicFile,
  type Row,
} from '../../../builder/frontend'
import { parseNormalizedNamed, familiarString, tagNameOnly } from '../../../oci/reference'
import { parseImageConfig } from '../../../oci/config'
import { patch } from '../../../world/draft'
import { imageEvent } from '../../images/events'
import { findImage } from '../../images/lookup'
import { setReference, touch } from '../../images/store'
import { queryAll, type Continuations, type Handler, type Request } from '../../request'
import { endStream, error, jsonLine, sinkOf, startStream } from '../../respond'
import type { Daemon } from '../../state'
import { change, classicOf, failBuild, forget, put, say, short, stepped, type Classic, type Item } from './classic'
import { copyStep } from './copy'
import { pullBase } from './self'
import { plainStep, runStep } from './step'

/** `POST /build` without BuildKit: an instruction, a container, a commit, one after the other. */
export const classicBuild: Handler = (d, req) => {
  try {
    begin(d, req)
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}

function begin(d: Daemon, req: Request): void {
  const {
    dockerfile: asked = '',
    target = '',
    q,
    rm = '1',
    forcerm,
    nocache,
    buildargs = '{}',
    labels = '{}',
  } = req.query
  const body = isGzip(req.http.body) ? gunzip(req.http.body) : req.http.body
  const files = unpackTar(body).filter(({ path }) => path !== '')
  const name = asked || 'Dockerfile'
  const file = files.find(({ path }) => path === name)
  if (file === undefined) throw new Error(`Cannot locate specified Dockerfile: ${name}`)
  if ((file.data ?? '') === '') throw new Error(`the Dockerfile (${name}) cannot be empty`)
  const read = readDockerfile(text(file.data ?? ''), name)
  const kept = upTo(read, target)
  const buildArgs = JSON.parse(buildargs) as Record<string, string>
  const id = String(d.state.nextWatch)
  patch(d, { nextWatch: d.state.nextWatch + 1 })
  put(d, {
    id,
    sink: sinkOf(req),
    quiet: q === '1',
    rm: rm !== '0',
    forceRm: forcerm === '1',
    noCache: nocache === '1',
    tags: names(queryAll(req, 't')),
    given: { escape: read.escape, buildArgs, globalArgs: platformArgs },
    files: name.startsWith('.dockerfile.') ? files.filter((entry) => entry !== file) : files,
    escape: read.escape,
    work: itemsOf({ ...read, stages: kept }, JSON.parse(labels) as Record<string, string>),
    at: 0,
    stage: beginStage(undefined),
    image: '',
    stages: {},
    busted: false,
    made: [],
    held: '',
    usedArgs: [],
    pending: { config: {}, cmd: [], runs: null },
  })
  startStream(d, req, { 'Content-Type': 'application/json' })
  next(d, id)
}

const names = (given: readonly string[]): readonly string[] =>
  given.filter((name) => name !== '').map((name) => familiarString(tagNameOnly(parseNormalizedNamed(name))))

/** The stages up to the target; those after it are left out. */
function upTo({ stages }: ClassicFile, target: string): ClassicFile['stages'] {
  if (target === '') return stages
  const found = stages.findIndex(({ from }, i) => from.as === target.toLowerCase() || String(i) === target)
  if (found < 0) throw new Error(`target stage ${JSON.stringify(target)} could not be found`)
  return stages.slice(0, found + 1)
}

function itemsOf({ metaArgs, stages }: ClassicFile, labels: Readonly<Record<string, string>>): readonly Item[] {
  const named = Object.entries(labels).map(([key, value]) => `${JSON.stringify(key)}=${JSON.stringify(value)}`)
  const extra: readonly Row[] = named.length === 0 ? [] : [readRow(`LABEL ${named.join(' ')}`)]
  return [
    ...metaArgs.map((row): Item => ({ kind: 'meta', row })),
    ...stages.flatMap(({ from, text: written, rows }, index): Item[] => [
      { kind: 'from', row: { text: written, instruction: from, flags: [] }, name: from.as, index },
      ...[...rows, ...(index === stages.length - 1 ? extra : [])].map((row): Item => ({ kind: 'step', row })),
    ]),
  ]
}

/** The instruction that is due, or the end. */
function next(d: Daemon, id: string): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  const item = b.work[b.at]
  if (item === undefined) return finish(d, b)
  if (item.kind === 'from' && item.name !== '' && item.name in b.stages)
    return failBuild(d, id, 'a stage name already used')
  if (item.kind !== 'trigger') {
    const counted = b.work.filter(({ kind }) => kind !== 'trigger')
    say(d, id, `Step ${counted.indexOf(item) + 1}/${counted.length} : ${item.row.text}`, '\n')
  }
  try {
    dispatch(d, classicOf(d, id)!, item)
  } catch (problem) {
    failBuild(d, id, (problem as Error).message.replace(/^invalid containerPort/, 'Invalid containerPort'))
  }
}

function dispatch(d: Daemon, b: Classic, item: Item): void {
  const { instruction, flags } = item.row
  if (item.kind === 'meta') {
    change(d, b.id, { given: { ...b.given, globalArgs: metaArg(instruction, b.given) }, at: b.at + 1 })
    return next(d, b.id)
  }
  if (instruction.kind === 'from') return from(d, b, baseOf(instruction, b.given))
  const foreign = flags
    .map((flag) => flag.split('=')[0]!)
    .find((flag) =>
      ['--mount', '--network', '--security', '--link', '--parents', '--chmod', '--checksum', '--exclude'].includes(
        flag,
      ),
    )
  if (foreign !== undefined)
    throw new Error(
      `the ${foreign} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
    )
  const { stage, comment } = advance(b.stage, instruction, b.given)
  const used = instruction.kind === 'arg' ? instruction.args.map(({ key }) => key) : []
  const now = change(d, b.id, { usedArgs: [...b.usedArgs, ...used], made: [] })
  if (instruction.kind === 'run') return runStep(d, now, instruction)
  if (instruction.kind === 'copy' || instruction.kind === 'add') return copyStep(d, now, instruction)
  plainStep(
    d,
    now,
    stage,
    instruction.kind === 'workdir' ? ` ${instruction.kind.toUpperCase()} ${stage.config.WorkingDir}` : `  ${comment}`,
  )
}

function from(d: Daemon, b: Classic, base: string): void {
  if (base === 'scratch') return based(d, b.id, '')
  const earlier = b.stages[base.toLowerCase()]
  if (earlier !== undefined) return based(d, b.id, earlier)
  const ref = tagNameOnly(parseNormalizedNamed(base))
  const image = findImage(d.state, base)
  if (image !== undefined) return based(d, b.id, image.id)
  pullBase(d, b.id, familiarString(ref))
}

/** The base image is here. */
function based(d: Daemon, id: string, image: Classic['image']): void {
  const b = classicOf(d, id)
  const item = b?.work[b.at]
  if (b === undefined || item?.kind !== 'from') return
  const stage = beginStage(image === '' ? undefined : d.state.images[image]!.config)
  const triggers = (stage.config.OnBuild ?? []).map((line) => readRow(line))
  const added = triggers.map((row, i): Item => ({ kind: 'trigger', row, isLast: i === triggers.length - 1 }))
  change(d, id, {
    stage: { ...stage, config: { ...stage.config, OnBuild: null } },
    image,
    busted: false,
    work: [...b.work.slice(0, b.at + 1), ...added, ...b.work.slice(b.at + 1)],
    stages: { ...b.stages, [String(item.index)]: image, ...(item.name !== '' && { [item.name]: image }) },
  })
  if (added.length === 0) return stepped(d, id)
  say(d, id, `# Executing ${added.length} build trigger${added.length > 1 ? 's' : ''}\n`)
  change(d, id, { at: b.at + 1 })
  next(d, id)
}

function finish(d: Daemon, b: Classic): void {
  const { id, sink, image, quiet, tags } = b
  if (image === '') return failBuild(d, id, 'No image was generated. Is your Dockerfile empty?')
  const unused = Object.keys(b.given.buildArgs)
    .filter((key) => !b.usedArgs.includes(key) && !(key in predefined))
    .sort()
  if (!quiet) jsonLine(d, sink, { aux: { ID: image } })
  if (unused.length > 0) say(d, id, `[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
  say(d, id, `Successfully built ${short(image)}\n`)
  for (const name of tags) {
    setReference(d, parseNormalizedNamed(name), image)
    touch(d, image)
    imageEvent(d, 'tag', image, name)
    say(d, id, `Successfully tagged ${name}\n`)
  }
  if (quiet) jsonLine(d, sink, { stream: `${image}\n` })
  imageEvent(d, 'build', image, parseImageConfig(d.state.images[image]!.config).os)
  endStream(d, sink)
  forget(d, id)
}

/** Proxies may be given without an ARG. */
const predefined = {
  HTTP_PROXY: 1,
  http_proxy: 1,
  HTTPS_PROXY: 1,
  https_proxy: 1,
  FTP_PROXY: 1,
  ftp_proxy: 1,
  NO_PROXY: 1,
  no_proxy: 1,
  ALL_PROXY: 1,
  all_proxy: 1,
}

export const classicContinuations: Continuations = {
  'build.classic/next': (d: Daemon, { id }: { readonly id: string }) => next(d, id),
  'build.classic/based': (d: Daemon, { id, image }: { readonly id: string; readonly image: string }) =>
    based(d, id, image),
}
