import { familiarString, parseNormalizedNamed, tagNameOnly } from '../../oci/reference'

/** A reference as errors quote it: `nosuch:latest`; what is no reference stays as it is. */
export function familiar(ref: string): string {
  try {
    return familiarString(tagNameOnly(parseNormalizedNamed(ref)))
  } catch {
    return ref
  }
}
