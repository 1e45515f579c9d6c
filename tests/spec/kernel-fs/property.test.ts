import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileEntry } from '../../../src/base/file-entry'
import * as vfs from '../../../src/sim/kernel/fs/vfs'
import type { FsState } from '../../../src/sim/kernel/fs/types'
import { root } from './cred'
import { lines, opsArb, perform } from './ops'

const names = ['a', 'b', 'c'] as const
const meta = { mode: 0o644, uid: 0, gid: 0, mtime: 1 }

type Tree = { readonly [name: string]: string | Tree }
const { tree } = fc.letrec<{ tree: Tree; leaf: string; node: string | Tree }>((tie) => ({
  leaf: fc.constantFrom('x', 'yy', 'WH'),
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('tree')),
  tree: fc.dictionary(fc.constantFrom(...names, '~'), tie('node'), { maxKeys: 3 }) as fc.Arbitrary<Tree>,
}))

/** A layer: 'WH' is a whiteout, the name '~' makes its directory opaque. */
function entries(layer: Tree, prefix = ''): FileEntry[] {
  return Object.entries(layer).flatMap(([name, node]): FileEntry[] => {
    const path = prefix + name
    if (name === '~') return []
    if (node === 'WH') return [{ ...meta, path, type: 'char', dev: [0, 0], mode: 0 }]
    if (typeof node === 'string') return [{ ...meta, path, type: 'file', data: node, size: node.length }]
    const opaque = '~' in node ? { xattrs: { 'trusted.overlay.opaque': 'y' } } : {}
    return [{ ...meta, path, type: 'dir', mode: 0o755, ...opaque }, ...entries(node, `${path}/`)]
  })
}

/** The naive model: a layer applied to what is there. */
function applied(below: Tree, layer: Tree): Tree {
  const out: Record<string, string | Tree> = { ...below }
  for (const [name, node] of Object.entries(layer)) {
    if (name === '~') continue
    const old = Object.hasOwn(out, name) ? out[name] : undefined
    if (node === 'WH') delete out[name]
    else if (typeof node === 'string') out[name] = node
    else out[name] = applied(typeof old === 'object' && !('~' in node) ? old : {}, node)
  }
  return out
}

function overlay(layers: readonly Tree[]): FsState {
  let fs = vfs.emptyFs(1)
  layers.forEach((layer, i) => (fs = vfs.writeTree(fs, root, `/l${i}`, entries(layer))))
  for (const path of ['/u', '/w', '/m']) fs = vfs.mkdir(fs, root, path)
  const lowerdir = layers
    .map((_, i) => `/l${i}`)
    .reverse()
    .join(':')
  return vfs.mount(fs, root, {
    source: 'overlay',
    target: '/m',
    type: 'overlay',
    flags: [],
    data: `lowerdir=${lowerdir},upperdir=/u,workdir=/w`,
  })
}

const layersArb = fc.array(tree, { minLength: 1, maxLength: 4 })

test('[FS-20] the merged view is the layers applied in order', () => {
  fc.assert(
    fc.property(layersArb, (layers) => {
      const fs = overlay(layers)
      const plain = vfs.writeTree(fs, root, '/plain', entries(layers.reduce(applied, {})))
      expect(lines(fs, '/m')).toEqual(lines(plain, '/plain'))
    }),
  )
})

test('[FS-26] an overlay behaves as a plain directory with the same content, and its lower layers never change', () => {
  fc.assert(
    fc.property(layersArb, opsArb, (layers, ops) => {
      let fs = overlay(layers)
      let plain = vfs.writeTree(vfs.emptyFs(1), root, '/m', entries(layers.reduce(applied, {})))
      const before = layers.map((_, i) => JSON.stringify(vfs.readTree(fs, root, `/l${i}`)))
      for (const op of ops) {
        const [nextFs, said] = perform(fs, '/m', op)
        // What a lower layer has a part in cannot be renamed in one step; then the plain one is not asked either.
        if (said === 'EXDEV') continue
        const [nextPlain, plainSaid] = perform(plain, '/m', op)
        expect([op, said]).toEqual([op, plainSaid])
        fs = nextFs
        plain = nextPlain
        expect(lines(fs, '/m')).toEqual(lines(plain, '/m'))
      }
      expect(layers.map((_, i) => JSON.stringify(vfs.readTree(fs, root, `/l${i}`)))).toEqual(before)
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('[FS-27] what the upper directory holds is the change: applied to the lower ones it gives the merged view again', () => {
  fc.assert(
    fc.property(layersArb, opsArb, (layers, ops) => {
      let fs = overlay(layers)
      for (const op of ops) fs = perform(fs, '/m', op)[0]
      const merged = lines(fs, '/m')
      const upper = vfs.readTree(fs, root, '/u').filter((entry) => entry.type !== 'hardlink')
      let again = vfs.writeTree(overlay(layers), root, '/top', upper)
      for (const path of ['/u2', '/w2', '/m2']) again = vfs.mkdir(again, root, path)
      const lowerdir = ['/top', ...layers.map((_, i) => `/l${i}`).reverse()].join(':')
      again = vfs.mount(again, root, {
        source: 'overlay',
        target: '/m2',
        type: 'overlay',
        flags: [],
        data: `lowerdir=${lowerdir},upperdir=/u2,workdir=/w2`,
      })
      if (vfs.readTree(fs, root, '/u').length === upper.length) expect(lines(again, '/m2')).toEqual(merged)
    }),
  )
})

test('[FS-2] any state survives JSON and structuredClone', () => {
  fc.assert(
    fc.property(layersArb, opsArb, (layers, ops) => {
      let fs = overlay(layers)
      for (const op of ops) fs = perform(fs, '/m', op)[0]
      expect(JSON.parse(JSON.stringify(fs))).toEqual(fs)
      expect(structuredClone(fs)).toEqual(fs)
    }),
    { numRuns: 50, seed: 7 },
  )
})

test('[FS-3] space in use is what the files take, and removing all gives it back', () => {
  fc.assert(
    fc.property(opsArb, (ops) => {
      let fs = vfs.mkdir(vfs.emptyFs(1), root, '/m')
      const before = vfs.statfs(fs, root, '/').used
      for (const op of ops) fs = perform(fs, '/m', op)[0]
      fs = vfs.reap(vfs.removeTree(fs, root, '/m'), [])
      expect(vfs.statfs(fs, root, '/').used).toBe(before - 4096)
    }),
  )
})

test('[FS-4] reading a tree and writing it elsewhere gives the same tree', () => {
  fc.assert(
    fc.property(opsArb, (ops) => {
      let fs = vfs.mkdir(vfs.emptyFs(1), root, '/m')
      for (const op of ops) fs = perform(fs, '/m', op)[0]
      const tree = vfs.readTree(fs, root, '/m')
      expect(vfs.readTree(vfs.writeTree(fs, root, '/n', tree), root, '/n')).toEqual(tree)
    }),
  )
})
