import { gzipSync, inflateSync } from 'fflate'
import { fromArray, toArray, type Bytes } from './bytes'
import { remembered } from './remember'

const mebibyte = 1 << 20

const packed = remembered<Bytes>()
const unpacked = remembered<Bytes>()

/**
 * RFC 1952 with no name and no time, so equal bytes give equal blobs. Departs from Go's compress/gzip in the exact bytes
 * (another deflate), so a layer's compressed digest is our own while its DiffID is everyone's.
 */
export function gzip(bytes: Bytes): Bytes {
  const known = packed.get(bytes)
  if (known !== undefined) return known
  // Above this level the many zeros of a tar cost three times as long to save a tenth.
  const blob = fromArray(gzipSync(toArray(bytes), { mtime: 0, level: 4 }))
  unpacked.set(blob, bytes)
  return packed.set(bytes, blob)
}

export const isGzip = (bytes: Bytes): boolean => bytes.startsWith('\x1f\x8b')

/** The contents of a gzip file of one member. Throws with Go's words on damage, or when more than `limit` bytes would come out. */
export function gunzip(bytes: Bytes, limit = 256 * mebibyte): Bytes {
  if (bytes.length < 18) throw new Error('unexpected EOF')
  if (!isGzip(bytes) || bytes.charCodeAt(2) !== 8) throw new Error('gzip: invalid header')
  const size = uint32(bytes, bytes.length - 4)
  if (size > limit) throw new Error(`gzip: ${size} bytes are more than the limit of ${limit}`)
  return unpacked.get(bytes) ?? unpacked.set(bytes, contents(bytes, size))
}

function contents(bytes: Bytes, size: number): Bytes {
  const body = bodyStart(bytes)
  const out = inflated(bytes.slice(body, -8), size)
  if (out.length !== size || crc32(out) !== uint32(bytes, bytes.length - 8)) throw new Error('gzip: invalid checksum')
  return fromArray(out)
}

function inflated(deflated: Bytes, size: number): Uint8Array {
  try {
    return inflateSync(toArray(deflated), { out: new Uint8Array(size) })
  } catch {
    throw new Error('flate: corrupt input')
  }
}

/** Where the deflate stream starts: after the fixed header and its optional extra field, name, comment and checksum. */
function bodyStart(bytes: Bytes): number {
  const flags = bytes.charCodeAt(3)
  let at = 10
  if (flags & 4) at += 2 + bytes.charCodeAt(at) + bytes.charCodeAt(at + 1) * 256
  if (flags & 8) at = afterZero(bytes, at)
  if (flags & 16) at = afterZero(bytes, at)
  return flags & 2 ? at + 2 : at
}

function afterZero(bytes: Bytes, from: number): number {
  const zero = bytes.indexOf('\0', from)
  if (zero < 0) throw new Error('gzip: invalid header')
  return zero + 1
}

const uint32 = (bytes: Bytes, at: number): number =>
  (bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)) >>>
  0

const table: readonly number[] = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc32(array: Uint8Array): number {
  let crc = -1
  for (let i = 0; i < array.length; i++) crc = table[(crc ^ array[i]!) & 0xff]! ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}
