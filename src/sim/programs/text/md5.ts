import type { Bytes } from '../../../base/bytes'

/** RFC 1321, for md5sum: small inputs, so it is written to be read. */
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const table = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) >>> 0)

export function md5(bytes: Bytes): string {
  const bits = bytes.length * 8
  const padded = `${bytes}\x80${'\0'.repeat((119 - (bytes.length % 64)) % 64)}`
  const length = Array.from({ length: 8 }, (_, i) => String.fromCharCode(Math.floor(bits / 256 ** i) & 0xff)).join('')
  const message = padded + length
  let state: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < message.length; at += 64) state = round(state, words(message, at))
  return state
    .map((word) =>
      Array.from({ length: 4 }, (_, i) => ((word >>> (i * 8)) & 0xff).toString(16).padStart(2, '0')).join(''),
    )
    .join('')
}

const words = (message: Bytes, at: number) =>
  Array.from(
    { length: 16 },
    (_, i) =>
      message.charCodeAt(at + i * 4) |
      (message.charCodeAt(at + i * 4 + 1) << 8) |
      (message.charCodeAt(at + i * 4 + 2) << 16) |
      (message.charCodeAt(at + i * 4 + 3) << 24),
  )

function round(state: readonly number[], block: readonly number[]): readonly number[] {
  let [a, b, c, d] = state as [number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const [mixed, index] = mix(i, b, c, d)
    const sum = (a + mixed + table[i]! + block[index]!) | 0
    const shift = shifts[Math.floor(i / 16) * 4 + (i % 4)]!
    ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
  }
  return [(state[0]! + a) | 0, (state[1]! + b) | 0, (state[2]! + c) | 0, (state[3]! + d) | 0]
}

function mix(i: number, b: number, c: number, d: number): readonly [number, number] {
  if (i < 16) return [(b & c) | (~b & d), i]
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) % 16]
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) % 16]
  return [c ^ (b | ~d), (7 * i) % 16]
}
