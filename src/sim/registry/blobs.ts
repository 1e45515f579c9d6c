import type { Bytes } from '../../base/bytes'
import type { HttpResponse } from '../wire/http'
import { answer, header, refuse, type Exchange } from './exchange'
import { blobData, layerLink } from './layout'

/**
 * HEAD, GET and DELETE of a blob. The link of the repository decides who may have it, the shared data file is the content.
 * @models distribution registry/handlers/blob.go, registry/storage/blobserver.go
 * @fidelity full
 */
export function blob(x: Exchange, name: string, digest: string): HttpResponse {
  const data = linked(x, name, digest)
  if (data === undefined) return refuse(x, { code: 'BLOB_UNKNOWN', detail: digest })
  if (x.request.method === 'DELETE') return remove(x, name, digest)
  const headers = {
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'max-age=31536000',
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    Etag: `"${digest}"`,
  }
  const range = /^bytes=(\d*)-(\d*)$/.exec(header(x.request.headers, 'Range') ?? '')
  return range === null ? answer(x, 200, headers, data) : part(x, headers, data, range[1]!, range[2]!)
}

/** The blob's bytes where this repository links to it. */
export const linked = (x: Exchange, name: string, digest: string): Bytes | undefined =>
  x.storage.read(layerLink(name, digest)) === undefined ? undefined : x.storage.read(blobData(digest))

function remove(x: Exchange, name: string, digest: string): HttpResponse {
  if (!x.deletes) return refuse(x, { code: 'UNSUPPORTED' })
  x.storage.delete(layerLink(name, digest))
  return answer(x, 202, {})
}

function part(x: Exchange, headers: Record<string, string>, data: Bytes, first: string, last: string): HttpResponse {
  const from = first === '' ? Math.max(0, data.length - Number(last)) : Number(first)
  const to = first === '' || last === '' ? data.length - 1 : Math.min(Number(last), data.length - 1)
  if (from > to) return answer(x, 416, { ...headers, 'Content-Range': `bytes */${data.length}` })
  return answer(x, 206, { ...headers, 'Content-Range': `bytes ${from}-${to}/${data.length}` }, data.slice(from, to + 1))
}
