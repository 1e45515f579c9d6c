import type { Bytes } from '../../../base/bytes'
import { digestOf, type Digest } from '../../../base/digest'
import { chainIds, parseImageConfig } from '../../oci/config'
import { fullString, tagNameOnly, withDigest, type Reference } from '../../oci/reference'
import { patch } from '../../world/draft'
import type { DockerdState, Daemon } from '../state'
import type { Image, ImagesState } from './state'

/**
 * The image store and the reference store: images by ID, names by what they stand for.
 * @models moby image/store.go, reference/store.go
 * @fidelity full
 */
export function registerImage(d: Daemon, config: Bytes, parent: Digest | ''): Digest {
  const id = digestOf(config)
  const known = d.state.images[id]
  if (known !== undefined) return id
  patch(d, { images: { ...d.state.images, [id]: describeImage(d.state, id, config, parent) } })
  return id
}

function describeImage(state: ImagesState, id: Digest, bytes: Bytes, parent: Digest | ''): Image {
  const config = parseImageConfig(bytes)
  const diffIds = config.rootfs.diff_ids
  const made = (config.history ?? []).filter(({ empty_layer }) => empty_layer !== true)
  const layers = chainIds(diffIds).map((chainId, i) => ({
    diffId: diffIds[i]!,
    chainId,
    size: state.layers[chainId]?.size ?? 0,
    createdBy: made[i]?.created_by ?? '',
  }))
  const size = layers.reduce((sum, layer) => sum + layer.size, 0)
  return { id, created: config.created ?? '', size, layers, config: bytes, manifests: {}, parent }
}

const putImage = (d: Daemon, image: Image): void => patch(d, { images: { ...d.state.images, [image.id]: image } })

export function addManifests(d: Daemon, id: Digest, manifests: Image['manifests']): void {
  const image = d.state.images[id]!
  if (Object.keys(manifests).some((digest) => !Object.hasOwn(image.manifests, digest)))
    putImage(d, { ...image, manifests: { ...image.manifests, ...manifests } })
}

export const dropImage = (d: Daemon, id: Digest): void => {
  const { [id]: _gone, ...images } = d.state.images
  patch(d, { images })
}

/** The image that a name stands for: by digest where it has one, else by tag. */
export const imageAt = (state: DockerdState, ref: Reference): Digest | undefined =>
  ref.digest !== undefined
    ? state.digestReferences[fullString(withDigest(ref, ref.digest))]
    : state.references[fullString(tagNameOnly(ref))]

export function setReference(d: Daemon, ref: Reference, id: Digest): void {
  patch(d, { references: { ...d.state.references, [fullString(tagNameOnly(ref))]: id } })
}

export const addDigestReference = (d: Daemon, ref: Reference, digest: Digest, id: Digest): void =>
  patch(d, { digestReferences: { ...d.state.digestReferences, [fullString(withDigest(ref, digest))]: id } })

/** When a tag was put on it by hand. */
export const touch = (d: Daemon, id: Digest): void => putImage(d, { ...d.state.images[id]!, taggedAt: d.now })

export function dropReference(d: Daemon, full: string): void {
  const { [full]: _tag, ...references } = d.state.references
  const { [full]: _digest, ...digestReferences } = d.state.digestReferences
  patch(d, { references, digestReferences })
}

/** Full references of an image, tags and digests, in byte order. */
export const referencesOf = (state: ImagesState, id: Digest): readonly string[] =>
  [...Object.entries(state.references), ...Object.entries(state.digestReferences)]
    .flatMap(([full, image]) => (image === id ? [full] : []))
    .sort()

export const isDigestReference = (full: string): boolean => full.includes('@')

/** Whether every tag is in one repository and there is at most one. */
export const isSingleReference = (full: readonly string[]): boolean => {
  const tags = full.filter((ref) => !isDigestReference(ref))
  const names = new Set(full.map(repositoryOf))
  return tags.length <= 1 && names.size <= 1
}

/** `docker.io/library/alpine` of a full reference. */
export const repositoryOf = (full: string): string => {
  const name = full.split('@')[0]!
  const colon = name.lastIndexOf(':')
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name
}
