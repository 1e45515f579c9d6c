import { digestOf, type Digest } from '../../../base/digest'
import type { Bytes } from '../../../base/bytes'
import type { Index, Manifest } from '../../oci/manifest'
import { manifestFor, parseManifest } from '../../oci/manifest'
import { platformText } from '../../oci/platform'
import { familiarString } from '../../oci/reference'
import type { HttpResponse } from '../../wire/http'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { badDigest, lostConnection, manifestFailure, noMatchingManifest } from './errors'
import { failPull } from './pull-end'
import { beginLayers } from './pull-layers'
import { finishTag } from './pull-register'
import { onPull, pullOf, putPull, tellPull, type Pull } from './pull-state'
import { getManifest } from './pull-ask'

/**
 * From a name to the manifest for this platform: HEAD tells the digest, GET fetches what is not known here yet.
 * @models moby distribution/manifest.go, pull_v2.go pullTag
 * @fidelity full
 */
export const pullManifestContinuations: Continuations = {
  'images.pull/head': (d: Daemon, id: string, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    const digest = answer.headers['Docker-Content-Digest']
    if (answer.status !== 200 || digest === undefined)
      return getManifest(d, pull, pull.ref.digest ?? pull.ref.tag!, 'images.pull/manifest')
    const known = knownManifest(d, digest)
    if (known === undefined) return getManifest(d, pull, digest, 'images.pull/manifest')
    named(d, pull, digest, known)
  },

  'images.pull/manifest': (d: Daemon, { id, reference }: Fetched, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    if (answer.status !== 200) return failPull(d, pull, manifestFailure(pull.ref, answer))
    const digest = digestOf(answer.body)
    if (reference.includes(':') && reference !== digest) return failPull(d, pull, badDigest('manifest', reference))
    named(d, pull, digest, answer.body)
  },

  'images.pull/platform': (d: Daemon, { id, reference }: Fetched, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    if (answer.status !== 200) return failPull(d, pull, manifestFailure(pull.ref, answer))
    if (digestOf(answer.body) !== reference) return failPull(d, pull, badDigest('manifest', reference))
    chosen(d, pull, reference, answer.body)
  },
}

interface Fetched {
  readonly id: string
  readonly reference: string
}

const knownManifest = (d: Daemon, digest: Digest): Bytes | undefined => {
  for (const { manifests } of Object.values(d.state.images))
    if (Object.hasOwn(manifests, digest)) return manifests[digest]
  return undefined
}

/** This is what the name stands for: an index to choose from, or the manifest itself. */
function named(d: Daemon, found: Pull, digest: Digest, bytes: Bytes): void {
  const begun = putPull(d, { ...found, digest, manifests: { ...found.manifests, [digest]: bytes } })
  const tag = begun.ref.digest === undefined ? begun.ref.tag! : familiarString(begun.ref)
  const pull = tellPull(d, begun, { status: `Pulling from ${begun.ref.path}`, id: tag })
  const document = read(d, pull, bytes)
  if (document === undefined) return
  if (document.kind === 'manifest') return chosen(d, pull, digest, bytes)
  const wanted = manifestFor(document, pull.platform)
  if (wanted === undefined) return failPull(d, pull, noMatchingManifest(platformText(pull.platform)))
  const known = knownManifest(d, wanted.digest)
  if (known !== undefined) return chosen(d, pull, wanted.digest, known)
  getManifest(d, pull, wanted.digest, 'images.pull/platform')
}

function read(d: Daemon, pull: Pull, bytes: Bytes): Manifest | Index | undefined {
  try {
    return parseManifest(bytes)
  } catch (problem) {
    failPull(d, pull, { status: 500, message: (problem as Error).message })
    return undefined
  }
}

/** The manifest for this platform is here: its config's digest is the ImageID, so an image that is here already is known by it. */
function chosen(d: Daemon, found: Pull, digest: Digest, bytes: Bytes): void {
  const manifest = read(d, found, bytes)
  if (manifest?.kind !== 'manifest') return
  const pull = { ...found, configDigest: manifest.config.digest, manifests: { ...found.manifests, [digest]: bytes } }
  if (d.state.images[manifest.config.digest] !== undefined) return finishTag(d, onPull(d, pull, { type: 'known' }))
  beginLayers(d, onPull(d, pull, { type: 'resolved' }), manifest)
}
