import type { Pid } from '../../wire/sys'
import type { Work } from '../work'

/** Whose slice it is: what the system calls work on. */
export interface Slice {
  w: Work
  pid: Pid
}
