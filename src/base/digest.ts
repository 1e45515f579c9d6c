import { sha256 as newHash } from '@noble/hashes/sha2.js'
import { toArray, type Bytes } from './bytes'
import { remembered } from './remember'

/** `sha256:` and 64 hex digits: the name of a content by what it is. */
export type Digest = string

/** Large contents are hashed a slice at a time, so that no second copy of them is made. */
const slice = 1 << 18

const known = remembered<string>()

/** SHA-256 as 64 lower-case hex digits. */
export const sha256 = (bytes: Bytes): string => known.get(bytes) ?? known.set(bytes, computed(bytes))

function computed(bytes: Bytes): string {
  const hash = newHash.create()
  for (let at = 0; at < bytes.length; at += slice) hash.update(toArray(bytes.slice(at, at + slice)))
  let hex = ''
  for (const byte of hash.digest()) hex += byte.toString(16).padStart(2, '0')
  return hex
}

export const digestOf = (bytes: Bytes): Digest => `sha256:${sha256(bytes)}`

/** Whether a text has the form of a sha256 digest. */
export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text)
