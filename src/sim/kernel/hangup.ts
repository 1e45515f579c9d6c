import { kindOf, type Address } from '../wire/address'
import { raise, raiseGroup } from './raise'
import type { Process } from './state'
import { addressOf, emit, update, without, type Work } from './work'

/**
 * The end of a terminal line, from either side.
 *
 * @models linux drivers/tty/tty_io.c __tty_hangup, tty_jobctrl.c disassociate_ctty
 */

/** Whoever held the master side is gone: the session's leader and the foreground group are told; reads then find the end. */
export function lineDropped(w: Work, name: string, from: Address): void {
  const tty = w.state.ttys[name]
  if (tty === undefined) return
  update(w, { ttys: without(w.state.ttys, name) })
  const alone = w.state.procs[tty.sid]?.pgid !== tty.foreground
  if (w.state.procs[tty.sid] !== undefined) raise(w, from, tty.sid, 'SIGHUP')
  if (alone) raiseGroup(w, from, tty.foreground, 'SIGHUP')
  w.stirred = true
}

/** The end of a session's leader takes the terminal away from whoever has it in the foreground. */
export function leaderEnded(w: Work, ending: Process, status: number): void {
  const tty = ending.tty === undefined ? undefined : w.state.ttys[ending.tty]
  if (ending.sid !== ending.pid || tty?.sid !== ending.pid) return
  if (tty.foreground !== ending.pgid) {
    raiseGroup(w, addressOf(ending.pid), tty.foreground, 'SIGHUP')
    raiseGroup(w, addressOf(ending.pid), tty.foreground, 'SIGCONT')
  }
  if (kindOf(tty.master) === 'terminal') closed(w, ending, tty.name, tty.master, status)
}

/** A person's terminal waits for its shell, and closes the line with it. */
function closed(w: Work, ending: Process, name: string, master: Address, status: number): void {
  update(w, { ttys: without(w.state.ttys, name) })
  emit(w, { from: addressOf(ending.pid), to: master, payload: { kind: 'tty.hangup', tty: name, status } })
}
