import type { Bytes } from '../../base/bytes'
import type { Address } from '../wire/address'
import type { Pid, TtyMode } from '../wire/sys'
import { isBusy, perMicro, taking } from './rate'
import { raiseGroup } from './raise'
import type { Tty } from './state'
import { addressOf, fail, proc, tell, update, type Work } from './work'

/**
 * A pseudo-terminal's slave side: what processes read from it, write to it and set on it. What keys mean is in tty-keys.ts.
 *
 * @models linux drivers/tty/n_tty.c, tty_jobctrl.c, termios(3)
 * @fidelity part: MIN 1 and TIME 0 only; no parity, no NL and CR delays; a line may be longer than 4095 bytes
 */
export const sane: Required<TtyMode> = {
  canonical: true,
  echo: true,
  signals: true,
  onlcr: true,
  opost: true,
  icrnl: true,
  ixon: true,
  iexten: true,
  echoctl: true,
  iutf8: false,
  tostop: false,
}

export function newTty(w: Work, name: string, master: Address, rows = 24, cols = 80): Tty {
  const tty: Tty = { name, master, mode: sane, rows, cols, line: '', ready: '', foreground: 0, sid: 0 }
  update(w, { ttys: { ...w.state.ttys, [name]: tty } })
  return tty
}

export const setTty = (w: Work, name: string, change: Partial<Tty>): void => {
  const before = w.state.ttys[name]
  if (before !== undefined) update(w, { ttys: { ...w.state.ttys, [name]: { ...before, ...change } } })
}

/** All of its modes: one that was made with less has the rest as `stty sane` sets them. */
export const modeOf = (tty: Tty): Required<TtyMode> => ({ ...sane, ...tty.mode })

/** tcsetattr(3). A line begun in canonical mode can be read once that mode is left; the master is told (TIOCPKT_IOCTL). */
export function setMode(w: Work, pid: Pid, tty: Tty, change: Partial<TtyMode>): void {
  const before = modeOf(tty)
  const mode = { ...before, ...change }
  if (JSON.stringify(mode) === JSON.stringify(before)) return
  const left = !mode.canonical && tty.line !== ''
  setTty(w, tty.name, { mode, ...(left && { ready: tty.ready + tty.line, line: '' }) })
  tell(w, pid, tty.master, { kind: 'tty.mode', tty: tty.name, mode })
}

/** What a process writes to its terminal, to whoever holds the master side. Not all of it where Ctrl-S holds output back. */
export function ttyWrite(w: Work, pid: Pid, name: string, data: Bytes): void {
  const tty = w.state.ttys[name]
  if (tty === undefined || data === '') return
  const busy = taking(w, tty.busyUntil, data.length, perMicro.outside, `tty:${name}`)
  setTty(w, name, { column: columnAfter(tty.column ?? 0, data), ...busy })
  tell(w, pid, tty.master, { kind: 'tty.output', tty: name, data: processed(tty, data) })
}

/** Output processing: LF becomes CR LF. */
export const processed = (tty: Tty, data: Bytes): Bytes =>
  modeOf(tty).opost && modeOf(tty).onlcr ? data.replace(/\r?\n/g, '\r\n') : data

/** Where the cursor is after that: what erasing a tab has to know. */
export function columnAfter(column: number, data: Bytes): number {
  const start = Math.max(data.lastIndexOf('\n'), data.lastIndexOf('\r')) + 1
  let at = start > 0 ? 0 : column
  for (let i = start; i < data.length; i++) at = moved(at, data.charCodeAt(i))
  return at
}

const moved = (at: number, code: number): number => {
  if (code === 8) return Math.max(0, at - 1)
  if (code === 9) return (at | 7) + 1
  return code < 32 || code === 127 || (code & 0xc0) === 0x80 ? at : at + 1
}

/** Whether a process's output has to wait: for a terminal that has enough to show, for Ctrl-Q, or `stty tostop` and it is in the background. */
export function ttyHolds(w: Work, pid: Pid, name: string): boolean {
  const tty = w.state.ttys[name]
  if (tty === undefined) return false
  return tty.stopped === true || isBusy(w, tty.busyUntil) || (modeOf(tty).tostop && inBackground(w, pid, tty))
}

/** A write from the background under `stty tostop`: SIGTTOU for its group. */
export function writeRefused(w: Work, pid: Pid, name: string): void {
  const tty = w.state.ttys[name]
  if (tty !== undefined && modeOf(tty).tostop && inBackground(w, pid, tty))
    raiseGroup(w, addressOf(pid), proc(w, pid).pgid, 'SIGTTOU')
}

/** Of the session whose terminal this is, but not of the group that has it. */
export function inBackground(w: Work, pid: Pid, tty: Tty): boolean {
  const p = proc(w, pid)
  return (
    p.tty === tty.name &&
    p.pgid !== tty.foreground &&
    p.handlers.SIGTTOU === undefined &&
    p.handlers.SIGTTIN === undefined
  )
}

/** Ctrl-D as it stands in the input: it ends what can be read in one go and is itself no byte. */
export const eofMark = '\u0100'

export function ttyRead(w: Work, pid: Pid, name: string, max: number): Bytes | undefined {
  const tty = w.state.ttys[name]
  if (tty === undefined) return ''
  const p = proc(w, pid)
  if (p.tty === name && p.pgid !== tty.foreground) return readInBackground(w, pid)
  if (tty.ready === '') return undefined
  const [data, rest] = modeOf(tty).canonical ? oneLine(tty.ready, max) : plain(tty.ready, max)
  setTty(w, name, { ready: rest })
  return data
}

/** SIGTTIN for the group; where that means nothing to it, EIO. */
function readInBackground(w: Work, pid: Pid): undefined {
  const p = proc(w, pid)
  if (p.handlers.SIGTTIN === 'ignore' || isOrphaned(w, p.pgid, p.sid)) fail('EIO')
  raiseGroup(w, addressOf(pid), p.pgid, 'SIGTTIN')
}

/** A group of which nobody has a parent in the same session but another group: nobody could continue it (setpgid(2)). */
const isOrphaned = (w: Work, pgid: Pid, sid: Pid): boolean =>
  !Object.values(w.state.procs).some((p) => {
    const parent = w.state.procs[p.ppid]
    return p.pgid === pgid && p.run !== 'zombie' && parent?.sid === sid && parent.pgid !== pgid
  })

function oneLine(ready: Bytes, max: number): readonly [data: Bytes, rest: Bytes] {
  const mark = ready.indexOf(eofMark)
  const newline = ready.indexOf('\n') + 1
  const atMark = mark >= 0 && (newline === 0 || mark < newline)
  const end = atMark ? mark : newline > 0 ? newline : ready.length
  if (end > max) return [ready.slice(0, max), ready.slice(max)]
  return [ready.slice(0, end), ready.slice(atMark ? end + 1 : end)]
}

/** Without ICANON what was a Ctrl-D is a zero byte. */
const plain = (ready: Bytes, max: number): readonly [data: Bytes, rest: Bytes] => {
  const bytes = ready.replaceAll(eofMark, '\0')
  return [bytes.slice(0, max), bytes.slice(max)]
}

export const ttyReadable = (tty: Tty | undefined): boolean => tty === undefined || tty.ready !== ''
