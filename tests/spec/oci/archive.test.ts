import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromArray, utf8 } from '../../../src/base/bytes'
import { digestOf } from '../../../src/base/digest'
import { goJson } from '../../../src/base/json'
import { gzip } from '../../../src/base/gzip'
import { packTar, unpackTar } from '../../../src/base/tar'
import { readArchive, writeArchive } from '../../../src/sim/oci/archive'
import { imageConfigBytes } from '../../../src/sim/oci/config'
import type { FileEntry } from '../../../src/base/file-entry'

const common = { mode: 0o644, uid: 0, gid: 0, mtime: 1704067200 }
const file = (path: string, data: string): FileEntry => ({ ...common, path, type: 'file', data, size: data.length })
const layer = packTar([file('hello', 'hello\n')])
const config = imageConfigBytes({
  architecture: 'amd64',
  os: 'linux',
  created: '2024-01-01T00:00:00Z',
  config: { Env: ['PATH=/bin'], Cmd: ['sh'] },
  history: [{ created: '2024-01-01T00:00:00Z', created_by: 'ADD x' }],
  rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
})
const image = { config, repoTags: ['box:1', 'localhost:5000/a/b:2'], layers: [{ diffId: digestOf(layer), tar: layer }] }

describe('docker save and load', () => {
  it('[AR-1] what is written is read back with the same ID, tags and layers', () => {
    const { images } = readArchive(writeArchive([image]))
    expect(images).toEqual([{ ...image, id: digestOf(config) }])
    expect(writeArchive([image])).toBe(writeArchive([image]))
  })
  it('[AR-2] members are those of docker 28', () => {
    const paths = unpackTar(writeArchive([image])).map((e) => e.path)
    expect(paths.slice(0, 2)).toEqual(['blobs', 'blobs/sha256'])
    expect(paths.slice(-4)).toEqual(['index.json', 'manifest.json', 'oci-layout', 'repositories'])
    expect(paths).toHaveLength(2 + 4 + 4)
  })
  it('[AR-3] a layer may be compressed, and the whole archive too', () => {
    const archive = packTar([
      file('c.json', config),
      file('l.tar', gzip(layer)),
      file('manifest.json', utf8(goJson([{ Config: 'c.json', RepoTags: null, Layers: ['l.tar'] }]))),
    ])
    expect(readArchive(gzip(archive)).images[0]!.layers[0]!.tar).toBe(layer)
  })
  it("[AR-4] damage is told in the engine's words", () => {
    const other = packTar([file('hello', 'hullo\n')])
    const made = (manifest: string, ...files: FileEntry[]) => packTar([...files, file('manifest.json', manifest)])
    const item = '[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]'
    expect(() => readArchive('junk\n')).toThrow('unexpected EOF')
    expect(() => readArchive(packTar([]))).toThrow(
      /^open .*docker-import-\d+\/repositories: no such file or directory$/,
    )
    expect(() => readArchive(made(item, file('c.json', config), file('l.tar', other)))).toThrow(
      `invalid diffID for layer 0: expected "${digestOf(layer)}", got "${digestOf(other)}"`,
    )
    expect(() => readArchive(made('[{"Config":"c.json","Layers":[]}]', file('c.json', config)))).toThrow(
      'invalid manifest, layers length mismatch: expected 0, got 1',
    )
    expect(() => readArchive(made('null'))).toThrow('invalid manifest, manifest cannot be null (but can be [])')
    expect(() => readArchive(made(item))).toThrow(/c\.json: no such file or directory$/)
  })
  /** A `docker save` of the fixture images, for those who have it, and real Docker's save of one of them. */
  const fixtures = process.env['FIXTURE_IMAGES'] ?? 'nowhere'
  it.skipIf(!existsSync(fixtures))('[AR-5] the fixture images have their known IDs', () => {
    const { images } = readArchive(fromArray(readFileSync(fixtures)))
    expect(images.map((i) => i.id.slice(7, 19))).toEqual([
      '051c60d40f9f',
      '621fb0b293fa',
      'ed6bb3fdf0a8',
      'a77e8b17ceda',
      '89ea0ae2cb59',
      '19f37f23eb98',
    ])
    const save = process.env['SAVED_ALPINE'] ?? 'nowhere'
    if (!existsSync(save)) return
    const real = unpackTar(fromArray(readFileSync(save)))
    const ours = unpackTar(writeArchive([{ ...images[1]!, repoTags: ['alpine:3.19'] }]))
    expect(ours.map((e) => [e.path, e.data])).toEqual(real.map((e) => [e.path, e.data]))
  })
})
