import { SysError, strerror } from '../../../wire/errno'
import { failure } from '../value/exceptions'

/**
 * Calls to the system: their errors become exceptions.
 *
 * @models docs.python.org/3/library/exceptions.html
 * @fidelity part: the errors that scripts in tutorials meet
 */

/** A call to the system; its errors become exceptions. */
export function asking<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const raised = failure(
      exceptionNames[error.errno] ?? 'OSError',
      errorNumbers[error.errno] ?? 5n,
      strerror[error.errno],
    )
    raised.value.m.set('filename', path)
    throw raised
  }
}

const exceptionNames: Readonly<Record<string, string>> = {
  ENOENT: 'FileNotFoundError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  EEXIST: 'FileExistsError',
  EISDIR: 'IsADirectoryError',
  ENOTDIR: 'NotADirectoryError',
  EPIPE: 'BrokenPipeError',
}

const errorNumbers: Readonly<Record<string, bigint>> = {
  ENOENT: 2n,
  EACCES: 13n,
  EPERM: 1n,
  EEXIST: 17n,
  EISDIR: 21n,
  ENOTDIR: 20n,
  EPIPE: 32n,
  EROFS: 30n,
  ENOSPC: 28n,
  ENOTEMPTY: 39n,
}
