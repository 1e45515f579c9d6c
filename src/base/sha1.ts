import { sha1 as newHash } from '@noble/hashes/legacy.js'
import { toArray, type Bytes } from './bytes'

/** SHA-1 as 40 lower-case hex digits: what Git names its objects by. */
export function sha1(bytes: Bytes): string {
  let hex = ''
  for (const byte of newHash(toArray(bytes))) hex += byte.toString(16).padStart(2, '0')
  return hex
}
