import { utf8, type Bytes } from '../../base/bytes'
import { digestOf, type Digest } from '../../base/digest'
import { gzip } from '../../base/gzip'
import { goJson } from '../../base/json'
import { packTar } from '../../base/tar'
import { ociRunConfig, type History, type ImageConfig } from '../oci/config'
import { describe, type Descriptor } from '../oci/descriptor'
import { ociIndex, ociManifest } from '../oci/manifest'
import { mediaTypes } from '../oci/media-types'
import { standInLabel, type CatalogueImage, type Step } from './catalogue-image'

/**
 * The bytes of a catalogue image: layer tars, config, manifest and index, the same each time. The size in a layer's descriptor is the
 * true one; an annotation says how many bytes the blob has that it stands for.
 *
 * @models OCI image-spec as Docker Hub serves official images
 * @fidelity part: of the other platforms there is only the descriptor in the index
 */
export interface BuiltImage {
  readonly index: Bytes
  readonly manifest: Bytes
  readonly config: Bytes
  readonly layers: readonly BuiltLayer[]
}

export interface BuiltLayer {
  readonly blob: Bytes
  readonly diffId: Digest
  readonly digest: Digest
  readonly transferSize: number
}

const transferSize = 'dev.glasswhale.transfer-size'

/** An image is made once: a history that is gone through again asks for it again. */
const made = new WeakMap<CatalogueImage, BuiltImage>()

export function buildImage(image: CatalogueImage): BuiltImage {
  const known = made.get(image) ?? makeImage(image)
  made.set(image, known)
  return known
}

function makeImage(image: CatalogueImage): BuiltImage {
  const layers = image.steps.flatMap((step) => (step.layer ? [builtLayer(step.layer)] : []))
  const config = configBytes(image, layers, 'amd64')
  const manifest = manifestBytes(config, layers)
  const arm = manifestBytes(configBytes(image, layers, 'arm64'), layers)
  const platforms = [
    { ...describe(mediaTypes.ociManifest, manifest), platform: { architecture: 'amd64', os: 'linux' } },
    { ...describe(mediaTypes.ociManifest, arm), platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } },
  ]
  return { index: ociIndex(platforms), manifest, config, layers }
}

function builtLayer(layer: NonNullable<Step['layer']>): BuiltLayer {
  const tar = packTar(layer.entries())
  const blob = gzip(tar)
  return { blob, diffId: digestOf(tar), digest: digestOf(blob), transferSize: layer.transferSize }
}

function manifestBytes(config: Bytes, layers: readonly BuiltLayer[]): Bytes {
  const described = layers.map(({ blob, digest, transferSize: size }): Descriptor => ({
    mediaType: mediaTypes.ociLayer,
    digest,
    size: blob.length,
    annotations: { [transferSize]: String(size) },
  }))
  return ociManifest(describe(mediaTypes.ociConfig, config), described)
}

function configBytes(image: CatalogueImage, layers: readonly BuiltLayer[], architecture: string): Bytes {
  const labels = { ...image.config.Labels, [standInLabel]: 'true' }
  const config: ImageConfig = {
    architecture,
    config: ociRunConfig({ ...image.config, Labels: labels }),
    created: image.created,
    history: image.steps.map((step) => history(step, image.created)),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  }
  return utf8(goJson(config))
}

const history = (step: Step, created: string): History => ({
  created,
  created_by: step.createdBy,
  ...(step.comment === undefined ? {} : { comment: step.comment }),
  ...(step.layer ? {} : { empty_layer: true }),
})
