import { apiVersion, minApiVersion } from '../api/version'

/**
 * What dockerd says when it refuses, in moby's own words: one function an error.
 * @models moby errdefs, daemon/errors.go
 * @fidelity full
 */
export interface Refusal {
  readonly status: number
  readonly message: string
}

export const refusal = (status: number, message: string): Refusal => ({ status, message })
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'status' in value && 'message' in value

// — the API itself
export const pageNotFound = 'page not found'
export const apiTooOld = (version: string) =>
  `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`
export const apiTooNew = (version: string) => `client version ${version} is too new. Maximum supported API version is ${apiVersion}`
export const badJson = 'invalid JSON: EOF'

// — finding
export const noSuchContainer = (ref: string) => refusal(404, `No such container: ${ref}`)
export const noSuchExec = (id: string) => refusal(404, `No such exec instance: ${id}`)
export const noSuchImage = (ref: string) => refusal(404, `No such image: ${ref}`)
export const ambiguousPrefix = (prefix: string) => refusal(400, `Multiple IDs found with provided prefix: ${prefix}`)
