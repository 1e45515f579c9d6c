import { parseImageConfig } from '../../oci/config'
import type { Daemon } from '../state'
import { emit } from '../system/events'
import { lookUp } from './lookup'

/** Says that something happened to an image: its labels and the name it happened under go along. */
export function imageEvent(d: Daemon, action: string, id: string, name: string): void {
  const image = lookUp(d.state, id)
  const labels = 'config' in image ? parseImageConfig(image.config).config?.Labels : undefined
  emit(d, 'image', action, id, { ...labels, name })
}
