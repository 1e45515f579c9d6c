import type { Bytes } from '../../base/bytes'
import { digestOf, isDigest } from '../../base/digest'
import type { HttpResponse } from '../wire/http'
import type { Refused } from './errors'
import { answer, header, origin, refuse, type Exchange } from './exchange'
import { blobData, layerLink, revisionLink, tagIndexLink, tagLink, tagsDir } from './layout'
import { needs, readManifest } from './documents'
import { manifestFor, type Index, type Manifest } from '../oci/manifest'
import { mediaTypes } from '../oci/media-types'

/**
 * HEAD, GET, PUT and DELETE of a manifest, by tag or by digest.
 * @models distribution registry/handlers/manifests.go
 * @fidelity part: no conversion to schema 1
 */
export function manifest(x: Exchange, name: string, reference: string): HttpResponse {
  switch (x.request.method) {
    case 'GET':
    case 'HEAD':
      return get(x, name, reference)
    case 'PUT':
      return put(x, name, reference)
    case 'DELETE':
      return remove(x, name, reference)
    default:
      return refuse(x, { code: 'UNSUPPORTED' })
  }
}

const tagForm = /^\w[\w.-]{0,127}$/

/** The digest that a tag or a digest stands for in this repository. */
export function resolved(x: Exchange, name: string, reference: string): string | undefined {
  const digest = isDigest(reference) ? reference : x.storage.read(tagLink(name, reference))
  return digest !== undefined && x.storage.read(revisionLink(name, digest)) !== undefined ? digest : undefined
}

const unknown = (name: string, reference: string): Refused => ({
  code: 'MANIFEST_UNKNOWN',
  detail: isDigest(reference) ? { Name: name, Revision: reference } : { Tag: reference },
  ...(isDigest(reference) && { message: 'manifest unknown' }),
})

function get(x: Exchange, name: string, reference: string): HttpResponse {
  const digest = resolved(x, name, reference)
  const content = digest === undefined ? undefined : x.storage.read(blobData(digest))
  if (digest === undefined || content === undefined) return refuse(x, unknown(name, reference))
  const document = readManifest(content)!
  if (!isDigest(reference) && !accepts(x, document.mediaType)) return other(x, name, reference, document)
  return give(x, digest, document.mediaType, content)
}

function give(x: Exchange, digest: string, mediaType: string, content: Bytes): HttpResponse {
  return answer(x, 200, { 'Content-Type': mediaType, 'Docker-Content-Digest': digest, Etag: `"${digest}"` }, content)
}

function accepts(x: Exchange, mediaType: string): boolean {
  if (mediaType === mediaTypes.dockerManifest) return true
  const accept = header(x.request.headers, 'Accept') ?? ''
  return accept.split(',').some((part) => ['*/*', mediaType].includes(part.split(';')[0]!.trim()))
}

/** The client cannot read what the tag names: a list stands for its Linux amd64 manifest, an OCI document for nothing. */
function other(x: Exchange, name: string, reference: string, document: Manifest | Index): HttpResponse {
  if (document.mediaType !== mediaTypes.dockerList) {
    const what = document.kind === 'index' ? 'OCI index' : 'OCI manifest'
    const all = document.kind === 'index' ? 'OCI indexes' : 'OCI manifests'
    return refuse(x, { code: 'MANIFEST_UNKNOWN', message: `${what} found, but accept header does not support ${all}` })
  }
  const amd64 = document.kind === 'index' ? manifestFor(document, { architecture: 'amd64', os: 'linux' }) : undefined
  return amd64 === undefined ? refuse(x, unknown(name, reference)) : get(x, name, amd64.digest)
}

function put(x: Exchange, name: string, reference: string): HttpResponse {
  const content = x.request.body
  const document = readManifest(content)
  const declared = header(x.request.headers, 'Content-Type')?.split(';')[0]
  if (document === undefined || (declared !== undefined && declared !== document.mediaType))
    return refuse(x, { code: 'MANIFEST_INVALID', detail: {} })
  const digest = digestOf(content)
  if (isDigest(reference) ? reference !== digest : !tagForm.test(reference))
    return refuse(x, { code: isDigest(reference) ? 'DIGEST_INVALID' : 'TAG_INVALID' })
  const missing = needs(document).filter((wanted) => !present(x, name, document, wanted.digest))
  if (missing.length > 0)
    return refuse(x, ...(missing.map(({ digest: detail }) => ({ code: 'MANIFEST_BLOB_UNKNOWN', detail })) as [Refused]))
  storeManifest(x, name, digest, content, isDigest(reference) ? undefined : reference)
  return answer(x, 201, { 'Docker-Content-Digest': digest, Location: `${origin(x)}/v2/${name}/manifests/${digest}` })
}

const present = (x: Exchange, name: string, document: Manifest | Index, digest: string): boolean =>
  x.storage.read(document.kind === 'index' ? revisionLink(name, digest) : layerLink(name, digest)) !== undefined

export function storeManifest(
  x: Exchange,
  name: string,
  digest: string,
  content: Bytes,
  tag: string | undefined,
): void {
  x.storage.write(blobData(digest), content)
  x.storage.write(revisionLink(name, digest), digest)
  if (tag === undefined) return
  x.storage.write(tagLink(name, tag), digest)
  x.storage.write(tagIndexLink(name, tag, digest), digest)
}

function remove(x: Exchange, name: string, reference: string): HttpResponse {
  if (!x.deletes) return refuse(x, { code: 'UNSUPPORTED' })
  const digest = resolved(x, name, reference)
  if (digest === undefined) return refuse(x, unknown(name, reference))
  if (!isDigest(reference)) x.storage.delete(`${tagsDir(name)}/${reference}`)
  else {
    x.storage.delete(revisionLink(name, digest))
    for (const tag of x.storage.list(tagsDir(name)))
      if (x.storage.read(tagLink(name, tag)) === digest) x.storage.delete(`${tagsDir(name)}/${tag}`)
  }
  return answer(x, 202, {})
}
