import { describe, expect, it } from 'vitest'
import type { FileEntry } from '../../../src/base/file-entry'
import { chainIds, imageConfigBytes, parseImageConfig } from '../../../src/sim/oci/config'
import { applyLayer, fromOverlay, layerSize, toOverlay } from '../../../src/sim/oci/layer'
import { dockerManifest, parseManifest } from '../../../src/sim/oci/manifest'
import { describe as describeBlob } from '../../../src/sim/oci/descriptor'
import { mediaTypes } from '../../../src/sim/oci/media-types'

const c = { mode: 0o644, uid: 0, gid: 0, mtime: 0 }
const file = (path: string, data = ''): FileEntry => ({ ...c, path, type: 'file', data, size: data.length })
const dir = (path: string): FileEntry => ({ ...c, path, type: 'dir', mode: 0o755 })
const paths = (entries: readonly FileEntry[]) => entries.map((e) => e.path)

describe('layers', () => {
  const tar = [dir('a'), file('a/.wh.gone'), dir('b'), file('b/.wh..wh..opq'), file('b/new', 'x'), file('.wh.top')]
  it('[LY-1] whiteouts become devices 0:0, opaque directories an attribute, and back', () => {
    const overlay = toOverlay(tar)
    expect(overlay.filter((e) => e.type === 'char').map((e) => e.path)).toEqual(['a/gone', 'top'])
    expect(overlay.find((e) => e.path === 'b')!.xattrs).toEqual({ 'trusted.overlay.opaque': 'y' })
    expect(paths(fromOverlay(overlay)).sort()).toEqual(paths(tar).sort())
  })
  it('[LY-2] applied to what is below', () => {
    const lower = [dir('a'), file('a/gone'), file('a/stays'), dir('b'), file('b/old'), file('top')]
    expect(paths(applyLayer(lower, tar))).toEqual(['a', 'a/stays', 'b', 'b/new'])
    expect(paths(applyLayer(lower, toOverlay(tar)))).toEqual(['a', 'a/stays', 'b', 'b/new'])
  })
  it('[LY-3] a file in place of a directory hides what was in it', () =>
    expect(paths(applyLayer([dir('a'), file('a/x')], [file('a', 'f')]))).toEqual(['a']))
  it('[LY-4] size counts regular files, holes included', () =>
    expect(layerSize([file('x', 'abc'), { ...file('y', 'ab'), size: 1000 }, dir('d')])).toBe(1003))
})

describe('configurations and manifests', () => {
  const a = `sha256:${'a'.repeat(64)}`
  const b = `sha256:${'b'.repeat(64)}`
  it('[CF-1] the first ChainID is the DiffID', () => {
    expect(chainIds([a, b])[0]).toBe(a)
    expect(chainIds([a, b])[1]).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(chainIds([a, b])[1]).not.toBe(b)
  })
  it('[CF-2] bytes are stable and in order', () => {
    const bytes = imageConfigBytes({
      os: 'linux',
      architecture: 'amd64',
      rootfs: { type: 'layers', diff_ids: [a] },
      config: { Cmd: ['<'] },
    })
    expect(bytes).toBe(
      `{"architecture":"amd64","config":{"Cmd":["\\u003c"]},"os":"linux","rootfs":{"type":"layers","diff_ids":["${a}"]}}`,
    )
    expect(imageConfigBytes(parseImageConfig(bytes))).toBe(bytes)
    expect(() => parseImageConfig('{}')).toThrow('invalid image JSON, no RootFS key')
    expect(() => parseImageConfig('hello')).toThrow("invalid character 'h' looking for beginning of value")
  })
  it('[MF-1] a manifest is read back as written', () => {
    const config = describeBlob(mediaTypes.dockerConfig, '{}')
    const bytes = dockerManifest(config, [config])
    expect(bytes).toContain('\n   "mediaType"')
    expect(parseManifest(bytes)).toMatchObject({ kind: 'manifest', config, layers: [config] })
  })
})
