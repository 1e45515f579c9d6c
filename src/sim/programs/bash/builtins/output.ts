import { SysError, strerror } from '../../../wire/errno'
import { toBytes } from '../encode'
import { refuse } from '../errors'
import type { Machine } from '../state'

/** Writes a builtin's output; a closed or broken descriptor is said and gives status 1. */
export function output(m: Machine, builtin: string, words: string, status = 0): number {
  if (words === '') return status
  try {
    m.sys.write(1, toBytes(words))
    return status
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return refuse(m, builtin, `write error: ${strerror[error.errno]}`)
  }
}
