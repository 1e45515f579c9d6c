import { buildImage } from '../hub/image'
import { catalogue } from '../hub/catalogue'
import type { CatalogueImage } from '../hub/catalogue-image'
import type { HubSource } from '../registry/source'

/** Docker Hub's shelves, as the catalogue describes them. Images are made when they are asked for. */
const named = (repository: string): readonly CatalogueImage[] => catalogue.filter((image) => image.repository === repository)

export const hubSource: HubSource = {
  tags: (repository) => {
    const images = named(repository)
    return images.length === 0 ? undefined : images.flatMap((image) => image.tags)
  },
  image: (repository, tag) => {
    const found = named(repository).find((image) => image.tags.includes(tag))
    return found === undefined ? undefined : buildImage(found)
  },
  search: (term) => {
    const hits = catalogue.filter((image) => image.repository.includes(term) || image.description.includes(term))
    const once = hits.filter((image, i) => hits.findIndex((other) => other.repository === image.repository) === i)
    return once
      .slice()
      .sort((a, b) => b.stars - a.stars)
      .map((image) => ({
        name: image.repository.replace(/^library\//, ''),
        description: image.description,
        star_count: image.stars,
        is_official: image.official,
        is_automated: false,
      }))
  },
}
