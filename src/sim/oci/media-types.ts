/** Names of what a blob or manifest is. OCI image-spec and Docker's earlier names. */
export const mediaTypes = {
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerPlainLayer: 'application/vnd.docker.image.rootfs.diff.tar',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociPlainLayer: 'application/vnd.oci.image.layer.v1.tar',
} as const

export type MediaType = string

export const isIndexType = (type: MediaType): boolean => type === mediaTypes.dockerList || type === mediaTypes.ociIndex

export const isManifestType = (type: MediaType): boolean =>
  type === mediaTypes.dockerManifest || type === mediaTypes.ociManifest

/** What docker says in the Accept header of a manifest request, in its order. */
export const acceptedManifests: readonly MediaType[] = [
  mediaTypes.ociManifest,
  mediaTypes.ociIndex,
  mediaTypes.dockerManifest,
  mediaTypes.dockerList,
]
