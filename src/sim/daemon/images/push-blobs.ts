import type { Bytes } from '../../../base/bytes'
import { digestOf } from '../../../base/digest'
import { gzip } from '../../../base/gzip'
import { mediaTypes } from '../../oci/media-types'
import { fullName } from '../../oci/reference'
import { methods, type Diffed, type KeyArgs } from '../../runtime/face'
import type { HttpResponse } from '../../wire/http'
import type { RpcReply } from '../../wire/rpc'
import { rpc, send } from '../../world/draft'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { lostConnection, registryError } from './errors'
import { keepLayer, rememberBlob } from './layers'
import { bar, stage } from './output'
import { failPush } from './push-end'
import { putManifest } from './push-manifest'
import { changeBlob, configId, onBlob, onPush, pushOf, tellPush, type Push, type PushBlob } from './push-state'
import { ask, type Ask } from './remote'
import { snapshotKey } from './rootfs'
import type { Blob, KnownBlob } from './state'

/**
 * One blob to a registry: is it there (HEAD)? Can it be mounted from another repository? Else it is uploaded: POST, PATCH, PUT, HEAD.
 * @models moby distribution/push_v2.go
 * @fidelity part: one existence check and one mount attempt for each layer, whatever its size
 */
const atOnce = 5

export function startBlobs(d: Daemon, found: Push): void {
  let push = found
  const layers = push.blobs.filter(({ id }) => id !== configId)
  layers.forEach(({ id }, at) => {
    if (at >= atOnce) push = tellPush(d, onBlob(d, push, at, { type: 'wait' }), stage(id, 'Waiting'))
  })
  more(d, push.id)
}

const isIdle = ({ life }: PushBlob) => life.value === 'preparing' || life.value === 'waiting'
const isThere = ({ life }: PushBlob) => ['exists', 'mounted', 'pushed'].includes(String(life.value))

/** Starts what may start: layers five at a time, the configuration after them, the manifest at last. */
function more(d: Daemon, id: string): void {
  for (;;) {
    const push = pushOf(d, id)
    if (push === undefined) return
    const layers = push.blobs.slice(0, -1)
    const next = layers.findIndex(isIdle)
    const running = layers.filter((blob) => !isIdle(blob) && !isThere(blob)).length
    if (next >= 0 && running < atOnce) begin(d, push, next)
    else if (next < 0 && running === 0) return afterLayers(d, push)
    else return
  }
}

function afterLayers(d: Daemon, push: Push): void {
  const at = push.blobs.length - 1
  const config = push.blobs[at]!
  if (isThere(config)) return putManifest(d, onPush(d, push, { type: 'configThere' }))
  if (isIdle(config)) begin(d, onPush(d, push, { type: 'layersThere' }), at)
}

interface BlobOf {
  readonly id: string
  readonly at: number
  readonly digest?: string
}

const request = (d: Daemon, push: Push, what: Ask, then: string, data: BlobOf): void =>
  ask(
    d,
    push.remote!,
    { ...what, path: what.path.startsWith('/v2/') ? what.path : `/v2/${push.ref.path}/blobs/${what.path}` },
    { then, data },
  )

function begin(d: Daemon, push: Push, at: number): void {
  const known = candidates(d, push, at)[0]
  const digest = known?.digest ?? push.blobs[at]!.digest
  if (digest === undefined) return mountOrOpen(d, push, at)
  onBlob(d, push, at, { type: 'head' })
  request(d, push, { method: 'HEAD', path: digest, depth: 1 }, 'images.push/head', { id: push.id, at, digest })
}

/** What this content is called elsewhere: this repository first, then others of this registry, then the rest. */
function candidates(d: Daemon, push: Push, at: number): readonly KnownBlob[] {
  const diffId = push.blobs[at]!.layer?.diffId
  if (diffId === undefined) return []
  const rank = ({ repository }: KnownBlob) =>
    repository === fullName(push.ref) ? 0 : domainOf(repository) === push.ref.domain ? 1 : 2
  return [...(d.state.blobs[diffId] ?? [])].sort((a, b) => rank(a) - rank(b))
}

const domainOf = (repository: string): string => repository.slice(0, repository.indexOf('/'))

function mountOrOpen(d: Daemon, push: Push, at: number): void {
  const other = candidates(d, push, at).find(
    ({ repository }) => domainOf(repository) === push.ref.domain && repository !== fullName(push.ref),
  )
  const { id } = push
  if (other === undefined) {
    onBlob(d, push, at, { type: 'open' })
    return request(d, push, { method: 'POST', path: 'uploads/' }, 'images.push/opened', { id, at })
  }
  const from = other.repository.slice(push.ref.domain.length + 1)
  onBlob(d, push, at, { type: 'mount' }, { mountFrom: from, digest: other.digest, size: other.size })
  const query = `from=${encodeURIComponent(from)}&mount=${encodeURIComponent(other.digest)}`
  request(d, push, { method: 'POST', path: `uploads/?${query}`, depth: 1 }, 'images.push/opened', { id, at })
}

export const pushBlobContinuations: Continuations = {
  'images.push/head': step((d, push, at, answer, { digest }) => {
    if (answer.status === 404) return mountOrOpen(d, push, at)
    if (answer.status !== 200) return failPush(d, push, registryError(answer))
    const size = Number(answer.headers['Content-Length'])
    there(d, onBlob(d, push, at, { type: 'exists' }, { digest: digest!, size }), at, 'Layer already exists')
  }),

  /** 201: mounted, nothing to send. 202: an upload is open. */
  'images.push/opened': step((d, push, at, answer) => {
    const { mountFrom } = push.blobs[at]!
    if (answer.status === 201 && mountFrom !== undefined)
      return request(d, push, { method: 'HEAD', path: push.blobs[at]!.digest! }, 'images.push/mounted', {
        id: push.id,
        at,
      })
    if (answer.status !== 202) return failPush(d, push, registryError(answer))
    content(d, onBlob(d, push, at, { type: 'opened' }, { location: locationOf(answer) }), at)
  }),

  'images.push/mounted': step((d, push, at) => {
    there(d, onBlob(d, push, at, { type: 'mounted' }), at, `Mounted from ${push.blobs[at]!.mountFrom}`)
  }),

  /** The layer tar of a built image, made from its directory. */
  'images.push/diffed': (d: Daemon, { id, at }: BlobOf, answer: RpcReply) => {
    const push = pushOf(d, id)
    const layer = push === undefined ? undefined : d.state.layers[push.blobs[at]!.layer!.chainId]
    if (push === undefined || layer === undefined) return
    if (answer.error !== undefined) return failPush(d, push, { status: 500, message: answer.error.message })
    keepLayer(d, { ...layer, tar: (answer.result as unknown as Diffed).tar })
    content(d, push, at)
  },

  /** Part of a body is on its way. */
  'images.push/sent': (d: Daemon, { id, at, done }: BlobOf & { done: number }) => {
    const push = pushOf(d, id)
    const blob = push?.blobs[at]
    if (push === undefined || blob?.life.value !== 'uploading') return
    tellPush(d, changeBlob(d, push, at, { done }), bar(blob.id, 'Pushing', done, blob.total))
  },

  'images.push/patched': step((d, push, at, answer) => {
    if (answer.status !== 202) return failPush(d, push, registryError(answer))
    const { digest } = push.blobs[at]!
    onBlob(d, push, at, { type: 'sent' })
    const location = locationOf(answer)
    const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest!)}`
    request(d, push, { method: 'PUT', path }, 'images.push/committed', { id: push.id, at })
  }),

  'images.push/committed': step((d, push, at, answer) => {
    if (answer.status !== 201) return failPush(d, push, registryError(answer))
    const next = onBlob(d, push, at, { type: 'committed' })
    request(d, next, { method: 'HEAD', path: next.blobs[at]!.digest! }, 'images.push/confirmed', { id: push.id, at })
  }),

  'images.push/confirmed': step((d, push, at, answer) => {
    if (answer.status !== 200) return failPush(d, push, registryError(answer))
    there(d, onBlob(d, push, at, { type: 'confirmed' }), at, 'Pushed')
  }),
}

type Step = (d: Daemon, push: Push, at: number, answer: HttpResponse, data: BlobOf) => void

/** A continuation of a push that may have ended, on a connection that may be lost. */
function step(go: Step) {
  return (d: Daemon, data: BlobOf, answer: HttpResponse | undefined): void => {
    const push = pushOf(d, data.id)
    if (push === undefined) return
    if (answer === undefined) return failPush(d, push, lostConnection(push.remote!))
    go(d, push, data.at, answer, data)
  }
}

const locationOf = (answer: HttpResponse): string => (answer.headers['Location'] ?? '').replace(/^https?:\/\/[^/]+/, '')

/** The registry has it. */
function there(d: Daemon, push: Push, at: number, line: string): void {
  const { id, layer, digest, size, total } = push.blobs[at]!
  if (layer !== undefined)
    rememberBlob(d, layer.diffId, { digest: digest!, size: size!, repository: fullName(push.ref) })
  tellPush(d, changeBlob(d, push, at, { done: total }), stage(id, line))
  more(d, push.id)
}

/** The exact bytes to upload: those that came from a registry, or the layer tar compressed. */
function content(d: Daemon, push: Push, at: number): void {
  const of = push.blobs[at]!.layer
  if (of === undefined) return upload(d, push, at, d.state.images[push.imageId]!.config)
  const layer = d.state.layers[of.chainId]!
  const blob = layer.blob ?? (layer.tar === undefined ? undefined : compressed(layer.tar))
  if (blob === undefined)
    return void rpc(d, 'containerd', methods.diff, { key: snapshotKey(d.state, of.chainId) } satisfies KeyArgs, {
      then: 'images.push/diffed',
      data: { id: push.id, at },
    })
  if (layer.blob === undefined) keepLayer(d, { ...layer, blob })
  upload(d, push, at, blob.bytes, blob.weight)
}

export function compressed(tar: Bytes): Blob {
  const bytes = gzip(tar)
  return { digest: digestOf(bytes), mediaType: mediaTypes.dockerLayer, bytes }
}

/** Bytes a second: to Docker Hub over a home line, to a registry on this host as fast as memory. */
const speed = (push: Push): number => (push.remote!.peer === 'hub' ? 4_000_000 : 200_000_000)
const marks = [0.02, 0.25, 0.5, 0.75]

function upload(d: Daemon, found: Push, at: number, body: Bytes, weight = body.length): void {
  const delay = Math.max(200, Math.round((weight / speed(found)) * 1_000_000))
  const push = changeBlob(d, found, at, { digest: digestOf(body), size: body.length })
  const { location, total, id } = push.blobs[at]!
  if (id !== configId)
    for (const part of marks)
      send(d, {
        to: 'dockerd',
        delay: Math.round(delay * part),
        payload: { kind: 'timer', name: 'images.push/sent', data: { id: push.id, at, done: Math.round(total * part) } },
      })
  const headers = { 'Content-Type': 'application/octet-stream', 'Transfer-Encoding': 'chunked' }
  request(d, push, { method: 'PATCH', path: location!, headers, body, delay, depth: 1 }, 'images.push/patched', {
    id: push.id,
    at,
  })
}
