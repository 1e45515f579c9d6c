import { catalogue } from './catalogue'
import type { CatalogueImage } from './catalogue-image'
import { buildImage, type BuiltImage } from './image'

/** The catalogue as a registry asks for it. Nothing is built before it is asked for. */
export const tagsOf = (repository: string): readonly string[] | undefined => {
  const images = catalogue.filter((image) => image.repository === repository)
  return images.length === 0 ? undefined : images.flatMap((image) => image.tags)
}

export const findImage = (repository: string, tag: string): CatalogueImage | undefined =>
  catalogue.find((image) => image.repository === repository && image.tags.includes(tag))

const built = (repository: string, tag: string): BuiltImage | undefined => {
  const image = findImage(repository, tag)
  return image && buildImage(image)
}

/** As `docker search` shows it: official images first, then by stars. */
export interface SearchHit {
  readonly name: string
  readonly description: string
  readonly star_count: number
  readonly is_official: boolean
  readonly is_automated: boolean
}

export function search(term: string): readonly SearchHit[] {
  const wanted = term.toLowerCase().replace(/^library\//, '')
  const seen = new Map(catalogue.map((image) => [image.repository, image]))
  const hits = [...seen.values()].filter(
    (image) => image.repository.includes(wanted) || image.description.toLowerCase().includes(wanted),
  )
  return hits
    .map((image) => ({
      name: image.repository.replace(/^library\//, ''),
      description: image.description,
      star_count: image.stars,
      is_official: image.official,
      is_automated: false,
    }))
    .sort(
      (a, b) =>
        Number(b.name === wanted) - Number(a.name === wanted) ||
        Number(b.is_official) - Number(a.is_official) ||
        b.star_count - a.star_count,
    )
}

/** What the registry room wants of Docker Hub. */
export const hubSource = { tags: tagsOf, image: built, search }
