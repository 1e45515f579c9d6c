import { isDigest } from '../../base/digest'
import type { HttpResponse } from '../wire/http'
import { blob } from './blobs'
import { answer, refuse, type Exchange } from './exchange'
import { catalog, tags } from './listing'
import { manifest } from './manifests'
import { openUpload, upload } from './uploads'

/**
 * From a request line to what answers it: one implementation of the distribution API for Docker Hub and for registry:2.
 * @models distribution registry/handlers/app.go, OCI distribution-spec
 * @fidelity part: no referrers API, as registry:2 has none
 */
export function handle(x: Exchange): HttpResponse {
  const { method } = x.request
  if (x.path === '/v2/' || x.path === '/v2')
    return answer(x, 200, { 'Content-Type': 'application/json; charset=utf-8' }, '{}')
  if (x.path === '/v2/_catalog') return method === 'GET' ? catalog(x) : notAllowed(x)
  const found = parts(x.path)
  if (found === undefined)
    return answer(x, 404, { 'Content-Type': 'text/plain; charset=utf-8' }, '404 page not found\n')
  if (!isName(found.name)) return refuse(x, { code: 'NAME_INVALID', detail: { name: found.name } })
  return within(x, found)
}

export interface Parts {
  readonly name: string
  readonly what: 'manifests' | 'blobs' | 'uploads' | 'tags'
  readonly rest: string
}

/** `/v2/NAME/manifests/REF`, `/blobs/DIGEST`, `/blobs/uploads/UUID`, `/tags/list`: the name may hold slashes. */
export function parts(path: string): Parts | undefined {
  const found = /^\/v2\/(.+)\/(manifests\/([^/]+)|blobs\/uploads\/?([^/]*)|blobs\/([^/]+)|tags\/(list))$/.exec(path)
  if (found === null) return undefined
  const [, name, all, reference, uuid, digest] = found as unknown as readonly [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if (reference !== undefined) return { name, what: 'manifests', rest: reference }
  if (all.startsWith('blobs/uploads')) return { name, what: 'uploads', rest: uuid }
  return digest !== undefined ? { name, what: 'blobs', rest: digest } : { name, what: 'tags', rest: 'list' }
}

const nameForm = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const isName = (name: string): boolean => name.length <= 256 && nameForm.test(name)

function within(x: Exchange, { name, what, rest }: Parts): HttpResponse {
  const { method } = x.request
  switch (what) {
    case 'manifests':
      return manifest(x, name, rest)
    case 'tags':
      return method === 'GET' ? tags(x, name) : notAllowed(x)
    case 'uploads':
      if (rest !== '') return upload(x, name, rest)
      return method === 'POST' ? openUpload(x, name) : notAllowed(x)
    case 'blobs':
      if (!['GET', 'HEAD', 'DELETE'].includes(method)) return notAllowed(x)
      return isDigest(rest) ? blob(x, name, rest) : refuse(x, { code: 'DIGEST_INVALID', detail: 'invalid digest' })
  }
}

const notAllowed = (x: Exchange): HttpResponse => answer(x, 405, {})
