import type { Bytes } from '../../../base/bytes'
import type { Digest } from '../../../base/digest'
import type { ImageView, OperationView } from '../../wire/view'
import type { Pull } from './pull-state'
import type { Push } from './push-state'

/**
 * The image store, the reference store, the layer store and what distribution remembers of blobs.
 * @models moby image/store.go, reference/store.go, layer/layer_store.go, distribution/metadata
 * @fidelity part: one store in memory instead of files below /var/lib/docker/image
 */
export interface ImagesState {
  readonly images: Readonly<Record<Digest, Image>>
  /** Tags in full form to image ID: `docker.io/library/alpine:latest`. */
  readonly references: Readonly<Record<string, Digest>>
  /** Digest references in full form to image ID: `docker.io/library/alpine@sha256:…`. */
  readonly digestReferences: Readonly<Record<string, Digest>>
  /** Layers by ChainID; each is a directory of the overlay2 driver. */
  readonly layers: Readonly<Record<Digest, Layer>>
  /** Under which digests a layer's content is known to registries, by DiffID. */
  readonly blobs: Readonly<Record<Digest, readonly KnownBlob[]>>
  readonly pulls: Readonly<Record<string, Pull>>
  readonly pushes: Readonly<Record<string, Push>>
  /** What the picture sees of pulls, pushes and builds. */
  readonly operations: Readonly<Record<string, OperationView>>
  readonly nextOperation: number
  /** Layers that something other than an image holds, by who holds them: the build cache, a load under way. ChainIDs. */
  readonly leases: Readonly<Record<string, readonly Digest[]>>
  /** Base images that builds fetched, by full reference. They are no images of `docker images`. */
  readonly bases: Readonly<Record<string, Base>>
}

/** An image that only BuildKit knows. */
export interface Base {
  readonly id: Digest
  readonly config: Bytes
  readonly chainIds: readonly Digest[]
}

export interface Image extends ImageView {
  /** ID of the image that this one was committed from; '' for a pulled or built one. */
  readonly parent: Digest | ''
  /** When a tag was last put on it here; absent for never. Simulated microseconds. */
  readonly taggedAt?: number
}

export interface Layer {
  readonly chainId: Digest
  readonly diffId: Digest
  readonly parent: Digest | ''
  /** Key of its snapshot at containerd, where that is not the ChainID. */
  readonly key?: string
  /** Sum of the sizes of its files. */
  readonly size: number
  readonly cacheId: string
  /** `/var/lib/docker/overlay2/<cache id>/diff` */
  readonly dir: string
  /** What came from a registry, exactly; kept so that the same bytes go out again. */
  readonly blob?: Blob
  /** The layer tar where it came without compression (`docker load`, a build). */
  readonly tar?: Bytes
}

export interface Blob {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Bytes
  /** How many bytes the blob of the real image has, where this is a stand-in. */
  readonly weight?: number
}

export interface KnownBlob {
  readonly digest: Digest
  readonly size: number
  /** `docker.io/library/alpine` */
  readonly repository: string
}

export const newImages = (): ImagesState => ({
  images: {},
  references: {},
  digestReferences: {},
  layers: {},
  blobs: {},
  pulls: {},
  pushes: {},
  operations: {},
  nextOperation: 1,
  leases: {},
  bases: {},
})
