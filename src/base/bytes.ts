/**
 * Bytes as an immutable value: a "byte string" is a JS string whose every code unit is 0–255.
 * Chosen over Uint8Array because a world must survive JSON and share structure: V8 keeps such strings at one byte a unit.
 */
export type Bytes = string

const encoder = /[^\x00-\x7f]/

/** Text (any Unicode) to its UTF-8 bytes. Lone surrogates become U+FFFD, as in the Encoding Standard. */
export function utf8(text: string): Bytes {
  if (!encoder.test(text)) return text
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0)!
    out += encodeCodePoint(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code)
  }
  return out
}

function encodeCodePoint(c: number): Bytes {
  const tail = (shift: number) => 0x80 | ((c >> shift) & 0x3f)
  if (c < 0x80) return String.fromCharCode(c)
  if (c < 0x800) return String.fromCharCode(0xc0 | (c >> 6), tail(0))
  if (c < 0x10000) return String.fromCharCode(0xe0 | (c >> 12), tail(6), tail(0))
  return String.fromCharCode(0xf0 | (c >> 18), tail(12), tail(6), tail(0))
}

/** UTF-8 bytes to text; each invalid byte becomes U+FFFD. */
export function text(bytes: Bytes): string {
  if (!encoder.test(bytes)) return bytes
  let out = ''
  let at = 0
  while (at < bytes.length) {
    const [code, length] = decodeAt(bytes, at)
    out += String.fromCodePoint(code)
    at += length
  }
  return out
}

function decodeAt(bytes: Bytes, at: number): readonly [code: number, length: number] {
  const lead = bytes.charCodeAt(at)
  if (lead < 0x80) return [lead, 1]
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0
  if (length === 0 || lead >= 0xf5 || at + length > bytes.length) return [0xfffd, 1]
  let code = lead & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const next = bytes.charCodeAt(at + i)
    if ((next & 0xc0) !== 0x80) return [0xfffd, 1]
    code = (code << 6) | (next & 0x3f)
  }
  const overlong = (length === 3 && code < 0x800) || (length === 4 && (code < 0x10000 || code > 0x10ffff))
  return overlong || (code >= 0xd800 && code <= 0xdfff) ? [0xfffd, 1] : [code, length]
}

/** A byte string as the array that hashing and compression libraries take. */
export function toArray(bytes: Bytes): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = bytes.charCodeAt(i)
  return out
}

/** The inverse of {@link toArray}. */
export function fromArray(array: Uint8Array): Bytes {
  let out = ''
  for (let i = 0; i < array.length; i += 8192)
    out += String.fromCharCode.apply(undefined, array.subarray(i, i + 8192) as unknown as number[])
  return out
}
