import type { Pid, Sys } from '../../wire/sys'
import type { Work } from '../work'
import { fileCalls } from './files'
import { identity } from './identity'
import { networkCalls } from './network'
import { pathCalls } from './paths'
import { processCalls } from './processes'
import { terminalCalls } from './terminal'

/** The system calls of one process, for the length of one slice. */
export const makeSys = (w: Work, pid: Pid): Sys => ({
  ...identity(w, pid),
  ...fileCalls(w, pid),
  ...pathCalls(w, pid),
  ...processCalls(w, pid),
  ...terminalCalls(w, pid),
  ...networkCalls(w, pid),
})
