import { utf8 } from '../../../base/bytes'
import { sha256 } from '../../../base/digest'

/** What a server keeps of a password. */
export const secretOf = (password: string, salt: string): string => sha256(utf8(`${salt} ${password}`))

/** What a client shows to know it. */
export const proofOf = (secret: string, nonce: string): string => sha256(utf8(`${nonce} ${secret}`))
