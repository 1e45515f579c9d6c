import { joinPath } from '../../../base/path'

/** Where dockerd keeps a container's files on the host. */
export const containerDir = (id: string): string => `/var/lib/docker/containers/${id}`
export const volumeDir = (name: string): string => `/var/lib/docker/volumes/${name}/_data`
export const inDir = (id: string, file: string): string => joinPath(containerDir(id), file)
