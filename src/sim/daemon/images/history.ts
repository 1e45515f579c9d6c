import { parseRfc3339 } from '../../../base/time'
import { parseImageConfig, type History } from '../../oci/config'
import type { Request } from '../request'
import { error, json } from '../respond'
import type { Daemon } from '../state'
import { namesOf } from './list'
import { lookUp } from './lookup'
import type { Image } from './state'

/**
 * `docker history`: newest first; IDs are known only for images that are here, which is the last and what it was committed from.
 * @models moby daemon/images/image_history.go
 * @fidelity full
 */
export function history(d: Daemon, req: Request): void {
  const image = lookUp(d.state, req.params['name']!)
  if ('message' in image) return error(d, req, image.status, image.message)
  const rows = parseImageConfig(image.config).history ?? []
  const sizes = sizesOf(image, rows)
  const ids = idsOf(d, image)
  const entries = rows.map((row, i) => ({
    Comment: row.comment ?? '',
    Created: Math.floor((parseRfc3339(row.created ?? '') ?? 0) / 1e6),
    CreatedBy: row.created_by ?? '',
    Size: sizes[i]!,
  }))
  const answer = entries.reverse().map((entry, i) => {
    const known = ids[i]
    const tags = known === undefined ? [] : namesOf(d.state, known).tags
    return { ...pick(entry), Id: known?.id ?? '<missing>', Size: entry.Size, Tags: tags.length > 0 ? tags : null }
  })
  json(d, req, 200, answer)
}

const pick = ({ Comment, Created, CreatedBy }: { Comment: string; Created: number; CreatedBy: string }) => ({
  Comment,
  Created,
  CreatedBy,
})

/** Size of the layer that each row made; rows that made none have 0. */
function sizesOf(image: Image, rows: readonly History[]): readonly number[] {
  let layer = 0
  return rows.map(({ empty_layer }) => (empty_layer === true ? 0 : (image.layers[layer++]?.size ?? 0)))
}

/** The image and those it was committed from, newest first. */
function idsOf(d: Daemon, image: Image): readonly Image[] {
  const ids = [image]
  for (let at = d.state.images[image.parent]; at !== undefined; at = d.state.images[at.parent]) ids.push(at)
  return ids
}
