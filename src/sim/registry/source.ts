import type { Bytes } from '../../base/bytes'
import { digestOf } from '../../base/digest'
import type { Exchange } from './exchange'
import { tagLink } from './layout'
import { readManifest } from './documents'
import { resolved, storeManifest } from './manifests'
import { store } from './uploads'

/** What Docker Hub holds before anyone pushes: given from outside, as functions, so that an image is made only when it is asked for. */
export interface HubSource {
  /** Tags of `library/alpine`; undefined where there is no such repository. */
  readonly tags: (repository: string) => readonly string[] | undefined
  readonly image: (repository: string, tag: string) => HubImage | undefined
  readonly search: (term: string) => readonly SearchHit[]
}

/** Exact bytes of an image. `index` is what its tag names; `manifest` is the one for this platform. */
export interface HubImage {
  readonly index: Bytes
  readonly manifest: Bytes
  readonly config: Bytes
  readonly layers: readonly { readonly blob: Bytes; readonly digest: string }[]
}

export interface SearchHit {
  readonly name: string
  readonly description: string
  readonly star_count: number
  readonly is_official: boolean
  readonly is_automated: boolean
}

/** Layer descriptors of stand-in images say here how many bytes the real blob has: progress and time go by that. */
export const transferSizeAnnotation = 'dev.glasswhale.transfer-size'

/** Puts what a manifest request is about into the storage, where it is not there yet. */
export function materialise(x: Exchange, source: HubSource, name: string, reference: string): void {
  if (resolved(x, name, reference) !== undefined) return
  for (const tag of source.tags(name) ?? []) {
    if (!reference.includes(':') && tag !== reference) continue
    put(x, source, name, tag)
    if (resolved(x, name, reference) !== undefined) return
  }
}

/** All tags of a repository: for `tags/list`. */
export function materialiseAll(x: Exchange, source: HubSource, name: string): void {
  for (const tag of source.tags(name) ?? []) put(x, source, name, tag)
}

function put(x: Exchange, source: HubSource, name: string, tag: string): void {
  if (x.storage.read(tagLink(name, tag)) !== undefined) return
  const image = source.image(name, tag)
  if (image === undefined) return
  for (const { digest, blob } of image.layers) store(x, name, digest, blob)
  store(x, name, digestOf(image.config), image.config)
  const alone = image.index === image.manifest
  if (!alone) storeManifest(x, name, digestOf(image.manifest), image.manifest, undefined)
  storeManifest(x, name, digestOf(image.index), image.index, tag)
}

/** How many bytes each blob of a manifest would have for real, by digest. */
export function transferSizes(manifest: Bytes): Readonly<Record<string, number>> {
  const document = readManifest(manifest)
  const layers = document?.kind === 'manifest' ? document.layers : []
  return Object.fromEntries(
    layers.flatMap(({ digest, annotations }) => {
      const size = Number(annotations?.[transferSizeAnnotation])
      return Number.isFinite(size) ? [[digest, size] as const] : []
    }),
  )
}
