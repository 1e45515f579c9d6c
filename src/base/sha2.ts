import { sha224 as newSha224, sha384 as newSha384, sha512 as newSha512 } from '@noble/hashes/sha2.js'
import { toArray, type Bytes } from './bytes'

/** SHA-2's other lengths, in lower-case hex digits: for the checksum programs. */
const hex = (digest: Uint8Array): string => Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')

export const sha224 = (bytes: Bytes): string => hex(newSha224(toArray(bytes)))
export const sha384 = (bytes: Bytes): string => hex(newSha384(toArray(bytes)))
export const sha512 = (bytes: Bytes): string => hex(newSha512(toArray(bytes)))
