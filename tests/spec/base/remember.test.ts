import { expect, test } from 'vitest'
import { gunzip, gzip } from '../../../src/base/gzip'
import { remembered } from '../../../src/base/remember'

const long = (letter: string, length = 4096): string => letter.repeat(length)

test('[B-36] long contents are remembered, short ones are not', () => {
  const known = remembered<number>()
  known.set(long('a'), 1)
  known.set('a', 2)
  expect([known.get(long('a')), known.get('a'), known.get(long('b'))]).toEqual([1, undefined, undefined])
})

test('[B-36] the oldest go when there is more than 8 MiB', () => {
  const known = remembered<number>()
  for (const letter of 'abcde') known.set(long(letter, 3 << 20), letter.charCodeAt(0))
  expect([...'abcde'].map((letter) => known.get(long(letter, 3 << 20)) !== undefined)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ])
})

test('[B-36] a damaged blob is found out although the sound one is known', () => {
  const blob = gzip([...Array(20_000).keys()].map((i) => String.fromCharCode((i * i) % 251)).join(''))
  expect(gunzip(blob)).toHaveLength(20_000)
  const at = blob.length >> 1
  const damaged = blob.slice(0, at) + String.fromCharCode(blob.charCodeAt(at) ^ 1) + blob.slice(at + 1)
  expect(() => gunzip(damaged)).toThrow(/flate: corrupt input|gzip: invalid checksum/)
})
