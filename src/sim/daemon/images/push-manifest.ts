import { digestOf } from '../../../base/digest'
import type { Descriptor } from '../../oci/descriptor'
import { dockerManifest } from '../../oci/manifest'
import { mediaTypes } from '../../oci/media-types'
import { familiarString, familiarName } from '../../oci/reference'
import type { HttpResponse } from '../../wire/http'
import { send } from '../../world/draft'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { lostConnection, registryError } from './errors'
import { imageEvent } from './events'
import { tell } from './output'
import { transferSize } from './pull-layers'
import { completePush, failPush } from './push-end'
import { onPush, pushOf, putPush, type Push, type PushBlob } from './push-state'
import { ask } from './remote'
import { addDigestReference, addManifests } from './store'

/**
 * The manifest of a push: it names configuration and layers by the digests that the registry now has.
 * @models moby distribution/push_v2.go pushTag, manifest/schema2 builder
 * @fidelity part: layers of stand-in images keep the annotation that says what the real blob weighs
 */
export function putManifest(d: Daemon, found: Push): void {
  const blobs = [...found.blobs]
  const config = blobs.pop()!
  const layers = blobs.reverse().map((blob) => layerDescriptor(d, blob))
  const manifest = dockerManifest(
    { mediaType: mediaTypes.dockerConfig, digest: config.digest!, size: config.size! },
    layers,
  )
  const push = putPush(d, { ...found, manifest })
  const path = `/v2/${push.ref.path}/manifests/${push.ref.tag}`
  const headers = { 'Content-Type': mediaTypes.dockerManifest }
  ask(
    d,
    push.remote!,
    { method: 'PUT', path, headers, body: manifest, depth: 1 },
    { then: 'images.push/manifest', data: push.id },
  )
}

function layerDescriptor(d: Daemon, { digest, size, layer }: PushBlob): Descriptor {
  const weight = d.state.layers[layer!.chainId]?.blob?.weight
  return {
    mediaType: mediaTypes.dockerLayer,
    digest: digest!,
    size: size!,
    ...(weight !== undefined && { annotations: { [transferSize]: String(weight) } }),
  }
}

export const pushManifestContinuations: Continuations = {
  'images.push/manifest': (d: Daemon, id: string, answer: HttpResponse | undefined) => {
    const push = pushOf(d, id)
    if (push === undefined) return
    if (answer === undefined) return failPush(d, push, lostConnection(push.remote!))
    if (answer.status !== 201) return failPush(d, push, registryError(answer))
    pushed(d, push)
  },
}

function pushed(d: Daemon, found: Push): void {
  const { ref, imageId } = found
  const manifest = found.manifest!
  const digest = digestOf(manifest)
  addManifests(d, imageId, { [digest]: manifest })
  addDigestReference(d, ref, digest, imageId)
  imageEvent(d, 'push', familiarString(ref), familiarName(ref))
  const size = manifest.length
  const told = tell(d, found.output, { status: `${ref.tag}: digest: ${digest} size: ${size}` })
  const output = tell(d, told, { progressDetail: {}, aux: { Tag: ref.tag, Digest: digest, Size: size } })
  const push = putPush(d, { ...found, output })
  const [next, ...tags] = push.tags
  if (next === undefined) return completePush(d, push)
  putPush(d, { ...onPush(d, push, { type: 'next' }), ref: { ...ref, tag: next }, tags, blobs: [] })
  send(d, { to: 'dockerd', delay: 0, payload: { kind: 'timer', name: 'images.push/next', data: push.id } })
}
