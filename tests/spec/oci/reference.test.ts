import { describe, expect, it } from 'vitest'
import {
  familiarName,
  familiarString,
  fullName,
  parseNormalizedNamed,
  tagNameOnly,
} from '../../../src/sim/oci/reference'

describe('references', () => {
  it.each([
    ['alpine', 'docker.io', 'library/alpine', 'alpine'],
    ['docker.io/alpine', 'docker.io', 'library/alpine', 'alpine'],
    ['docker.io/library/alpine', 'docker.io', 'library/alpine', 'alpine'],
    ['index.docker.io/foo/bar', 'docker.io', 'foo/bar', 'foo/bar'],
    ['foo/bar', 'docker.io', 'foo/bar', 'foo/bar'],
    ['library/foo/bar', 'docker.io', 'library/foo/bar', 'library/foo/bar'],
    ['localhost/foo', 'localhost', 'foo', 'localhost/foo'],
    ['localhost:5000/foo', 'localhost:5000', 'foo', 'localhost:5000/foo'],
    ['127.0.0.1:8000/d/d', '127.0.0.1:8000', 'd/d', '127.0.0.1:8000/d/d'],
    ['xn--7o8h.com/app', 'xn--7o8h.com', 'app', 'xn--7o8h.com/app'],
    ['[fc00::1]:5000/docker', '[fc00::1]:5000', 'docker', '[fc00::1]:5000/docker'],
    ['UPPER/x', 'UPPER', 'x', 'UPPER/x'],
    ['gcr.io/library/x', 'gcr.io', 'library/x', 'gcr.io/library/x'],
    ['a__b/c-_d'.replace('-_', '--'), 'docker.io', 'a__b/c--d', 'a__b/c--d'],
  ])('[RF-1] %s', (text, domain, path, familiar) => {
    const ref = parseNormalizedNamed(text)
    expect([ref.domain, ref.path, familiarName(ref), fullName(ref)]).toEqual([
      domain,
      path,
      familiar,
      `${domain}/${path}`,
    ])
  })
  it('[RF-2] tag and digest', () => {
    const digest = `sha256:${'0'.repeat(64)}`
    expect(parseNormalizedNamed(`x:1@${digest}`)).toEqual({ domain: 'docker.io', path: 'library/x', tag: '1', digest })
    expect(familiarString(tagNameOnly(parseNormalizedNamed('x')))).toBe('x:latest')
    expect(familiarString(tagNameOnly(parseNormalizedNamed(`x@${digest}`)))).toBe(`x@${digest}`)
    expect(parseNormalizedNamed('localhost:5000/x').tag).toBeUndefined()
    expect(parseNormalizedNamed('x:3.18').tag).toBe('3.18')
  })
  it.each([
    ['', 'invalid reference format'],
    ['UPPER', 'invalid reference format: repository name (library/UPPER) must be lowercase'],
    ['BAD IMAGE', 'invalid reference format: repository name (library/BAD IMAGE) must be lowercase'],
    ['foo/Bar', 'invalid reference format: repository name (foo/Bar) must be lowercase'],
    ['bad tag', 'invalid reference format'],
    ['x:bad/tag', 'invalid reference format'],
    ['a:b:c', 'invalid reference format'],
    ['-foo/bar', 'invalid reference format'],
    ['foo//bar', 'invalid reference format'],
    ['foo/bar/', 'invalid reference format'],
    ['foo.-bar', 'invalid reference format'],
    [`x:${'a'.repeat(129)}`, 'invalid reference format'],
    ['https://github.com/x/y', 'invalid reference format'],
    ['x@sha256:aaaa', 'invalid reference format'],
    [`x@sha256:${'a'.repeat(40)}`, 'invalid checksum digest length'],
    [`x@md9:${'a'.repeat(40)}`, 'unsupported digest algorithm'],
    ['a'.repeat(256), 'repository name must not be more than 255 characters'],
    ['d'.repeat(64), `invalid repository name (${'d'.repeat(64)}), cannot specify 64-byte hexadecimal strings`],
  ])('[RF-3] %s is refused', (text, message) => expect(() => parseNormalizedNamed(text)).toThrow(new Error(message)))
})
