import { text } from '../../../base/bytes'
import { familiarName, familiarString, fullString, type Reference } from '../../oci/reference'
import { strerror } from '../../wire/errno'
import type { HttpResponse } from '../../wire/http'
import type { SysReturn } from '../../wire/syscall'
import type { Failure } from './output'
import type { Remote } from './remote'

/**
 * What the daemon says when it refuses something about an image: moby's own words.
 * @models moby daemon/images, distribution/errors.go, registry/errors.go
 * @fidelity full
 */
const failure = (status: number, message: string): Failure => ({ status, message })

// — the image itself
export const noSuchImage = (ref: string): Failure => failure(404, `No such image: ${ref}`)

// — the way to a registry
export function dialFailure(url: string, host: string, port: number, answer: SysReturn, address?: string): Failure {
  const name = host.replace(/:\d+$/, '')
  const what =
    answer.errno === 'ENONAME' || answer.detail === 'no such host'
      ? `dial tcp: lookup ${name} on 127.0.0.53:53: no such host`
      : refused(name, port, answer, address)
  return failure(500, `Get "${url}": ${what}`)
}

function refused(name: string, port: number, { errno }: SysReturn, address?: string): string {
  const where = address ?? (name === 'localhost' ? `127.0.0.1:${port}` : `${name}:${port}`)
  const words = (strerror[errno ?? 'EHOSTUNREACH'] ?? '').toLowerCase()
  return errno === 'ETIMEDOUT' ? `dial tcp ${where}: i/o timeout` : `dial tcp ${where}: connect: ${words}`
}

export const plainHttp = (url: string): Failure =>
  failure(500, `Get "${url}": http: server gave HTTP response to HTTPS client`)
export const lostConnection = (remote: Remote): Failure =>
  failure(500, `Get "${remote.scheme}://${remote.host}/v2/": EOF`)
export const unauthorized = (): Failure => failure(500, 'no basic auth credentials')

export const loginFailed = (url: string, { status }: HttpResponse): Failure =>
  failure(401, `login attempt to ${url} failed with status: ${status} ${status === 401 ? 'Unauthorized' : 'Forbidden'}`)

/** A registry's refusal in one line: `denied: requested access to the resource is denied`. */
export function registryError(response: HttpResponse, url?: string): Failure {
  const prefix = url === undefined ? '' : `Get "${url}": `
  const details = response.status === 401 && detailsOf(response)
  if (details) return failure(401, `${prefix}unauthorized: ${details}`)
  return failure(
    response.status === 401 || response.status === 403 || response.status === 404 ? response.status : 500,
    prefix + reason(response),
  )
}

const detailsOf = (response: HttpResponse): string | undefined =>
  (document(response) as { details?: string } | undefined)?.details

function reason(response: HttpResponse): string {
  if (response.headers['Www-Authenticate']?.includes('error="insufficient_scope"'))
    return 'denied: requested access to the resource is denied'
  const errors =
    (document(response) as { errors?: readonly { code: string; message: string }[] } | undefined)?.errors ?? []
  if (errors.length === 0) return `received unexpected HTTP status: ${response.status}`
  const lines = errors.map(({ code, message }) => `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`)
  return lines.length === 1 ? lines[0]! : `errors:\n${lines.join('\n')}\n`
}

function document(response: HttpResponse): unknown {
  try {
    return JSON.parse(text(response.body))
  } catch {
    return undefined
  }
}

// — pull
/** What a failed manifest request means to the person who pulls. */
export function manifestFailure(ref: Reference, response: HttpResponse): Failure {
  const { message } = registryError(response)
  if (response.status === 401 || response.status === 403 || message.startsWith('name unknown'))
    return {
      ...failure(
        404,
        `pull access denied for ${familiarName(ref)}, repository does not exist or may require 'docker login': ${message}`,
      ),
      resolver:
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    }
  if (response.status === 404)
    return {
      ...failure(404, `manifest for ${familiarString(ref)} not found: ${message}`),
      resolver: `${fullString(ref)}: not found`,
    }
  return failure(500, message)
}
export const noMatchingManifest = (platform: string): Failure =>
  failure(404, `no matching manifest for ${platform} in the manifest list entries`)
export const badDigest = (what: string, digest: string): Failure =>
  failure(500, `${what} verification failed for digest ${digest}`)
export const wrongLayers = (): Failure => failure(500, "layers from manifest don't match image configuration")
export const badLayer = (message: string): Failure => failure(500, `failed to register layer: ${message}`)

// — push
export const noSuchTagLocally = (ref: Reference): Failure =>
  failure(404, `An image does not exist locally with the tag: ${familiarName(ref)}`)
export const tagDoesNotExist = (ref: Reference): Failure => failure(404, `tag does not exist: ${familiarString(ref)}`)
export const cannotPushDigest = (): Failure => failure(400, 'cannot push a digest reference')

// — remove
export const conflict = (message: string): Failure => failure(409, `conflict: ${message}`)
