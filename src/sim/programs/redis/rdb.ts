import type { Bytes } from '../../../base/bytes'
import { floatWords, setEntry, type Entry, type Keys, type Value } from './store'

/**
 * The file that a snapshot is: the real format with its plainest encodings, which a real server would load.
 *
 * @models redis rdb.c, RDB version 12
 * @fidelity part: nothing is packed, and no checksum is written (as with `rdbchecksum no`); reads only what it has written
 */
type Databases = Readonly<Record<string, Keys>>

const byte = (n: number): Bytes => String.fromCharCode(n & 0xff)
const big = (n: number): Bytes => byte(n >>> 24) + byte(n >>> 16) + byte(n >>> 8) + byte(n)
const little = (n: number): Bytes => [...big(n)].reverse().join('')
const littleLong = (n: number): Bytes => little(n % 2 ** 32) + little(Math.floor(n / 2 ** 32))

const length = (n: number): Bytes =>
  n < 64 ? byte(n) : n < 16_384 ? byte(0x40 | (n >> 8)) + byte(n) : byte(0x80) + big(n)
const string = (bytes: Bytes): Bytes => length(bytes.length) + bytes
const all = (items: readonly Bytes[]): Bytes => items.map(string).join('')

const kinds: Readonly<Record<Value['kind'], number>> = { string: 0, list: 1, set: 2, zset: 3, hash: 4 }

function score(value: number): Bytes {
  if (Math.abs(value) === Infinity) return byte(value > 0 ? 254 : 255)
  const words = floatWords(value)
  return byte(words.length) + words
}

function content(value: Value): Bytes {
  switch (value.kind) {
    case 'string':
      return string(value.bytes)
    case 'list':
    case 'set':
      return length(value.items.length) + all(value.items)
    case 'hash':
      return length(value.items.length) + all(value.items.flat())
    case 'zset':
      return length(value.items.length) + value.items.map(([name, at]) => string(name) + score(at)).join('')
  }
}

const one = ([key, { value, until }]: readonly [Bytes, Entry]): Bytes =>
  (until === undefined ? '' : `\xfc${littleLong(until)}`) + byte(kinds[value.kind]) + string(key) + content(value)

const aux = (name: string, words: string): Bytes => `\xfa${string(name)}${string(words)}`

export function dump(databases: Databases, about: { readonly version: string; readonly seconds: number }): Bytes {
  const head = `REDIS0012${aux('redis-ver', about.version)}${aux('redis-bits', '64')}${aux('ctime', String(about.seconds))}`
  const body = Object.entries(databases)
    .filter(([, keys]) => Object.keys(keys).length > 0)
    .map(([number, keys]) => {
      const entries = Object.entries(keys)
      const timed = entries.filter(([, entry]) => entry.until !== undefined).length
      return `\xfe${length(Number(number))}\xfb${length(entries.length)}${length(timed)}${entries.map(one).join('')}`
    })
  return `${head}${body.join('')}\xff${'\0'.repeat(8)}`
}

interface Reader {
  readonly bytes: Bytes
  at: number
}

const next = (r: Reader): number => {
  if (r.at >= r.bytes.length) throw new RangeError('the file ends too early')
  return r.bytes.charCodeAt(r.at++)
}

function readLength(r: Reader): number {
  const first = next(r)
  if (first < 0x40) return first
  if (first < 0x80) return ((first & 0x3f) << 8) | next(r)
  if (first !== 0x80) throw new RangeError('an encoding that is not simulated')
  return ((next(r) << 24) | (next(r) << 16) | (next(r) << 8) | next(r)) >>> 0
}

function readString(r: Reader): Bytes {
  const size = readLength(r)
  if (r.at + size > r.bytes.length) throw new RangeError('the file ends too early')
  r.at += size
  return r.bytes.slice(r.at - size, r.at)
}

function readLong(r: Reader): number {
  let value = 0
  for (let i = 0; i < 8; i++) value += next(r) * 2 ** (8 * i)
  return value
}

function readScore(r: Reader): number {
  const size = next(r)
  if (size >= 254) return size === 254 ? Infinity : -Infinity
  r.at += size
  return Number(r.bytes.slice(r.at - size, r.at))
}

const times = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make)

function readValue(r: Reader, kind: number): Value {
  switch (kind) {
    case 0:
      return { kind: 'string', bytes: readString(r) }
    case 1:
      return { kind: 'list', items: times(readLength(r), () => readString(r)) }
    case 2:
      return { kind: 'set', items: times(readLength(r), () => readString(r)) }
    case 3:
      return { kind: 'zset', items: times(readLength(r), () => [readString(r), readScore(r)] as const) }
    case 4:
      return { kind: 'hash', items: times(readLength(r), () => [readString(r), readString(r)] as const) }
    default:
      throw new RangeError(`a value of type ${kind} is not simulated`)
  }
}

export interface Loaded {
  readonly databases: Record<string, Keys>
  readonly version: string
  readonly seconds: number
  readonly keys: number
  readonly expired: number
}

/** What a file holds at the time `now`; undefined where it is not one, or one that we did not write. */
export function load(bytes: Bytes, now: number): Loaded | undefined {
  try {
    return bytes.startsWith('REDIS') ? readAll({ bytes, at: 9 }, now) : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readAll(r: Reader, now: number): Loaded {
  const databases: Record<string, Keys> = {}
  const about: Record<string, string> = {}
  let keys: Keys = {}
  let until: number | undefined
  let [count, expired] = [0, 0]
  for (let op = next(r); op !== 0xff; op = next(r)) {
    if (op === 0xfa) about[readString(r)] = readString(r)
    else if (op === 0xfe) databases[readLength(r)] = keys = {}
    else if (op === 0xfb) times(2, () => readLength(r))
    else if (op === 0xfc) until = readLong(r)
    else {
      const key = readString(r)
      const value = readValue(r, op)
      if (until !== undefined && until <= now) expired++
      else {
        count++
        setEntry({ keys }, key, until === undefined ? { value } : { value, until })
      }
      until = undefined
    }
  }
  const { 'redis-ver': version = '', ctime = '0' } = about
  return { databases, version, seconds: Number(ctime), keys: count, expired }
}
