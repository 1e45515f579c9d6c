import type { ImageView, OperationView } from '../../wire/view'

/** The part of dockerd's state that images, pulls, pushes and builds keep. */
export interface ImagesState {
  readonly images: Readonly<Record<string, ImageView>>
  readonly references: Readonly<Record<string, string>>
  readonly operations: Readonly<Record<string, OperationView>>
}

export const newImages = (): ImagesState => ({ images: {}, references: {}, operations: {} })
