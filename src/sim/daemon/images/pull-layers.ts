import { gunzip, isGzip } from '../../../base/gzip'
import type { Bytes } from '../../../base/bytes'
import { digestOf, type Digest } from '../../../base/digest'
import { chainIds } from '../../oci/config'
import type { Descriptor } from '../../oci/descriptor'
import type { Manifest } from '../../oci/manifest'
import { fullName } from '../../oci/reference'
import { methods, type Applied, type ApplyArgs } from '../../runtime/face'
import type { HttpResponse } from '../../wire/http'
import type { RpcReply } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { badDigest, badLayer, lostConnection, registryError } from './errors'
import { diffIdOf, keepLayer, rememberBlob } from './layers'
import { bar, stage } from './output'
import { discard, failPull } from './pull-end'
import { finishTag } from './pull-register'
import { snapshotKey } from './rootfs'
import {
  newLayerLife,
  onLayer,
  onPull,
  pullOf,
  putPull,
  shortDigest,
  tellPull,
  type Pull,
  type PullLayer,
} from './pull-state'
import { ask } from './remote'

/**
 * Layers of a pull: fetched three at a time, each checked against its digest, unpacked one on top of the other.
 * @models moby distribution/xfer/download.go, pull_v2.go v2LayerDescriptor
 * @fidelity part: no retries
 */
const atOnce = 3
/** Says how many bytes the real blob of a stand-in image has; progress goes by it. */
export const transferSize = 'dev.glasswhale.transfer-size'

const weightOf = ({ annotations, size }: Descriptor): number => Number(annotations?.[transferSize] ?? size)

export function beginLayers(d: Daemon, found: Pull, manifest: Manifest): void {
  const known = existing(d, manifest.layers)
  const layers = manifest.layers.map((descriptor, i): PullLayer => {
    const chainId = known[i]
    const total = weightOf(descriptor)
    return {
      id: shortDigest(descriptor.digest),
      descriptor,
      life: newLayerLife(),
      done: 0,
      total,
      ...(chainId && { chainId }),
    }
  })
  let pull = putPull(d, { ...found, layers })
  layers.forEach((layer, at) => {
    const here = layer.chainId !== undefined
    if (here) pull = onLayer(d, pull, at, { type: 'exists' }, { done: layer.total })
    pull = tellPull(d, pull, stage(layer.id, here ? 'Already exists' : 'Pulling fs layer'))
  })
  layers.forEach((layer, at) => {
    if (at - known.length < atOnce) return
    pull = tellPull(d, onLayer(d, pull, at, { type: 'wait' }), stage(layer.id, 'Waiting'))
  })
  const config = manifest.config.digest
  ask(
    d,
    pull.remote!,
    { method: 'GET', path: `/v2/${pull.ref.path}/blobs/${config}` },
    { then: 'images.pull/config', data: pull.id },
  )
  download(d, pull)
}

/** ChainIDs of the layers, from the base up, that are here already. */
function existing(d: Daemon, layers: readonly Descriptor[]): readonly Digest[] {
  const diffIds: Digest[] = []
  for (const { digest } of layers) {
    const diffId = diffIdOf(d, digest)
    if (diffId === undefined || d.state.layers[chainIds([...diffIds, diffId]).at(-1)!] === undefined) break
    diffIds.push(diffId)
  }
  return chainIds(diffIds)
}

/** Starts as many downloads as may run. */
function download(d: Daemon, found: Pull): void {
  let pull = found
  const running = () => pull.layers.filter(({ life }) => life.value === 'downloading').length
  pull.layers.forEach(({ life, descriptor }, at) => {
    if (running() >= atOnce || (life.value !== 'pulling' && life.value !== 'waiting')) return
    pull = onLayer(d, pull, at, { type: 'download' })
    const path = `/v2/${pull.ref.path}/blobs/${descriptor.digest}`
    ask(
      d,
      pull.remote!,
      { method: 'GET', path, depth: 1, progress: 'images.pull/part' },
      { then: 'images.pull/blob', data: { id: pull.id, at } },
    )
  })
}

interface LayerOf {
  readonly id: string
  readonly at: number
}

export const pullLayerContinuations: Continuations = {
  'images.pull/config': (d: Daemon, id: string, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    if (answer.status !== 200) return failPull(d, pull, registryError(answer))
    if (digestOf(answer.body) !== pull.configDigest)
      return failPull(d, pull, badDigest('image config', pull.configDigest!))
    settle(d, putPull(d, { ...pull, config: answer.body }))
  },

  /** A part of a layer came in. */
  'images.pull/part': (d: Daemon, { id, at }: LayerOf, received: number) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    const { id: layer, descriptor, total } = pull.layers[at]!
    const done = Math.round((total * Math.min(received, descriptor.size)) / descriptor.size)
    const changed = putPull(d, { ...pull, layers: pull.layers.map((l, i) => (i === at ? { ...l, done } : l)) })
    tellPull(d, changed, bar(layer, 'Downloading', done, total))
  },

  'images.pull/blob': (d: Daemon, { id, at }: LayerOf, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    if (answer.status !== 200) return failPull(d, pull, registryError(answer))
    received(d, pull, at, answer.body)
  },

  'images.pull/applied': (
    d: Daemon,
    { id, at, diffId, key }: LayerOf & { diffId: Digest; key: Digest },
    answer: RpcReply,
  ) => {
    const pull = pullOf(d, id)
    if (pull === undefined)
      return answer.error === undefined && d.state.layers[key] === undefined ? discard(d, key) : undefined
    if (answer.error !== undefined && d.state.layers[key] === undefined)
      return failPull(d, pull, badLayer(answer.error.message))
    if (answer.error === undefined) unpacked(d, pull, at, diffId, answer.result as unknown as Applied)
    applied(d, pullOf(d, id)!, at, key)
  },
}

function received(d: Daemon, found: Pull, at: number, blob: Bytes): void {
  const { id, descriptor, total } = found.layers[at]!
  const checking = tellPull(
    d,
    onLayer(d, found, at, { type: 'received' }, { done: total }),
    stage(id, 'Verifying Checksum'),
  )
  if (digestOf(blob) !== descriptor.digest)
    return failPull(d, onLayer(d, checking, at, { type: 'fail' }), badDigest('filesystem layer', descriptor.digest))
  const pull = tellPull(d, onLayer(d, checking, at, { type: 'verified' }, { blob }), stage(id, 'Download complete'))
  download(d, pull)
  extract(d, pullOf(d, pull.id)!)
}

const isDone = ({ life }: PullLayer): boolean => life.value === 'exists' || life.value === 'complete'

/** Unpacks the lowest layer that is not yet, once it is here. */
function extract(d: Daemon, pull: Pull): void {
  const at = pull.layers.findIndex((layer) => !isDone(layer))
  const layer = pull.layers[at]
  if (layer === undefined || layer.life.value !== 'downloaded') return
  try {
    unpack(d, pull, at, layer)
  } catch (problem) {
    failPull(d, pull, badLayer((problem as Error).message))
  }
}

function unpack(d: Daemon, found: Pull, at: number, layer: PullLayer): void {
  const tar = isGzip(layer.blob!) ? gunzip(layer.blob!) : layer.blob!
  const diffId = digestOf(tar)
  const parent = found.layers[at - 1]?.chainId ?? ''
  const key = parent === '' ? diffId : digestOf(`${parent} ${diffId}`)
  const pull = tellPull(
    d,
    onLayer(d, found, at, { type: 'extract' }),
    bar(layer.id, 'Extracting', Math.min(layer.total, 32768), layer.total),
  )
  if (d.state.layers[key] !== undefined) return applied(d, pull, at, key)
  const args: ApplyArgs = { key, parent: parent === '' ? '' : snapshotKey(d.state, parent), tar }
  rpc(
    d,
    'containerd',
    methods.apply,
    { ...args },
    { then: 'images.pull/applied', data: { id: pull.id, at, diffId, key } },
  )
}

function unpacked(d: Daemon, pull: Pull, at: number, diffId: Digest, { key, cacheId, dir, size }: Applied): void {
  const { descriptor, blob, total } = pull.layers[at]!
  const { digest, mediaType } = descriptor
  const weight = total === descriptor.size ? {} : { weight: total }
  const parent = pull.layers[at - 1]?.chainId ?? ''
  keepLayer(d, {
    chainId: key,
    diffId,
    parent,
    size,
    cacheId,
    dir,
    blob: { digest, mediaType, bytes: blob!, ...weight },
  })
  rememberBlob(d, diffId, { digest, size: descriptor.size, repository: fullName(pull.ref) })
}

function applied(d: Daemon, found: Pull, at: number, chainId: Digest): void {
  const { blob: _unpacked, ...layer } = found.layers[at]!
  const kept = putPull(d, { ...found, layers: found.layers.map((l, i) => (i === at ? layer : l)) })
  const extracted = tellPull(d, kept, bar(layer.id, 'Extracting', layer.total, layer.total))
  const pull = tellPull(
    d,
    onLayer(d, extracted, at, { type: 'applied' }, { chainId }),
    stage(layer.id, 'Pull complete'),
  )
  extract(d, pull)
  settle(d, pullOf(d, pull.id))
}

/** Everything is here: it becomes an image. */
function settle(d: Daemon, pull: Pull | undefined): void {
  if (pull?.config === undefined || pull.life.value !== 'fetching' || !pull.layers.every(isDone)) return
  finishTag(d, onPull(d, pull, { type: 'fetched' }))
}
