import type { Bytes } from './bytes'

/** State of the generator: one 32-bit integer, so it lives in a world as a number. */
export type Rng = number

/** FNV-1a of a name mixed with a seed: each component draws from a stream of its own. */
export function seeded(seed: number, name: string): Rng {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** One step of mulberry32: an unsigned 32-bit integer and the next state. */
export function draw(rng: Rng): readonly [value: number, rng: Rng] {
  const next = (rng + 0x6d2b79f5) >>> 0
  let t = next
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return [(t ^ (t >>> 14)) >>> 0, next]
}

/** A whole number in [0, below). */
export function drawBelow(rng: Rng, below: number): readonly [value: number, rng: Rng] {
  const [value, next] = draw(rng)
  return [value % below, next]
}

/** `digits` lower-case hex digits, such as the 64 of a container ID. */
export function drawHex(rng: Rng, digits: number): readonly [hex: string, rng: Rng] {
  let hex = ''
  let state = rng
  while (hex.length < digits) {
    const [value, next] = draw(state)
    hex += value.toString(16).padStart(8, '0')
    state = next
  }
  return [hex.slice(0, digits), state]
}

/** `length` random bytes. */
export function drawBytes(rng: Rng, length: number): readonly [bytes: Bytes, rng: Rng] {
  const [hex, next] = drawHex(rng, length * 2)
  return [hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))), next]
}
