import { utf8 } from '../../../base/bytes'
import { put } from '../face'
import type { Sys } from '../../wire/sys'

/** What a package manager says at once, and the status that goes with it. */
export function shown(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

export function refuse(sys: Sys, words: string, status = 1): number {
  sys.write(2, utf8(words))
  return status
}
