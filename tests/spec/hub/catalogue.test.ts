import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/base/digest'
import { unpackTar } from '../../../src/base/tar'
import { gunzip } from '../../../src/base/gzip'
import { parseImageConfig } from '../../../src/sim/oci/config'
import { parseManifest } from '../../../src/sim/oci/manifest'
import { catalogue } from '../../../src/sim/hub/catalogue'
import { sizeOf } from '../../../src/sim/hub/entries'
import { fixtures } from '../../../src/sim/hub/fixtures'
import { hostFiles } from '../../../src/sim/hub/host-files'
import { buildImage } from '../../../src/sim/hub/image'
import { findImage, search } from '../../../src/sim/hub/source'

const size = (repository: string, tag: string) =>
  buildImage(findImage(repository, tag)!).layers.reduce(
    (sum, layer) => sum + sizeOf(unpackTar(gunzip(layer.blob))),
    0,
  ) / 1e6

describe('the catalogue', () => {
  it('[HB-1] no tag of a repository is given twice', () => {
    const names = catalogue.flatMap((image) => image.tags.map((tag) => `${image.repository}:${tag}`))
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })
  it('[HB-2] an image is the same bytes each time, and its digests are those of its bytes', () => {
    const image = findImage('library/nginx', 'latest')!
    const built = buildImage(image)
    expect(buildImage(image)).toEqual(built)
    const manifest = parseManifest(built.manifest)
    if (manifest.kind !== 'manifest') throw new Error('not a manifest')
    expect(manifest.config.digest).toBe(digestOf(built.config))
    expect(manifest.layers.map((layer) => [layer.digest, layer.size])).toEqual(
      built.layers.map((layer) => [digestOf(layer.blob), layer.blob.length]),
    )
    expect(parseImageConfig(built.config).rootfs.diff_ids).toEqual(
      built.layers.map((layer) => digestOf(gunzip(layer.blob))),
    )
  })
  it('[HB-3] every image says that it is a stand-in, and was made before the simulated time', () => {
    for (const image of catalogue) {
      expect(parseImageConfig(buildImage(image).config).config?.Labels?.['org.glasswhale.stand-in']).toBe('true')
      expect(image.created < '2025-09-01').toBe(true)
    }
  })
  it.each([
    ['alpine', 'latest', 8.31],
    ['ubuntu', 'latest', 78.1],
    ['nginx', 'latest', 192.3],
    ['busybox', 'latest', 4.3],
    ['registry', '2', 26.2],
    ['node', '20-alpine', 133.3],
  ])('[HB-4] %s:%s has about the size of the real one: %f MB', (name, tag, mb) => {
    expect(size(`library/${name}`, tag)).toBeCloseTo(mb, 0)
  })
  it('[HB-5] layers of a base are shared by what builds on it', () => {
    const base = buildImage(findImage('library/alpine', 'latest')!).layers[0]!.digest
    expect(buildImage(findImage('library/node', '20-alpine')!).layers[0]!.digest).toBe(base)
  })
  it('[HB-6] trees have each path once, with its directories before it', () => {
    for (const tree of [
      hostFiles(),
      ...catalogue.flatMap((image) => image.steps.flatMap((step) => (step.layer ? [step.layer.entries()] : []))),
    ]) {
      const seen = new Set<string>()
      for (const { path } of tree) {
        expect(seen.has(path), path).toBe(false)
        seen.add(path)
      }
    }
  })
  it('[HB-7] search puts the name that was asked for first', () => {
    expect(search('nginx')[0]).toMatchObject({ name: 'nginx', is_official: true })
    expect(search('no-such-thing')).toEqual([])
  })
  it('[HB-8] the fixtures have the tags, layers and history of the recorded ones', () => {
    expect(fixtures.map((image) => [image.tags[0], image.layers.length, image.history.length])).toEqual([
      ['busybox:latest', 1, 2],
      ['alpine:latest', 1, 2],
      ['alpine:3.18', 1, 2],
      ['hello-world:latest', 1, 2],
      ['nginx:latest', 4, 11],
      ['registry:2', 4, 8],
    ])
  })
})
