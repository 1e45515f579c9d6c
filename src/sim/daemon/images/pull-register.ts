import { chainIds, parseImageConfig, chainId } from '../../oci/config'
import { familiarName, familiarString, fullString, tagNameOnly, type Reference } from '../../oci/reference'
import type { Digest } from '../../../base/digest'
import { patch } from '../../world/draft'
import type { Daemon } from '../state'
import { wrongLayers } from './errors'
import { imageEvent } from './events'
import { leaseToBuilds } from './layers'
import { tell } from './output'
import { askManifest } from './pull-ask'
import { completePull, failPull } from './pull-end'
import { onPull, putPull, type Pull } from './pull-state'
import type { Base } from './state'
import { addDigestReference, addManifests, imageAt, registerImage, setReference } from './store'

/**
 * The end of one tag: the image is registered (or was here), the names are set on it, the digest is told.
 * @models moby distribution/pull_v2.go pullTag, daemon/images/image_pull.go
 * @fidelity full
 */
export function finishTag(d: Daemon, pull: Pull): void {
  if (pull.output.kind === 'rpc') return finishBase(d, pull)
  const id = pull.configDigest!
  if (d.state.images[id] === undefined && !register(d, pull)) return failPull(d, pull, wrongLayers())
  addManifests(d, id, pull.manifests)
  const newer = name(d, pull.ref, id, pull.digest!)
  const told = putPull(d, {
    ...pull,
    newer: pull.newer || newer,
    output: tell(d, pull.output, { status: `Digest: ${pull.digest}` }),
  })
  if (newer) imageEvent(d, 'pull', familiarString(pull.ref), familiarName(pull.ref))
  const [next, ...tags] = pull.tags
  if (next === undefined) return finishPull(d, told)
  const { configDigest: _config, config: _bytes, digest: _digest, ...rest } = onPull(d, told, { type: 'next' })
  askManifest(d, putPull(d, { ...rest, ref: { ...pull.ref, tag: next }, tags, layers: [], manifests: {} }))
}

/** BuildKit's own: layers and configuration without a name in `docker images`. */
function finishBase(d: Daemon, pull: Pull): void {
  const known = d.state.images[pull.configDigest!]
  const config = pull.config ?? known?.config ?? ''
  const chain = chainIds(parseImageConfig(config).rootfs.diff_ids)
  if (known === undefined && chain.at(-1) !== pull.layers.at(-1)?.chainId) return failPull(d, pull, wrongLayers())
  const base: Base = { id: pull.configDigest!, config, chainIds: chain }
  patch(d, { bases: { ...d.state.bases, [fullString(tagNameOnly(pull.ref))]: base } })
  leaseToBuilds(d, chain)
  completePull(d, pull)
}

/** Whether the layers are those that the configuration names. */
function register(d: Daemon, pull: Pull): boolean {
  const top = pull.layers.at(-1)?.chainId
  try {
    if (chainId(parseImageConfig(pull.config!).rootfs.diff_ids) !== top) return false
  } catch {
    return false
  }
  registerImage(d, pull.config!, '')
  return true
}

/** Sets tag and digest reference; whether the name is new or stands for something else than before. */
function name(d: Daemon, ref: Reference, id: Digest, digest: Digest): boolean {
  const before = imageAt(d.state, ref)
  addDigestReference(d, ref, digest, id)
  if (ref.tag !== undefined && ref.digest === undefined && before !== id) setReference(d, ref, id)
  return before !== id
}

function finishPull(d: Daemon, pull: Pull): void {
  const shown = pull.all ? familiarName(pull.ref) : familiarString(pull.ref)
  const status = pull.newer ? `Status: Downloaded newer image for ${shown}` : `Status: Image is up to date for ${shown}`
  completePull(d, putPull(d, { ...pull, output: tell(d, pull.output, { status }) }))
}
