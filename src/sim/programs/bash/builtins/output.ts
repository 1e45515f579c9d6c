import { SysError, strerror } from '../../../wire/errno'
import { toBytes } from '../encode'
import { prefix, refuse } from '../errors'
import { push } from '../frames'
import type { Machine } from '../state'

/** Writes a builtin's output; a descriptor that does not take it is said and gives status 1. */
export function output(m: Machine, builtin: string, words: string, status = 0): number {
  if (words === '') return status
  try {
    m.sys.write(1, toBytes(words))
    return status
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const words = `write error: ${strerror[error.errno]}`
    return endedByPipe(m, error, `${prefix(m)}${builtin}: ${words}`) ? 141 : refuse(m, builtin, words)
  }
}

/**
 * Nobody reads the pipe any more: the signal that comes with it, where it is not ignored, is due before the shell's next step.
 * Who survives it, as the first process of a container does, still says so.
 */
export function endedByPipe(m: Machine, error: SysError, words: string): boolean {
  const action = m.s.traps['SIGPIPE']
  if (error.errno !== 'EPIPE' || action === '') return false
  if (action === undefined) push(m, { kind: 'syntax', lines: [words], status: 1 })
  push(m, { kind: 'yield' })
  return action === undefined
}
