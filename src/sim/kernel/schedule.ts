import type { Pid } from '../wire/sys'
import { addressOf, emit, setProc, type Work } from './work'

/** Puts a process on the run queue: it gets a cpu after `delay` microseconds. */
export function schedule(w: Work, pid: Pid, delay = 1): void {
  if (w.state.procs[pid]?.scheduled !== false) return
  setProc(w, pid, { scheduled: true })
  emit(w, { to: addressOf(pid), payload: { kind: 'sched', pid }, delay: Math.max(1, Math.round(delay)) })
}
