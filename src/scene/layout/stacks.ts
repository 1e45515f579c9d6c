import type { ContainerView, DockerdView, ImageView, LayerView, OverlayView } from '../../trace/types'
import { stateName } from '../seen'
import { namesOf } from './layers'

/** One layer of a stack. It spans the images that share it; places are cells of a grid, counted from 1, rows from the bottom. */
export interface StackLayer {
  readonly id: string
  readonly layer: LayerView
  readonly shared: number
  readonly column: number
  readonly span: number
  readonly row: number
}

export interface StackImage {
  readonly id: string
  readonly names: readonly string[]
  readonly size: number
  readonly column: number
  readonly row: number
  readonly containers: readonly StackContainer[]
}

export interface StackContainer {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly upperDir: string
}

export interface Stacks {
  readonly columns: number
  /** Rows of layers in the highest stack. */
  readonly height: number
  readonly images: readonly StackImage[]
  readonly layers: readonly StackLayer[]
  /** What all layers take on disk, each counted once, and what they would take if nothing were shared. */
  readonly stored: number
  readonly apart: number
}

/** Images side by side, those with the same base next to each other, so that each shared layer is one slab under several stacks. */
export function drawStacks(docker: DockerdView): Stacks {
  const images = Object.values(docker.images).sort((a, b) => (chain(a) < chain(b) ? -1 : 1))
  const layers = slabs(images)
  const stacks = images.map((image, i): StackImage => ({
    id: image.id,
    names: namesOf(docker, image.id),
    size: image.size,
    column: i + 1,
    row: image.layers.length + 1,
    containers: Object.values(docker.containers)
      .filter(({ imageId }) => imageId === image.id)
      .map(stackContainer),
  }))
  return {
    columns: images.length,
    height: Math.max(0, ...images.map((image) => image.layers.length)),
    images: stacks,
    layers,
    stored: layers.reduce((sum, { layer }) => sum + layer.size, 0),
    apart: images.reduce((sum, image) => sum + image.layers.reduce((all, layer) => all + layer.size, 0), 0),
  }
}

const chain = (image: ImageView): string => image.layers.map(({ chainId }) => chainId).join('/') + image.id

const stackContainer = ({ id, name, life, upperDir }: ContainerView): StackContainer => ({
  id,
  name,
  state: stateName(life.value),
  upperDir,
})

/** The same chain ID is the same layer on the same layers: it lies in neighbouring columns, since images are sorted by their chains. */
function slabs(images: readonly ImageView[]): readonly StackLayer[] {
  const found: Record<string, StackLayer> = {}
  images.forEach((image, column) =>
    image.layers.forEach((layer, level) => {
      const before = found[layer.chainId]
      found[layer.chainId] = before
        ? { ...before, shared: before.shared + 1, span: column + 2 - before.column }
        : { id: layer.chainId, layer, shared: 1, column: column + 1, span: 1, row: level + 1 }
    }),
  )
  return Object.values(found)
}

/** What the upper directory changes, told for people: directories that only lead to something are left out. */
export function changes(overlay: OverlayView): OverlayView['entries'] {
  return overlay.entries.filter(
    ({ path, kind, how }) =>
      kind !== 'dir' || how !== 'copied' || !overlay.entries.some((other) => other.path.startsWith(`${path}/`)),
  )
}
