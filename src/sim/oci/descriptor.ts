import { digestOf, type Digest } from '../../base/digest'
import type { Bytes } from '../../base/bytes'
import type { MediaType } from './media-types'
import type { Platform } from './platform'

/** Points at content: what it is, how long, and by which digest it is known. OCI image-spec descriptor.md. */
export interface Descriptor {
  readonly mediaType: MediaType
  readonly digest: Digest
  readonly size: number
  readonly urls?: readonly string[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
}

export const describe = (mediaType: MediaType, content: Bytes): Descriptor => ({
  mediaType,
  digest: digestOf(content),
  size: content.length,
})

/** Key order of OCI's Go types: mediaType, digest, size, urls, annotations, platform. */
export const ociDescriptor = (d: Descriptor): Descriptor => ({
  mediaType: d.mediaType,
  digest: d.digest,
  size: d.size,
  ...(d.urls && { urls: d.urls }),
  ...(d.annotations && { annotations: d.annotations }),
  ...(d.platform && { platform: d.platform }),
})

/** Key order of distribution's Go types: mediaType, size, digest, urls, platform. */
export const dockerDescriptor = (d: Descriptor): Descriptor => ({
  mediaType: d.mediaType,
  size: d.size,
  digest: d.digest,
  ...(d.urls && { urls: d.urls }),
  ...(d.annotations && { annotations: d.annotations }),
  ...(d.platform && { platform: d.platform }),
})
