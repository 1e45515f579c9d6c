import type { Digest } from '../../../base/digest'
import type { DockerdState } from '../state'

/** Host paths of an image's committed layers, top first: what overlay's `lowerdir` wants. */
export const layerDirs = (state: DockerdState, imageId: Digest): readonly string[] =>
  (state.images[imageId]?.layers ?? []).map(({ chainId }) => state.layers[chainId]!.dir).reverse()

/** Key of the snapshot that a container's own is put on; '' for an image without layers. */
export function topLayer(state: DockerdState, imageId: Digest): string {
  const top = state.images[imageId]?.layers.at(-1)?.chainId
  return top === undefined ? '' : snapshotKey(state, top)
}

/** The name under which containerd has a layer. */
export const snapshotKey = (state: DockerdState, chainId: Digest): string => state.layers[chainId]?.key ?? chainId
