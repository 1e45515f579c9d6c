import type { Pid } from '../../wire/sys'
import { proc, type Work } from '../work'

/** What uname(2) answers in the uts namespace of a process. */
export const hostnameOf = (w: Work, pid: Pid): string =>
  w.state.namespaces[proc(w, pid).ns['uts'] ?? 0]?.hostname ?? w.state.hostname
