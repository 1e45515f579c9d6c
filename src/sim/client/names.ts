import { familiarName, familiarString, fullString, parseNormalizedNamed, tagNameOnly } from '../oci/reference'

/**
 * What the client itself does with image names, before the daemon hears of them.
 *
 * @models distribution/reference as docker/cli uses it
 * @fidelity full
 */
export { familiarName, familiarString, fullString, parseNormalizedNamed, tagNameOnly }

/** The error of a bad reference, or undefined. */
export function tagError(text: string): string | undefined {
  try {
    parseNormalizedNamed(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)
