import type { Sys } from '../../wire/sys'
import { fileCalls } from './files'
import { identity } from './identity'
import { namespaceCalls } from './namespaces'
import { networkCalls } from './network'
import { pathCalls } from './paths'
import { processCalls } from './processes'
import type { Slice } from './slice'
import { terminalCalls } from './terminal'

/**
 * The system calls of whichever process has the slice. One object serves every slice of a host: making its sixty functions anew took
 * longer than the slice itself. A program only holds it while its slice lasts.
 */
export const sysOf = (at: Slice): Sys =>
  Object.defineProperties(
    {
      ...fileCalls(at),
      ...pathCalls(at),
      ...processCalls(at),
      ...terminalCalls(at),
      ...networkCalls(at),
      ...namespaceCalls(at),
    },
    Object.getOwnPropertyDescriptors(identity(at)),
  ) as Sys
