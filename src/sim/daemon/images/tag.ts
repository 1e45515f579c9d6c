import { parseNormalizedNamed, familiarString, isNameOnly, withTag } from '../../oci/reference'
import type { Request } from '../request'
import { error, respond } from '../respond'
import type { Daemon } from '../state'
import { imageEvent } from './events'
import { lookUp } from './lookup'
import { setReference, touch } from './store'
import { tagNameOnly } from '../../oci/reference'

/**
 * `docker tag`: one more name for an ID.
 * @models moby daemon/images/image_tag.go
 * @fidelity full
 */
export function tag(d: Daemon, req: Request): void {
  const image = lookUp(d.state, req.params['name']!)
  try {
    const repository = parseNormalizedNamed(req.query['repo'] ?? '')
    const name = req.query['tag'] ?? ''
    const ref = tagNameOnly(name === '' ? repository : withTag(repository, name))
    if (ref.digest !== undefined || (!isNameOnly(repository) && repository.digest !== undefined))
      return error(d, req, 400, 'refusing to create a tag with a digest reference')
    if ('message' in image) return error(d, req, image.status, image.message)
    setReference(d, ref, image.id)
    touch(d, image.id)
    imageEvent(d, 'tag', image.id, familiarString(ref))
    respond(d, req, 201, { 'Content-Length': '0' }, '')
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}
