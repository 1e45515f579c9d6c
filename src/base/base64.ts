import type { Bytes } from './bytes'

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 with padding: Go's base64.StdEncoding. */
export function base64(bytes: Bytes): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const word =
      (bytes.charCodeAt(i) << 16) |
      ((left > 1 ? bytes.charCodeAt(i + 1) : 0) << 8) |
      (left > 2 ? bytes.charCodeAt(i + 2) : 0)
    const sextet = (shift: number) => standard[(word >> shift) & 63]!
    out += sextet(18) + sextet(12) + (left > 1 ? sextet(6) : '=') + (left > 2 ? sextet(0) : '=')
  }
  return out
}

/** With or without padding, either alphabet. Throws in Go's words on anything else. */
export function unbase64(text: string): Bytes {
  const body = text
    .replace(/[\r\n]/g, '')
    .replace(/={1,2}$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  let out = ''
  let word = 0
  for (let i = 0; i < body.length; i++) {
    const value = standard.indexOf(body[i]!)
    if (value < 0) throw new Error(`illegal base64 data at input byte ${i}`)
    word = ((word << 6) | value) & 0xffffff
    const bits = (i % 4) * 2
    if (bits > 0) out += String.fromCharCode((word >> (6 - bits)) & 0xff)
  }
  if (body.length % 4 === 1) throw new Error(`illegal base64 data at input byte ${body.length}`)
  return out
}

/** URL-safe alphabet with padding: what `X-Registry-Auth` carries (Go's base64.URLEncoding). */
export const base64Url = (bytes: Bytes): string => base64(bytes).replaceAll('+', '-').replaceAll('/', '_')

/** URL-safe alphabet without padding: the parts of a JWT (Go's base64.RawURLEncoding). */
export const base64RawUrl = (bytes: Bytes): string => base64Url(bytes).replace(/=+$/, '')
