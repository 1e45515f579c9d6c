import type { Digest } from '../../../base/digest'
import { chainIds, parseImageConfig } from '../../oci/config'
import { methods, type KeyArgs } from '../../runtime/face'
import { patch, rpc } from '../../world/draft'
import { snapshotKey } from './rootfs'
import type { Daemon } from '../state'
import type { KnownBlob, Layer } from './state'

/**
 * The layer store: which layers there are, what registries call them, and when one may go.
 * @models moby layer/layer_store.go, distribution/metadata/v2_metadata_service.go
 * @fidelity part: a layer is released when no image, no pull and no container's root needs it, instead of by counting
 */
export const keepLayer = (d: Daemon, layer: Layer): void =>
  patch(d, { layers: { ...d.state.layers, [layer.chainId]: layer } })

/** A registry knows this layer's content under that digest. The newest comes first, as moby keeps them. */
export function rememberBlob(d: Daemon, diffId: Digest, blob: KnownBlob): void {
  const others = (d.state.blobs[diffId] ?? []).filter(
    ({ digest, repository }) => digest !== blob.digest || repository !== blob.repository,
  )
  patch(d, { blobs: { ...d.state.blobs, [diffId]: [blob, ...others].slice(0, 50) } })
}

export const diffIdOf = (d: Daemon, digest: Digest): Digest | undefined =>
  Object.keys(d.state.blobs).find((diffId) => d.state.blobs[diffId]!.some((blob) => blob.digest === digest))

/** ChainIDs of an image's layers, base first. */
export const chainOf = (d: Daemon, imageId: Digest): readonly Digest[] => {
  const image = d.state.images[imageId]
  return image === undefined ? [] : chainIds(parseImageConfig(image.config).rootfs.diff_ids)
}

/** Takes away layers that nothing needs any more, top first; which they were. */
export function releaseLayers(d: Daemon): readonly Digest[] {
  const gone: Digest[] = []
  const needed = new Set([
    ...imageChains(d),
    ...pullChains(d),
    ...containerChains(d),
    ...Object.values(d.state.leases).flat(),
  ])
  for (;;) {
    const layers = Object.values(d.state.layers)
    const next = layers.find(({ chainId }) => !needed.has(chainId) && layers.every(({ parent }) => parent !== chainId))
    if (next === undefined) return gone
    const key = snapshotKey(d.state, next.chainId)
    const { [next.chainId]: _released, ...rest } = d.state.layers
    patch(d, { layers: rest })
    rpc(d, 'containerd', methods.removeSnapshot, { key } satisfies KeyArgs, { then: 'images.ignored', data: key })
    gone.push(next.chainId)
  }
}

/** Keeps layers for somebody; an empty list ends the lease. */
export function lease(d: Daemon, holder: string, chainIds: readonly Digest[]): void {
  const { [holder]: _before, ...leases } = d.state.leases
  patch(d, { leases: chainIds.length === 0 ? leases : { ...leases, [holder]: [...new Set(chainIds)] } })
}

/** The build cache keeps every layer that a build used or made. */
export const buildCache = 'buildkit'
export const leaseToBuilds = (d: Daemon, chainIds: readonly Digest[]): void =>
  lease(d, buildCache, [...(d.state.leases[buildCache] ?? []), ...chainIds])

const imageChains = (d: Daemon): readonly Digest[] => Object.keys(d.state.images).flatMap((id) => chainOf(d, id))

const pullChains = (d: Daemon): readonly Digest[] =>
  Object.values(d.state.pulls).flatMap(({ layers }) =>
    layers.flatMap(({ chainId }) => (chainId === undefined ? [] : [chainId])),
  )

/** A container keeps the layers below its own, even when its image lost its last name. */
const containerChains = (d: Daemon): readonly Digest[] => {
  const lower = new Set(Object.values(d.state.containers).flatMap(({ snapshot }) => snapshot.lower))
  return Object.values(d.state.layers).flatMap(({ chainId, dir }) => (lower.has(dir) ? [chainId] : []))
}
