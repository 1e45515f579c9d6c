import { rfc3339Nano } from '../../base/time'
import { imageConfigBytes, ociRunConfig, type History, type ImageConfig } from '../oci/config'
import { familiarString, fullString, parseNormalizedNamed, tagNameOnly } from '../oci/reference'
import type { Json, RpcReply } from '../wire/rpc'
import { reply, rpc } from '../world/draft'
import { lived } from '../world/life'
import { internal } from './asks'
import { buildMachine } from './build.machine'
import { share } from './cache'
import { methods, type ExportLayer, type Exported } from './face'
import { failWith, fail } from './failure'
import { completed, isOver, lineDone, started } from './progress'
import { buildOf, setBuild, type Build, type Buildkit, type Layer } from './state'

/**
 * The image of the last step: its configuration, written as BuildKit writes it, and its layers handed to dockerd's image store.
 * @models buildkit exporter/containerimage, moby builder-next/exporter
 * @fidelity part: no attestations and no cache export
 */
export function exportImage(d: Buildkit, ref: string): void {
  const build = buildOf(d, ref)!
  const layers = layersOf(build)
  const vertex = internal(ref, 'export')
  started(d, ref, vertex, 'exporting to image')
  try {
    const config = imageConfigBytes(configOf(build, layers, d.now))
    const names = namesOf(build)
    const told = exportLayers(build, layers)
    const delay = 4_000 + Math.floor(layers.reduce((sum, l) => sum + l.size, 0) / 200)
    const args = { config, layers: told, names }
    rpc(
      d,
      'dockerd',
      methods.export,
      args as unknown as Json,
      { then: 'export/done', data: { ref } },
      { delay, depth: 1 },
    )
  } catch (error) {
    failWith(d, ref, error)
  }
}

const layersOf = (build: Build): readonly Layer[] => build.steps[build.converted!.top]?.layers ?? []

/** `docker.io/library/app:1` */
const namesOf = (build: Build): readonly string[] =>
  (build.args.exporterAttrs['name'] ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => fullString(tagNameOnly(parseNormalizedNamed(name))))

function configOf(build: Build, layers: readonly Layer[], now: number): ImageConfig {
  const { stage, base } = build.converted!
  const history = dated(build, now)
  const created = history.at(-1)?.created ?? rfc3339Nano(now)
  return {
    ...base,
    ...(stage.author !== '' && { author: stage.author }),
    config: ociRunConfig(stage.config),
    created,
    history,
    rootfs: { type: 'layers', diff_ids: layers.map((l) => l.diffId) },
  }
}

/** A layer's line has the layer's time; a line without one has that of the layer before it, or of the first new one. */
function dated(build: Build, now: number): readonly History[] {
  const timed = build.converted!.stage.history.map(({ vertex, ...line }): History => {
    const made = vertex === undefined ? undefined : build.steps[vertex]?.layers.at(-1)?.created
    return made === undefined ? line : { ...line, created: rfc3339Nano(made) }
  })
  const firstUndated = timed.findIndex((line) => line.created === undefined)
  const after = timed.slice(Math.max(firstUndated, 0)).find((line) => line.created !== undefined)
  let last =
    after?.created ?? [...timed].reverse().find((line) => line.created !== undefined)?.created ?? rfc3339Nano(now)
  return timed.map((line, i) => {
    if (line.created !== undefined && i > firstUndated) last = line.created
    return line.created === undefined ? { ...line, created: last } : line
  })
}

function exportLayers(build: Build, layers: readonly Layer[]): readonly ExportLayer[] {
  const making = build.converted!.stage.history.filter((line) => line.empty_layer !== true)
  return layers.map(({ diffId, chainId, size, key }, i) => ({
    diffId,
    chainId,
    size,
    key,
    createdBy: making[i]?.created_by ?? '',
  }))
}

export function exported(d: Buildkit, { ref }: { readonly ref: string }, answer: RpcReply): void {
  const build = buildOf(d, ref)
  if (build === undefined || isOver(build)) return
  const vertex = internal(ref, 'export')
  if (answer.error) {
    completed(d, ref, vertex, { error: answer.error.message })
    return fail(d, ref, answer.error.message)
  }
  const { id } = answer.result as unknown as Exported
  const names = namesOf(build)
  lineDone(d, ref, vertex, 'exporting layers')
  lineDone(d, ref, vertex, `writing image ${id}`)
  for (const name of names) lineDone(d, ref, vertex, `naming to ${name}`)
  completed(d, ref, vertex)
  share(d, layersOf(build))
  setBuild(d, ref, { life: lived(buildMachine, build.life, { type: 'exported' }), contextFiles: [] })
  const exporterResponse = {
    'containerimage.config.digest': id,
    'containerimage.digest': id,
    ...(names.length > 0 && { 'image.name': names.map((n) => familiarString(parseNormalizedNamed(n))).join(',') }),
  }
  if (build.status) reply(d, build.status.to, build.status.call, build.status.method, { result: {} })
  const { to, call, method } = build.solve
  reply(d, to, call, method, { result: { exporterResponse } }, { depth: 1 })
}
