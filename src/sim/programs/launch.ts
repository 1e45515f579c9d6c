import { complain, exit, lookPath } from './face'
import { dialect, quote } from './say'
import { SysError, strerror, type Errno } from '../wire/errno'
import type { Pid, SpawnOptions, Sys, Turn } from '../wire/sys'

/** Programs that run other programs: finding the file, becoming it or starting it as a child, and saying why not. */

/** 127 when it is not there, 126 when it cannot be run. */
export function notRun(sys: Sys, file: string, errno: Errno): number {
  complain(
    sys,
    dialect(
      sys,
      `failed to run command ${quote(sys, file)}: ${strerror[errno]}`,
      `can't execute '${file}': ${strerror[errno]}`,
    ),
  )
  return errno === 'ENOENT' ? 127 : 126
}

/** Turns into another program. */
export function become<S>(sys: Sys, argv: readonly string[], state: S, refused: (errno: Errno) => number): Turn<S> {
  const path = lookPath(sys, argv[0]!)
  return path === undefined ? exit(refused('ENOENT')) : { turn: 'exec', state, path, argv }
}

/** A child, or the error that kept it from being. */
export function launch(sys: Sys, argv: readonly string[], options?: SpawnOptions): Pid | Errno {
  const path = lookPath(sys, argv[0]!)
  if (path === undefined) return 'ENOENT'
  try {
    return sys.spawn(path, argv, options)
  } catch (error) {
    if (error instanceof SysError) return error.errno
    throw error
  }
}

export const plainRefusal = (sys: Sys, file: string, errno: Errno): number => {
  complain(sys, `${file}: ${strerror[errno]}`)
  return errno === 'ENOENT' ? 127 : 126
}
