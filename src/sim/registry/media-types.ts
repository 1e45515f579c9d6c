import { parsed } from './exchange'

/**
 * Which kind of manifest a document is: what it says itself, or what its members show.
 * @models distribution registry/storage/manifeststore.go
 * @fidelity part: schema 1 (signed) manifests are refused, as distribution does since v3
 */
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json'
export const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json'
export const ociIndex = 'application/vnd.oci.image.index.v1+json'

export const isList = (mediaType: string): boolean => mediaType === dockerList || mediaType === ociIndex

export interface Descriptor {
  readonly mediaType: string
  readonly size: number
  readonly digest: string
  readonly platform?: { readonly architecture: string; readonly os: string }
  readonly annotations?: Readonly<Record<string, string>>
  readonly urls?: readonly string[]
}

/** A manifest or an index, as far as a registry looks into it. */
export interface ManifestDocument {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
  readonly manifests?: readonly Descriptor[]
}

/** The document behind the bytes, with its media type made plain; undefined where it is no manifest. */
export function readManifest(bytes: string): ManifestDocument | undefined {
  const value = parsed(bytes)
  if (typeof value !== 'object' || value === null) return undefined
  const document = value as Partial<ManifestDocument>
  if (document.schemaVersion !== 2) return undefined
  if (Array.isArray(document.manifests)) return { ...document, schemaVersion: 2, mediaType: document.mediaType ?? ociIndex }
  if (isDescriptor(document.config) && Array.isArray(document.layers) && document.layers.every(isDescriptor))
    return { ...document, schemaVersion: 2, mediaType: document.mediaType ?? ociManifest }
  return undefined
}

const isDescriptor = (value: unknown): value is Descriptor =>
  typeof value === 'object' && value !== null && typeof (value as Descriptor).digest === 'string'

/** What else a manifest needs to be there: its blobs, or the manifests of an index. */
export const needs = (document: ManifestDocument): readonly Descriptor[] =>
  document.manifests ?? [document.config!, ...document.layers!].filter(({ urls }) => urls === undefined || urls.length === 0)
