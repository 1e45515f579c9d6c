import { expect, test } from 'vitest'
import * as vfs from '../../../src/sim/kernel/fs/vfs'
import type { Cred, FsState, Virtual } from '../../../src/sim/kernel/fs/types'
import { errnoOf, root, user } from './cred'

const mount = (
  fs: FsState,
  cred: Cred,
  type: string,
  source: string,
  target: string,
  flags: string[] = [],
  data = '',
) => vfs.mount(fs, cred, { source, target, type, flags, data })

function home(): FsState {
  let fs = vfs.mkdirAll(vfs.emptyFs(1), root, '/home/me')
  fs = vfs.chown(fs, root, '/home/me', 1000, 1000)
  fs = vfs.chmod(vfs.mkdir(fs, root, '/tmp'), root, '/tmp', 0o1777)
  return vfs.writeFile(fs, root, '/secret', 's', 0o600)
}

test('[FS-1] a failing call names the path as it was written, and the errno that Linux gives', () => {
  const fs = vfs.symlink(
    vfs.symlink(vfs.writeFile(home(), root, '/f', 'x'), root, 'loop', '/loop'),
    root,
    '/home',
    '/h',
  )
  const cases: [string, () => unknown][] = [
    ['ENOENT', () => vfs.stat(fs, root, '/no/such')],
    ['ENOTDIR', () => vfs.stat(fs, root, '/f/x')],
    ['ENOTDIR', () => vfs.stat(fs, root, '/f/')],
    ['ELOOP', () => vfs.stat(fs, root, '/loop')],
    ['ENAMETOOLONG', () => vfs.mkdir(fs, root, `/${'x'.repeat(256)}`)],
    ['EEXIST', () => vfs.mkdir(fs, root, '/home/')],
    ['EISDIR', () => vfs.unlink(fs, root, '/home')],
    ['ENOTDIR', () => vfs.rmdir(fs, root, '/h')],
    ['ENOTEMPTY', () => vfs.rmdir(fs, root, '/home')],
    ['EINVAL', () => vfs.rmdir(fs, root, '/home/.')],
    ['EINVAL', () => vfs.rename(fs, root, '/home', '/home/me/x')],
    ['ENOTEMPTY', () => vfs.rename(fs, root, '/home/me', '/home')],
    ['EISDIR', () => vfs.open(fs, root, '/home', { write: true })],
    ['EISDIR', () => vfs.open(fs, root, '/new/', { write: true, create: true })],
    ['EEXIST', () => vfs.open(fs, root, '/f', { write: true, create: true, exclusive: true })],
    ['ENOTDIR', () => vfs.open(fs, root, '/f', { read: true, directory: true })],
    ['EPERM', () => vfs.link(fs, root, '/home', '/x')],
  ]
  for (const [errno, call] of cases) expect([call.toString(), errnoOf(call)]).toEqual([call.toString(), errno])
  expect(() => vfs.stat(fs, { ...root, cwd: '/home' }, 'x/../y')).toThrow('x/../y: No such file or directory')
  expect(errnoOf(() => vfs.stat(fs, root, '/constructor'))).toBe('ENOENT')
})

test('[FS-5] mode bits, groups and capabilities decide', () => {
  let fs = home()
  expect(errnoOf(() => vfs.readFile(fs, user, '/secret'))).toBe('EACCES')
  expect(vfs.access(fs, user, '/secret', 'r')).toBe(false)
  expect(errnoOf(() => vfs.writeFile(fs, user, '/new', ''))).toBe('EACCES')
  fs = vfs.writeFile(fs, user, '/home/me/mine', 'm')
  expect(vfs.stat(fs, root, '/home/me/mine')).toMatchObject({ uid: 1000, gid: 1000, mode: 0o644 })
  expect(errnoOf(() => vfs.chown(fs, user, '/home/me/mine', 0, 0))).toBe('EPERM')
  expect(errnoOf(() => vfs.chmod(fs, user, '/secret', 0o777))).toBe('EPERM')
  expect(vfs.access(fs, root, '/home/me/mine', 'x')).toBe(false)
  fs = vfs.chown(vfs.chmod(fs, root, '/secret', 0o640), root, '/secret', -1, 50)
  expect(vfs.readFile(fs, { ...user, groups: [50] }, '/secret')).toBe('s')
})

test('[FS-6] in a sticky directory only the owner removes', () => {
  const fs = vfs.writeFile(home(), root, '/tmp/f', '')
  expect(errnoOf(() => vfs.unlink(fs, user, '/tmp/f'))).toBe('EPERM')
  expect(errnoOf(() => vfs.unlink(vfs.writeFile(fs, user, '/tmp/g', ''), user, '/tmp/g'))).toBeUndefined()
})

test('[FS-7] a file has a real prefix and a hole that reads as zeros', () => {
  let fs = vfs.writeFile(vfs.emptyFs(1), root, '/f', 'abc')
  fs = vfs.truncate(fs, root, '/f', 6)
  expect(vfs.readFile(fs, root, '/f')).toBe('abc\0\0\0')
  const [opened, handle] = vfs.open(fs, root, '/f', { read: true, write: true })
  const [next, offset] = vfs.writeAt(opened, handle, 4, 'X', false, 9)
  expect([vfs.readAt(next, handle, 0, 99), offset]).toEqual(['abc\0X\0', 5])
  expect(vfs.fstat(next, handle)).toMatchObject({ kind: 'file', size: 6, mtime: 9 })
  expect(vfs.writeAt(next, handle, 0, 'E', true, 9)[1]).toBe(7)
})

test('[FS-8] hard links share an inode; an unlinked file lives while it is open', () => {
  let fs = vfs.link(vfs.writeFile(vfs.emptyFs(1), root, '/f', 'abc'), root, '/f', '/g')
  expect(vfs.stat(fs, root, '/g')).toMatchObject({ nlink: 2, ino: vfs.stat(fs, root, '/f').ino })
  const [, handle] = vfs.open(fs, root, '/f', { read: true })
  fs = vfs.unlink(vfs.unlink(fs, root, '/f'), root, '/g')
  fs = vfs.reap(fs, [handle])
  expect(vfs.readAt(fs, handle, 0, 9)).toBe('abc')
  expect(errnoOf(() => vfs.readAt(vfs.reap(fs, []), handle, 0, 9))).toBe('EIO')
})

test('[FS-9] relative paths, chroot and .. stay inside the root', () => {
  const fs = vfs.symlink(home(), root, '/me', '/home/abs')
  const inside = { ...root, root: '/home', cwd: '/me' }
  expect(vfs.realpath(fs, inside, '../../../me')).toBe('/me')
  expect(vfs.realpath(fs, inside, '/abs')).toBe('/me')
  expect(vfs.chdirTo(fs, inside, '..')).toBe('/')
})

test('[FS-10] bind mounts show one tree twice, files too, and can be read-only', () => {
  let fs = vfs.writeFile(home(), root, '/home/me/f', 'x')
  fs = mount(vfs.mkdir(fs, root, '/b'), root, 'bind', '/home/me', '/b')
  fs = vfs.writeFile(fs, root, '/b/g', 'y')
  expect(vfs.readFile(fs, root, '/home/me/g')).toBe('y')
  fs = mount(fs, root, 'bind', '/secret', '/b/f')
  expect(vfs.readFile(fs, root, '/b/f')).toBe('s')
  expect(vfs.readFile(fs, root, '/home/me/f')).toBe('x')
  expect(errnoOf(() => vfs.unlink(fs, root, '/b/f'))).toBe('EBUSY')
  expect(errnoOf(() => vfs.umount(fs, root, '/b'))).toBe('EBUSY')
  fs = mount(fs, root, '', '', '/b', ['remount', 'bind', 'ro'])
  expect(errnoOf(() => vfs.writeFile(fs, root, '/b/h', ''))).toBe('EROFS')
  expect(errnoOf(() => vfs.rename(fs, root, '/b/g', '/h'))).toBe('EXDEV')
  fs = vfs.umount(vfs.umount(fs, root, '/b/f'), root, '/b')
  expect(vfs.readdir(fs, root, '/b')).toEqual([])
})

test('[FS-11] rbind takes along what is mounted below; a mount hides what it covers', () => {
  let fs = vfs.mkdirAll(vfs.mkdir(vfs.emptyFs(1), root, '/x'), root, '/a/t')
  fs = mount(fs, root, 'tmpfs', 'tmpfs', '/a/t', ['nosuid', 'nodev'], 'mode=755,size=67108864')
  fs = vfs.writeFile(fs, root, '/a/t/f', 'f')
  fs = mount(fs, root, 'rbind', '/a', '/x')
  expect(vfs.readFile(fs, root, '/x/t/f')).toBe('f')
  expect(vfs.mountsOf(fs, 1).at(-1)).toEqual({
    source: 'tmpfs',
    target: '/x/t',
    type: 'tmpfs',
    options: 'rw,nosuid,nodev,relatime,size=65536k,mode=755',
  })
  fs = mount(fs, root, 'tmpfs', 'tmpfs', '/x')
  expect(vfs.readdir(fs, root, '/x')).toEqual([])
  expect(errnoOf(() => mount(fs, user, 'tmpfs', 'tmpfs', '/x'))).toBe('EPERM')
})

test('[FS-12] a full tmpfs says so', () => {
  let fs = vfs.mkdir(vfs.emptyFs(1), root, '/t')
  fs = mount(fs, root, 'tmpfs', 'tmpfs', '/t', [], 'size=64k')
  expect(errnoOf(() => vfs.writeFile(fs, root, '/t/f', 'x'.repeat(100_000)))).toBe('ENOSPC')
  expect(vfs.statfs(fs, root, '/t')).toEqual({ total: 65536, used: 0, type: 'tmpfs' })
})

test('[FS-13] the same socket and FIFO are found by every name', () => {
  let fs = vfs.mkfifo(vfs.mksocket(vfs.mkdir(vfs.emptyFs(1), root, '/d'), root, '/s'), root, '/p')
  fs = mount(vfs.writeFile(fs, root, '/d/s', ''), root, 'bind', '/s', '/d/s')
  const id = (path: string) => {
    const [, handle] = vfs.open(fs, root, path, { read: true, write: true })
    return 'id' in handle ? handle.id : undefined
  }
  expect(id('/s')).toBeDefined()
  expect(id('/d/s')).toBe(id('/s'))
  expect(id('/p')).not.toBe(id('/s'))
  expect(errnoOf(() => vfs.mksocket(fs, root, '/s'))).toBe('EADDRINUSE')
})

test('[FS-14] virtual filesystems ask their provider and take no new names', () => {
  const virtual: Virtual = {
    list: (_, path) =>
      path === ''
        ? [
            { name: 'self', kind: 'symlink' },
            { name: '7', kind: 'dir' },
          ]
        : path === '7'
          ? [{ name: 'comm', kind: 'file' }]
          : undefined,
    read: (_type, path, _cred, tag) => (path === '7/comm' ? `${tag}\n` : undefined),
    link: (_, path) => (path === 'self' ? '7' : undefined),
  }
  const cred = { ...root, virtual }
  let fs = vfs.mkdir(vfs.emptyFs(1), cred, '/proc')
  fs = vfs.mount(fs, cred, { source: 'proc', target: '/proc', type: 'proc', flags: [], data: '', tag: 'pidns' })
  expect(vfs.readFile(fs, cred, '/proc/self/comm')).toBe('pidns\n')
  expect(vfs.readlink(fs, cred, '/proc/self')).toBe('7')
  expect(vfs.readdir(fs, cred, '/proc').map((entry) => entry.name)).toEqual(['7', 'self'])
  expect(errnoOf(() => vfs.mkdir(fs, cred, '/proc/x'))).toBe('ENOENT')
  expect(vfs.open(fs, cred, '/proc/7/comm', { read: true })[1]).toEqual({
    kind: 'virtual',
    fstype: 'proc',
    path: '7/comm',
    tag: 'pidns',
    dir: false,
    writable: false,
  })
})

test('[FS-15] a tree is read in the order of its paths, matched as Go matches, and unpacked with links', () => {
  let fs = vfs.writeTree(vfs.emptyFs(1), root, '/t', [
    { path: 'lib', type: 'symlink', link: 'usr/lib', mode: 0o777, uid: 0, gid: 0, mtime: 3 },
    { path: 'usr/lib', type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: 3 },
    { path: 'lib/x.so', type: 'file', mode: 0o755, uid: 0, gid: 0, mtime: 3, data: 'so', size: 9 },
    { path: 'a.txt', type: 'hardlink', link: 'usr/lib/x.so', mode: 0o755, uid: 0, gid: 0, mtime: 3 },
  ])
  expect(vfs.readTree(fs, root, '/t').map((e) => `${e.type} ${e.path}${e.link ? ` ${e.link}` : ''}`)).toEqual([
    'file a.txt',
    'symlink lib usr/lib',
    'dir usr',
    'dir usr/lib',
    'hardlink usr/lib/x.so a.txt',
  ])
  expect(vfs.stat(fs, root, '/t/usr/lib').mtime).toBe(3)
  expect(vfs.readTree(fs, root, '/t', '*.txt').map((e) => e.path)).toEqual(['a.txt'])
  expect(vfs.readTree(fs, root, '/t', 'us?').map((e) => e.path)).toEqual(['usr', 'usr/lib', 'usr/lib/x.so'])
  expect(vfs.readTree(fs, root, '/t/a.txt')[0]).toMatchObject({ path: '', type: 'file', size: 9 })
  fs = vfs.removeTree(fs, root, '/t/usr')
  expect(vfs.stat(fs, root, '/t/a.txt').nlink).toBe(1)
  expect(vfs.removeTree(fs, root, '/t/nothing')).toBe(fs)
})
