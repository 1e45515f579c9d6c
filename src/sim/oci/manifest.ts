import { text, utf8, type Bytes } from '../../base/bytes'
import { isDigest } from '../../base/digest'
import { goJson, parseGoJson } from '../../base/json'
import { dockerDescriptor, ociDescriptor, type Descriptor } from './descriptor'
import { isIndexType, isManifestType, mediaTypes, type MediaType } from './media-types'
import { fits, type Platform } from './platform'

/**
 * Manifests, as exact bytes: a manifest's digest is that of the bytes that travelled.
 * @models distribution manifest/schema2, manifest/manifestlist, OCI image-spec manifest.md and image-index.md
 * @fidelity part: schema 1 and artifacts are not known
 */
export interface Manifest {
  readonly kind: 'manifest'
  readonly mediaType: MediaType
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

export interface Index {
  readonly kind: 'index'
  readonly mediaType: MediaType
  readonly manifests: readonly Descriptor[]
}

/** Docker's own manifest (schema 2) as dockerd writes it: indented by three spaces. */
export const dockerManifest = (config: Descriptor, layers: readonly Descriptor[]): Bytes =>
  utf8(
    goJson(
      {
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: dockerDescriptor(config),
        layers: layers.map(dockerDescriptor),
      },
      '   ',
    ),
  )

export const ociManifest = (
  config: Descriptor,
  layers: readonly Descriptor[],
  annotations?: Readonly<Record<string, string>>,
): Bytes =>
  utf8(
    goJson({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: ociDescriptor(config),
      layers: layers.map(ociDescriptor),
      ...(annotations && { annotations }),
    }),
  )

export const ociIndex = (manifests: readonly Descriptor[]): Bytes =>
  utf8(goJson({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: manifests.map(ociDescriptor) }))

/** Reads a manifest or index. `contentType` is used where the document does not say what it is. Throws on anything else. */
export function parseManifest(bytes: Bytes, contentType?: MediaType): Manifest | Index {
  const document = parseGoJson(text(bytes))
  if (!isRecord(document) || document['schemaVersion'] !== 2) throw new Error('unsupported schema version')
  const mediaType = typeof document['mediaType'] === 'string' ? document['mediaType'] : (contentType ?? guess(document))
  if (isIndexType(mediaType))
    return { kind: 'index', mediaType, manifests: list(document['manifests']).map(descriptorOf) }
  if (!isManifestType(mediaType))
    throw new Error(`unsupported manifest media type and no default available: ${mediaType}`)
  const annotations = document['annotations']
  return {
    kind: 'manifest',
    mediaType,
    config: descriptorOf(document['config']),
    layers: list(document['layers']).map(descriptorOf),
    ...(isRecord(annotations) && { annotations: annotations as Readonly<Record<string, string>> }),
  }
}

const guess = (document: Readonly<Record<string, unknown>>): MediaType =>
  'manifests' in document ? mediaTypes.ociIndex : mediaTypes.ociManifest

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function descriptorOf(value: unknown): Descriptor {
  if (!isRecord(value) || typeof value['digest'] !== 'string' || !isDigest(value['digest']))
    throw new Error('invalid checksum digest format')
  const { mediaType, digest, size } = value
  if (typeof mediaType !== 'string' || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new Error('invalid descriptor')
  return { ...(value as unknown as Descriptor), mediaType, digest, size }
}

/** The manifest of an index that suits a machine; undefined when there is none. */
export const manifestFor = (index: Index, platform: Platform): Descriptor | undefined =>
  index.manifests.find((m) => m.platform !== undefined && fits(platform, m.platform))
