import type { Picture } from './layout/map'

/** Ids of the marks that this step made or altered: what the picture then marks until the next. */
export function changed(before: Picture | undefined, after: Picture): ReadonlySet<string> {
  if (before === undefined) return new Set()
  const old = prints(before)
  return new Set(Object.entries(prints(after)).flatMap(([id, print]) => (old[id] === print ? [] : [id])))
}

const prints = (picture: Picture): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ...picture.places.filter((mark) => mark.id !== 'client'),
      ...picture.store.images,
      ...picture.store.layers,
      ...picture.containers,
      ...picture.volumes,
    ].map((mark) => [mark.id, mark.print]),
  )
