import { base64Url } from '../../base/base64'
import { utf8, type Bytes } from '../../base/bytes'
import { digestOf } from '../../base/digest'
import { drawHex } from '../../base/random'
import type { Headers, HttpResponse } from '../wire/http'
import { born, lived, type Life } from '../world/life'
import { linked } from './blobs'
import { answer, header, origin, refuse, type Exchange, type UploadContext } from './exchange'
import { blobData, layerLink, uploadData, uploadDir, uploadStarted } from './layout'
import { uploadMachine } from './upload.machine'

/**
 * How a blob gets into a registry: mounted from another repository, in one request, or in parts.
 * @models distribution registry/handlers/blobupload.go
 * @fidelity part: the `_state` token says the truth but is not signed, and is not asked for again
 */
const digestForm = /^sha256:[0-9a-f]{64}$/

/** POST: opens an upload, or needs none. */
export function openUpload(x: Exchange, name: string): HttpResponse {
  const { mount, from, digest } = x.query
  if (mount !== undefined && from !== undefined && digestForm.test(mount) && linked(x, from, mount) !== undefined) {
    x.storage.write(layerLink(name, mount), mount)
    return created(x, name, mount)
  }
  const life = begin(x, name)
  if (digest === undefined) return accepted(x, life)
  return commit(x, life, digest)
}

function begin(x: Exchange, name: string): Life<UploadContext> {
  const [hex, rng] = drawHex(x.rng, 32)
  x.rng = rng
  const uuid = asUuid(hex)
  x.storage.write(uploadStarted(name, uuid), new Date(x.now / 1000).toISOString())
  x.storage.write(uploadData(name, uuid), '')
  return keep(x, born(uploadMachine, { name, uuid, startedAt: x.now }))
}

const asUuid = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${'89ab'[parseInt(hex[16]!, 16) & 3]}${hex.slice(17, 20)}-${hex.slice(20, 32)}`

function keep(x: Exchange, life: Life<UploadContext>): Life<UploadContext> {
  x.sessions = { ...x.sessions, [life.context.uuid]: life }
  return life
}

/** GET, PATCH, PUT and DELETE of an upload under way. */
export function upload(x: Exchange, name: string, uuid: string): HttpResponse {
  const life = found(x, name, uuid)
  if (life === undefined) return refuse(x, { code: 'BLOB_UPLOAD_UNKNOWN' })
  switch (x.request.method) {
    case 'GET':
    case 'HEAD':
      return answer(x, 204, progress(x, life))
    case 'PATCH':
      return patch(x, life)
    case 'PUT':
      return x.query['digest'] === undefined
        ? refuse(x, { code: 'DIGEST_INVALID', detail: 'digest missing' })
        : commit(x, life, x.query['digest'])
    case 'DELETE':
      forget(x, lived(uploadMachine, life, { type: 'cancel' }))
      return answer(x, 204, { 'Docker-Upload-Uuid': uuid })
    default:
      return refuse(x, { code: 'UNSUPPORTED' })
  }
}

/** An upload outlives the process that began it: its files are enough to go on. */
function found(x: Exchange, name: string, uuid: string): Life<UploadContext> | undefined {
  const known = x.sessions[uuid]
  if (known !== undefined) return known.context.name === name ? known : undefined
  const started = x.storage.read(uploadStarted(name, uuid))
  if (started === undefined) return undefined
  const life = born(uploadMachine, { name, uuid, startedAt: Date.parse(started) * 1000 })
  const bytes = x.storage.read(uploadData(name, uuid))?.length ?? 0
  return bytes === 0 ? life : lived(uploadMachine, life, { type: 'patch', bytes })
}

function patch(x: Exchange, life: Life<UploadContext>): HttpResponse {
  const { name, uuid, offset } = life.context
  const range = /^(?:bytes )?(\d+)-(\d+)/.exec(header(x.request.headers, 'Content-Range') ?? '')
  const body = x.request.body
  if (range !== null && (Number(range[1]) !== offset || Number(range[2]) - offset + 1 !== body.length))
    return answer(x, 416, progress(x, life))
  x.storage.append(uploadData(name, uuid), body)
  return accepted(x, keep(x, lived(uploadMachine, life, { type: 'patch', bytes: body.length })))
}

/** The last bytes, then the proof: the content is taken only under the digest that it really has. */
function commit(x: Exchange, life: Life<UploadContext>, digest: string): HttpResponse {
  const { name, uuid } = life.context
  if (!digestForm.test(digest)) return refuse(x, { code: 'DIGEST_INVALID', detail: 'digest parsing failed' })
  const content: Bytes = (x.storage.read(uploadData(name, uuid)) ?? '') + x.request.body
  const checked = lived(uploadMachine, life, { type: 'commit', bytes: x.request.body.length })
  if (digestOf(content) !== digest) {
    forget(x, lived(uploadMachine, checked, { type: 'mismatch' }))
    return refuse(x, { code: 'DIGEST_INVALID', detail: {} })
  }
  forget(x, lived(uploadMachine, checked, { type: 'verified' }))
  store(x, name, digest, content)
  return created(x, name, digest)
}

export function store(x: Exchange, name: string, digest: string, content: Bytes): void {
  if (x.storage.read(blobData(digest)) === undefined) x.storage.write(blobData(digest), content)
  x.storage.write(layerLink(name, digest), digest)
}

function forget(x: Exchange, life: Life<UploadContext>): void {
  const { name, uuid } = life.context
  x.storage.delete(uploadDir(name, uuid))
  const { [uuid]: _done, ...sessions } = x.sessions
  x.sessions = sessions
}

const created = (x: Exchange, name: string, digest: string): HttpResponse =>
  answer(x, 201, { 'Docker-Content-Digest': digest, Location: `${origin(x)}/v2/${name}/blobs/${digest}` })

const accepted = (x: Exchange, life: Life<UploadContext>): HttpResponse => answer(x, 202, progress(x, life))

function progress(x: Exchange, { context }: Life<UploadContext>): Headers {
  const { name, uuid, offset, startedAt } = context
  const state = base64Url(
    utf8(
      JSON.stringify({ Name: name, UUID: uuid, Offset: offset, StartedAt: new Date(startedAt / 1000).toISOString() }),
    ),
  )
  return {
    'Docker-Upload-Uuid': uuid,
    Location: `${origin(x)}/v2/${name}/blobs/uploads/${uuid}?_state=${state}`,
    Range: `0-${Math.max(0, offset - 1)}`,
  }
}
