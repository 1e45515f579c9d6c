import type { Address } from '../wire/address'
import type { Signal } from '../wire/signal'
import type { Pid } from '../wire/sys'
import { addressOf, emit, type Work } from './work'

/** Signals (signal(7)): on their way as messages, acted upon on arrival. */
export function raise(w: Work, from: Address, target: Pid, signal: Signal): void {
  emit(w, { from, to: addressOf(target), payload: { kind: 'signal', pid: target, signal } })
}

/** To every member of a process group. */
export function raiseGroup(w: Work, from: Address, pgid: Pid, signal: Signal): void {
  for (const p of Object.values(w.state.procs)) if (p.pgid === pgid && p.run !== 'zombie') raise(w, from, p.pid, signal)
}
