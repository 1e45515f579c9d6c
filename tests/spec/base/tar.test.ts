import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromArray, toArray } from '../../../src/base/bytes'
import { digestOf } from '../../../src/base/digest'
import type { FileEntry } from '../../../src/base/file-entry'
import { gunzip, gzip } from '../../../src/base/gzip'
import { packTar, unpackTar } from '../../../src/base/tar'

const common = { mode: 0o644, uid: 0, gid: 0, mtime: 1704067200 }
const long = `${'very-long-directory-name/'.repeat(12)}file`
const tree: FileEntry[] = [
  { ...common, path: 'd', type: 'dir', mode: 0o1777 },
  { ...common, path: 'd/hello', type: 'file', data: 'hello\n', size: 6 },
  { ...common, path: 'd/link', type: 'symlink', link: '../x', mode: 0o777 },
  { ...common, path: 'd/hard', type: 'hardlink', link: 'd/hello' },
  { ...common, path: 'd/null', type: 'char', dev: [1, 3] },
  { ...common, path: 'd/pipe', type: 'fifo' },
  { ...common, path: long, type: 'file', data: 'x', size: 1 },
  { ...common, path: 'd/größe-文', type: 'file', data: '', size: 0, uid: 3_000_000 },
  { ...common, path: 'd/big', type: 'file', data: '\x7fELF', size: 50_000_000 },
  { ...common, path: 'd/x', type: 'dir', xattrs: { 'trusted.overlay.opaque': 'y' } },
]

describe('tar', () => {
  it('[B-1] what is packed comes back the same, and the bytes are stable', () => {
    const bytes = packTar(tree)
    expect(unpackTar(bytes)).toEqual(tree)
    expect(packTar(unpackTar(bytes))).toBe(bytes)
    expect(bytes.length).toBeLessThan(30_000)
  })

  it('[B-2] GNU tar reads it, holes included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gw-tar-'))
    writeFileSync(join(folder, 'a.tar'), toArray(packTar(tree)))
    const listing = execFileSync('tar', ['--numeric-owner', '-tvf', join(folder, 'a.tar')], {
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: process.env['PATH'] },
    }).toString()
    expect(listing).toContain(long)
    expect(listing).toContain('d/größe-文')
    expect(listing).toMatch(/50000000 .* d\/big/)
    expect(listing).toContain('d/hard link to d/hello')
    rmSync(folder, { recursive: true })
  })

  it('[B-3] it reads what GNU tar writes in both its formats', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gw-tar-'))
    const name = 'n'.repeat(150)
    writeFileSync(join(folder, name), 'content')
    for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
      if (format === 'ustar' || format === 'v7') continue
      execFileSync('tar', [`--format=${format}`, '-C', folder, '-cf', join(folder, 'b.tar'), `./${name}`])
      const [entry] = unpackTar(fromArray(readFileSync(join(folder, 'b.tar'))))
      expect(entry).toMatchObject({ path: name, type: 'file', data: 'content' })
    }
    rmSync(folder, { recursive: true })
  })

  it('[B-4] damage ends in an error, never in a loop or outside the tree', () => {
    const bytes = packTar(tree)
    expect(() => unpackTar(bytes.slice(0, 700))).toThrow('unexpected EOF')
    expect(() => unpackTar(`X${bytes.slice(1)}`)).toThrow('archive/tar: invalid tar header')
    expect(() => unpackTar(packTar([{ ...common, path: '../evil', type: 'dir' }]))).toThrow('is outside of')
    for (let i = 0; i < bytes.length; i += 97) {
      const hurt = bytes.slice(0, i) + String.fromCharCode(bytes.charCodeAt(i) ^ 0xff) + bytes.slice(i + 1)
      try {
        unpackTar(hurt)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }
  })
})

describe('gzip', () => {
  it('[B-5] is deterministic and checks what it reads', () => {
    const bytes = gzip('abc'.repeat(1000))
    expect(bytes.slice(4, 8)).toBe('\0\0\0\0')
    expect(gunzip(bytes)).toBe('abc'.repeat(1000))
    expect(() => gunzip(bytes, 100)).toThrow('limit')
    expect(() => gunzip(`${bytes.slice(0, -8)}xxxx${bytes.slice(-4)}`)).toThrow('gzip: invalid checksum')
    expect(() => gunzip('not gzip at all, really')).toThrow('gzip: invalid header')
    expect(() => gunzip(bytes.slice(0, -20) + bytes.slice(-8))).toThrow()
  })

  it('[B-6] a layer of 25 MB does not take seconds', () => {
    const big = 'glasswhale '.repeat(2_300_000)
    const start = performance.now()
    digestOf(packTar([{ ...common, path: 'big', type: 'file', data: big, size: big.length }]))
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
