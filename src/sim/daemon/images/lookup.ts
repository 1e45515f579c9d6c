import type { Digest } from '../../../base/digest'
import { familiarString, parseNormalizedNamed, tagNameOnly, type Reference } from '../../oci/reference'
import type { DockerdState } from '../state'
import { noSuchImage } from './errors'
import type { Failure } from './output'
import type { Image } from './state'
import { imageAt } from './store'

/**
 * Finds an image by name, by digest reference, by ID or by the beginning of an ID.
 * @models moby daemon/images/image.go GetImage
 * @fidelity full
 */
export function findImage(state: DockerdState, text: string): Image | undefined {
  const found = lookUp(state, text)
  return 'id' in found ? found : undefined
}

export function lookUp(state: DockerdState, text: string): Image | Failure {
  const full = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)
  if (full !== null) return state.images[`sha256:${full[1]}`] ?? noSuchImage(text)
  const ref = parsedName(text)
  if (typeof ref === 'string') return byPrefix(state, text) ?? { status: 400, message: ref }
  const named = imageAt(state, ref)
  if (named !== undefined) return state.images[named]!
  return byPrefix(state, text) ?? noSuchImage(familiarString(tagNameOnly(ref)))
}

function parsedName(text: string): Reference | string {
  try {
    return parseNormalizedNamed(text)
  } catch (problem) {
    return (problem as Error).message
  }
}

/** Whether the text is the ID or its beginning rather than a name. */
export const isIdPrefix = (id: Digest, text: string): boolean => {
  const prefix = text.replace(/^sha256:/, '')
  return /^[0-9a-f]+$/.test(prefix) && id.startsWith(`sha256:${prefix}`)
}

/** The only image whose ID begins so; several is as good as none. */
function byPrefix(state: DockerdState, text: string): Image | undefined {
  const found = Object.values(state.images).filter(({ id }) => isIdPrefix(id, text))
  return found.length === 1 ? found[0] : undefined
}
