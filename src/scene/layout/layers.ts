import type { DockerdView, ImageView } from '../../trace/types'
import type { Box } from './shape'

/** One layer of the store; images that share it share the mark, which then spans their rows. */
export interface LayerMark {
  readonly kind: 'layer'
  readonly id: string
  readonly chainId: string
  readonly size: number
  readonly createdBy: string
  readonly shared: number
  readonly box: Box
  readonly print: string
}

export interface ImageMark {
  readonly kind: 'image'
  readonly id: string
  readonly imageId: string
  readonly names: readonly string[]
  readonly size: number
  readonly box: Box
  readonly print: string
}

export interface Strata {
  readonly images: readonly ImageMark[]
  readonly layers: readonly LayerMark[]
  readonly more: number
}

const rowHeight = 20

/** `docker.io/library/alpine:latest` → `alpine:latest`, as the CLI shows it. */
export const familiar = (reference: string): string => reference.replace(/^docker\.io\/(library\/)?/, '')

export const namesOf = (docker: DockerdView, imageId: string): readonly string[] =>
  Object.keys(docker.references)
    .filter((reference) => docker.references[reference] === imageId)
    .map(familiar)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))

/**
 * The image store as strata: base layers on the left, what is built on them to their right, a row an image. Rows are ordered
 * so that images with the same base are neighbours; each shared layer is then one block over several rows.
 */
export function strata(docker: DockerdView, area: Box): Strata {
  const sorted = Object.values(docker.images).sort((a, b) => compare(chain(a), chain(b)))
  const room = Math.max(1, Math.floor(area.h / rowHeight))
  const shown = sorted.length <= room ? sorted : sorted.slice(0, room - 1)
  const deepest = Math.max(1, ...shown.map((image) => image.layers.length))
  const step = Math.min(22, (area.w * 0.36) / deepest)
  const images = shown.map((image, row): ImageMark => {
    const names = namesOf(docker, image.id)
    const x = area.x + image.layers.length * step + 6
    const box = { x, y: area.y + row * rowHeight, w: area.x + area.w - x, h: rowHeight - 4 }
    return {
      kind: 'image',
      id: `image:${image.id}`,
      imageId: image.id,
      names,
      size: image.size,
      box,
      print: `${image.id} ${names.join()}`,
    }
  })
  return { images, layers: blocks(shown, area, step), more: sorted.length - shown.length }
}

const chain = (image: ImageView): string => image.layers.map((layer) => layer.chainId).join('/') + image.id
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function blocks(images: readonly ImageView[], area: Box, step: number): readonly LayerMark[] {
  const spans: Record<string, { first: number; last: number; column: number; image: ImageView }> = {}
  images.forEach((image, row) =>
    image.layers.forEach((layer, column) => {
      const span = (spans[layer.chainId] ??= { first: row, last: row, column, image })
      span.last = row
    }),
  )
  return Object.entries(spans).map(([chainId, { first, last, column, image }]) => {
    const layer = image.layers[column]!
    const box = {
      x: area.x + column * step,
      y: area.y + first * rowHeight,
      w: step - 2,
      h: (last - first) * rowHeight + rowHeight - 4,
    }
    const { size, createdBy } = layer
    return {
      kind: 'layer',
      id: `layer:${chainId}`,
      chainId,
      size,
      createdBy,
      shared: last - first + 1,
      box,
      print: chainId,
    }
  })
}
