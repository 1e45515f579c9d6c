import type { Bytes } from './bytes'

/** Shorter contents are computed again sooner than looked up. */
const long = 2048
/** Bytes that one function may hold on to, in what it was asked and what it answered. */
const most = 8 << 20

/** Results for the contents that were asked about last. */
export interface Remembered<T> {
  readonly get: (bytes: Bytes) => T | undefined
  readonly set: (bytes: Bytes, result: T) => T
}

/**
 * Going back in a history computes steps again, and a blob is hashed by each that handles it: a pure function of long contents may keep
 * its last results. No part of any world: the answers are the same without.
 */
export function remembered<T>(): Remembered<T> {
  const known = new Map<Bytes, T>()
  let held = 0
  return {
    get: (bytes) => (bytes.length < long ? undefined : known.get(bytes)),
    set: (bytes, result) => {
      if (bytes.length < long || weight(bytes, result) > most || known.has(bytes)) return result
      known.set(bytes, result)
      held += weight(bytes, result)
      for (const [oldest, answer] of known) {
        if (held <= most) break
        known.delete(oldest)
        held -= weight(oldest, answer)
      }
      return result
    },
  }
}

const weight = (bytes: Bytes, result: unknown): number =>
  bytes.length + (typeof result === 'string' ? result.length : 0)
