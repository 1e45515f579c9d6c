import { expect, test } from 'vitest'
import * as vfs from '../../../src/sim/kernel/fs/vfs'
import type { FsState } from '../../../src/sim/kernel/fs/types'
import { errnoOf, root } from './cred'

const file = (path: string, data: string) =>
  ({ path, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 5, data, size: data.length }) as const
const dir = (path: string) => ({ path, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: 5 }) as const

function mounted(): FsState {
  let fs = vfs.emptyFs(1)
  fs = vfs.writeTree(fs, root, '/l1', [
    dir('d'),
    file('d/a', 'a'),
    file('d/b', 'b'),
    dir('e'),
    file('e/x', 'x'),
    file('f', 'f'),
  ])
  fs = vfs.writeTree(fs, root, '/l2', [dir('d'), file('d/c', 'c'), file('d/b', 'B')])
  for (const path of ['/u', '/w', '/m']) fs = vfs.mkdir(fs, root, path)
  return vfs.mount(fs, root, {
    source: 'overlay',
    target: '/m',
    type: 'overlay',
    flags: [],
    data: 'lowerdir=/l2:/l1,upperdir=/u,workdir=/w',
  })
}

const names = (fs: FsState, path: string) => vfs.readdir(fs, root, path).map((entry) => entry.name)
const raw = (fs: FsState, path: string) =>
  vfs
    .readTree(fs, root, path)
    .map((e) => `${e.type === 'char' && e.dev?.join() === '0,0' ? 'wh' : e.type} ${e.path}${e.xattrs ? ' opaque' : ''}`)

test('[FS-20] a directory is the union of its layers, the topmost file shows', () => {
  const fs = mounted()
  expect(names(fs, '/m')).toEqual(['d', 'e', 'f'])
  expect(names(fs, '/m/d')).toEqual(['a', 'b', 'c'])
  expect(vfs.readFile(fs, root, '/m/d/b')).toBe('B')
})

test('[FS-21] the first write copies the whole file up, with its parents, and lower layers stay', () => {
  let fs = mounted()
  const before = [raw(fs, '/l1'), raw(fs, '/l2')]
  fs = vfs.writeFile(fs, root, '/m/d/a', '+', 0o644, true)
  expect(vfs.readFile(fs, root, '/m/d/a')).toBe('a+')
  expect(vfs.readFile(fs, root, '/u/d/a')).toBe('a+')
  expect(vfs.readFile(fs, root, '/l1/d/a')).toBe('a')
  expect([raw(fs, '/l1'), raw(fs, '/l2')]).toEqual(before)
  expect(vfs.takeNotes(fs)[1]).toEqual([{ what: 'copy_up', path: '/m/d/a' }])
})

test('[FS-22] removing leaves a whiteout where a lower layer has the name, and nothing elsewhere', () => {
  let fs = mounted()
  fs = vfs.unlink(fs, root, '/m/d/b')
  fs = vfs.writeFile(fs, root, '/m/new', 'n')
  fs = vfs.unlink(fs, root, '/m/new')
  expect(names(fs, '/m/d')).toEqual(['a', 'c'])
  expect(raw(fs, '/u')).toEqual(['dir d', 'wh d/b'])
})

test('[FS-23] a directory made over a whiteout is opaque', () => {
  let fs = mounted()
  fs = vfs.unlink(fs, root, '/m/e/x')
  fs = vfs.rmdir(fs, root, '/m/e')
  expect(raw(fs, '/u')).toEqual(['wh e'])
  fs = vfs.mkdir(fs, root, '/m/e')
  expect(names(fs, '/m/e')).toEqual([])
  expect(raw(fs, '/u')).toEqual(['dir e opaque'])
})

test('[FS-24] renaming a file leaves a whiteout; a merged directory is EXDEV; a new one moves', () => {
  let fs = mounted()
  fs = vfs.rename(fs, root, '/m/f', '/m/d/g')
  expect(vfs.readFile(fs, root, '/m/d/g')).toBe('f')
  expect(raw(fs, '/u')).toEqual(['dir d', 'file d/g', 'wh f'])
  expect(errnoOf(() => vfs.rename(fs, root, '/m/d', '/m/dd'))).toBe('EXDEV')
  fs = vfs.mkdir(fs, root, '/m/n')
  fs = vfs.rename(fs, root, '/m/n', '/m/o')
  expect(names(fs, '/m')).toEqual(['d', 'e', 'o'])
})

test('[FS-25] a container pivots into its overlay: the host is gone from its namespace only', () => {
  let fs = vfs.newMountNs(mounted(), 2, 1)
  const inside = { ...root, mntns: 2 }
  fs = vfs.writeFile(fs, root, '/hosts', 'h')
  fs = vfs.mkdir(fs, inside, '/m/proc')
  fs = vfs.mount(fs, inside, { source: 'proc', target: '/m/proc', type: 'proc', flags: ['nosuid'], data: '' })
  fs = vfs.mount(fs, inside, { source: '/hosts', target: '/m/f', type: 'bind', flags: [], data: '' })
  fs = vfs.pivotRoot(fs, inside, '/m')
  expect(names(fs, '/')).toContain('m')
  expect(vfs.readdir(fs, inside, '/').map((e) => e.name)).toEqual(['d', 'e', 'f', 'proc'])
  expect(vfs.readFile(fs, inside, '/f')).toBe('h')
  expect(vfs.mountsOf(fs, 2).map((m) => `${m.source} ${m.target} ${m.type} ${m.options}`)).toEqual([
    'overlay / overlay rw,relatime,lowerdir=/l2:/l1,upperdir=/u,workdir=/w',
    'proc /proc proc rw,nosuid,relatime',
    '/dev/sda1 /f ext4 rw,relatime',
  ])
  expect(vfs.mountsOf(fs, 1)).toHaveLength(2)
  expect(JSON.parse(JSON.stringify(fs))).toEqual(fs)
  expect(structuredClone(fs)).toEqual(fs)
})
