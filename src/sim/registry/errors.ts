/**
 * The error codes of the distribution API with the words that registry:2 has for them.
 * @models distribution registry/api/v2/errors.go, registry/api/errcode
 * @fidelity full
 */
const codes = {
  UNAUTHORIZED: [401, 'authentication required'],
  DENIED: [403, 'requested access to the resource is denied'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  SIZE_INVALID: [400, 'provided length did not match content length'],
  RANGE_INVALID: [416, 'invalid content range'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  TAG_INVALID: [400, 'manifest tag did not match URI'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  BLOB_UPLOAD_INVALID: [404, 'blob upload invalid'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
} as const

export type Code = keyof typeof codes

/** A refusal; `message` only where it is not the code's usual one. */
export interface Refused {
  readonly code: Code
  readonly detail?: unknown
  readonly message?: string
}

export const statusOf = (code: Code): number => codes[code][0]

/** `{"errors":[…]}` as the registry writes it. An absent detail is left out, as Go's omitempty does. */
export const errorBody = (errors: readonly Refused[]): string =>
  JSON.stringify({
    errors: errors.map(({ code, detail, message }) => ({
      code,
      message: message ?? codes[code][1],
      ...(detail !== undefined && { detail }),
    })),
  }) + '\n'
