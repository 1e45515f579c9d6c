import type { Request } from '../request'
import { error, json } from '../respond'
import type { Daemon } from '../state'
import { emit, filtersOf } from '../system/events'
import { createdAt, hasChildren, hasLabels, untilTime } from './list'
import { removeImage, usersOf, type Removed } from './remove'
import { referencesOf } from './store'
import type { Image } from './state'

/**
 * `docker image prune`: images without a name, or with `dangling=false` all that no container uses.
 * @models moby daemon/images/image_prune.go
 * @fidelity full
 */
export function prune(d: Daemon, req: Request): void {
  const filters = filtersOf(req)
  const unknown = Object.keys(filters).find((name) => !['dangling', 'label', 'label!', 'until'].includes(name))
  if (unknown !== undefined) return error(d, req, 400, `invalid filter '${unknown}'`)
  const danglingOnly = !(filters['dangling'] ?? ['true']).some((value) => /^(0|f|false)$/i.test(value))
  const before = layerBytes(d)
  const deleted: Removed[] = []
  for (const image of Object.values(d.state.images)) {
    if (d.state.images[image.id] === undefined || !fits(d, image, danglingOnly) || !hasLabels(image, filters)) continue
    if (!(filters['until'] ?? []).every((text) => createdAt(image) < untilTime(text, d.now))) continue
    deleted.push(...removeAll(d, image))
  }
  const freed = before - layerBytes(d)
  emit(d, 'image', 'prune', '', { reclaimed: String(freed) })
  json(d, req, 200, { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: freed })
}

function fits(d: Daemon, image: Image, danglingOnly: boolean): boolean {
  if (usersOf(d, image.id).length > 0) return false
  return danglingOnly ? referencesOf(d.state, image.id).length === 0 && !hasChildren(d.state, image) : true
}

/** By each of its names, then by what is left of it. */
function removeAll(d: Daemon, image: Image): readonly Removed[] {
  const result = removeImage(d, image.id, true, true)
  return 'message' in result ? [] : result
}

export const layerBytes = (d: Daemon): number => Object.values(d.state.layers).reduce((sum, { size }) => sum + size, 0)
