import type { Digest } from '../../../base/digest'
import type { DockerdState } from '../state'

/** Key of the snapshot that a container's own is put on; '' for an image without layers. */
export function topLayer(state: DockerdState, imageId: Digest): string {
  const top = state.images[imageId]?.layers.at(-1)?.chainId
  return top === undefined ? '' : snapshotKey(state, top)
}

/** The name under which containerd has a layer. */
export const snapshotKey = (state: DockerdState, chainId: Digest): string => state.layers[chainId]?.key ?? chainId
