import { describe, expect, it } from 'vitest'
import { base64, base64RawUrl, base64Url, unbase64 } from '../../../src/base/base64'
import { digestOf } from '../../../src/base/digest'
import { goJson } from '../../../src/base/json'
import { randomName } from '../../../src/base/names'
import { cleanPath, dirOf, joinPath } from '../../../src/base/path'
import { table } from '../../../src/base/table'
import { goTime, httpDate, parseRfc3339, rfc3339, rfc3339Nano, rfc3339NanoFixed } from '../../../src/base/time'
import {
  bytesSize,
  durationText,
  humanDuration,
  humanSize,
  humanSizeWithPrecision,
  parseDuration,
  ramInBytes,
} from '../../../src/base/units'

describe('units', () => {
  it.each([
    [0, '0B'],
    [999, '999B'],
    [1000, '1kB'],
    [1_980_000, '1.98MB'],
    [1_024_000, '1.024MB'],
    [123_456_789, '123.5MB'],
    [1e12, '1TB'],
  ])('[B-10] humanSize(%s)', (size, text) => expect(humanSize(size)).toBe(text))
  it("[B-10] a precision of three turns 999.6 kB into Go's exponent", () => {
    expect(humanSizeWithPrecision(999_600, 3)).toBe('1e+03kB')
    expect(humanSizeWithPrecision(187_654_321, 3)).toBe('188MB')
  })
  it('[B-10] bytesSize', () => {
    expect(bytesSize(512 * 1024 * 1024)).toBe('512MiB')
    expect(bytesSize(7_600_000_000)).toBe('7.078GiB')
  })
  it.each([
    [450, 'Less than a second'],
    [1000, '1 second'],
    [46_000, '46 seconds'],
    [60_000, 'About a minute'],
    [119_000, 'About a minute'],
    [3 * 60_000, '3 minutes'],
    [3_600_000, 'About an hour'],
    [90 * 60_000, '2 hours'],
    [35 * 3_600_000, '35 hours'],
    [48 * 3_600_000, '2 days'],
    [14 * 86_400_000, '2 weeks'],
    [60 * 86_400_000, '2 months'],
    [730 * 86_400_000, '2 years'],
  ])('[B-11] humanDuration(%s)', (ms, text) => expect(humanDuration(ms)).toBe(text))
  it.each([
    ['32', 32],
    ['32b', 32],
    ['32K', 32768],
    ['32kb', 32768],
    ['32.5kB', 33280],
    ['512m', 536870912],
    ['1.5GiB', 1610612736],
    ['32 mb', 33554432],
    ['0.1K', 102],
  ])('[B-12] ramInBytes(%s)', (text, bytes) => expect(ramInBytes(text)).toBe(bytes))
  it.each([
    ['', "invalid size: ''"],
    ['hello', "invalid size: 'hello'"],
    ['32m3', 'strconv.ParseFloat: parsing "32m3": invalid syntax'],
    ['32bb', "invalid suffix: 'bb'"],
    ['32 mm', "invalid suffix: 'mm'"],
    ['-32', "invalid size: '-32'"],
  ])('[B-12] ramInBytes(%s) fails', (text, message) => expect(() => ramInBytes(text)).toThrow(message))
  it('[B-13] durations of Go', () => {
    expect(parseDuration('1h15m30.5s')).toBe(4_530_500_000)
    expect(parseDuration('-1.5ms')).toBe(-1500)
    expect(parseDuration('0')).toBe(0)
    expect(() => parseDuration('5')).toThrow('time: missing unit in duration "5"')
    expect(() => parseDuration('5x')).toThrow('time: unknown unit "x" in duration "5x"')
    expect(() => parseDuration('')).toThrow('time: invalid duration ""')
    expect(durationText(4_530_500_000)).toBe('1h15m30.5s')
    expect(durationText(30_000_000)).toBe('30s')
  })
})

describe('tables', () => {
  it('[B-20] as docker ps lines up', () => {
    const text = table([
      ['CONTAINER ID', 'IMAGE', 'NAMES'],
      ['0123456789ab', 'alpine', 'x'],
    ])
    expect(text).toBe('CONTAINER ID   IMAGE     NAMES\n0123456789ab   alpine    x\n')
  })
  it('[B-20] a short line in between starts columns afresh', () => {
    expect(table([['a', 'b', 'c'], ['x'], ['longer than ten', 'b', 'c']])).toBe(
      'a         b         c\nx\nlonger than ten   b         c\n',
    )
  })
})

describe('text forms', () => {
  it('[B-30] base64 in three forms', () => {
    for (const s of ['', 'f', 'fo', 'foo', 'foob', '\xff\xfe\xfd']) {
      expect(base64(s)).toBe(Buffer.from(s, 'latin1').toString('base64'))
      expect(unbase64(base64(s))).toBe(s)
      expect(unbase64(base64RawUrl(s))).toBe(s)
    }
    expect(base64Url('\xff\xfe\xfd')).toBe('__79')
    expect(() => unbase64('a$b=')).toThrow('illegal base64 data at input byte 1')
  })
  it('[B-31] JSON as Go escapes it', () => expect(goJson({ a: '<a&b>' })).toBe('{"a":"\\u003ca\\u0026b\\u003e"}'))
  it('[B-32] times as Go prints them', () => {
    const t = Date.UTC(2025, 8, 1, 9) * 1000 + 120_000
    expect(rfc3339(t)).toBe('2025-09-01T09:00:00Z')
    expect(rfc3339Nano(t)).toBe('2025-09-01T09:00:00.12Z')
    expect(rfc3339NanoFixed(t)).toBe('2025-09-01T09:00:00.120000000Z')
    expect(goTime(t)).toBe('2025-09-01 09:00:00 +0000 UTC')
    expect(httpDate(t)).toBe('Mon, 01 Sep 2025 09:00:00 GMT')
    expect(parseRfc3339(rfc3339Nano(t))).toBe(t)
    expect(parseRfc3339('2025-09-01T11:00:00.120000001+02:00')).toBe(t)
    expect(parseRfc3339('yesterday')).toBeUndefined()
  })
  it('[B-33] names are an adjective and a surname', () => {
    expect(randomName(7)[0]).toMatch(/^[a-z]+_[a-z]+$/)
    expect(randomName(7, 1)[0]).toMatch(/^[a-z]+_[a-z]+[0-9]$/)
  })
  it('[B-34] paths of Go', () => {
    expect(cleanPath('a//b/../c/')).toBe('a/c')
    expect(cleanPath('/../a')).toBe('/a')
    expect(cleanPath('../a')).toBe('../a')
    expect(joinPath('/a', '', '../b')).toBe('/b')
    expect(dirOf('/a/b')).toBe('/a')
    expect(dirOf('a')).toBe('.')
  })
  it('[B-35] digests', () =>
    expect(digestOf('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'))
})
