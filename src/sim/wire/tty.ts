import type { Bytes } from '../../base/bytes'
import type { TtyMode } from './sys'

/** Keys from the person's keyboard: from a terminal node to the host's pseudo-terminal (master side). */
export interface TtyInput {
  readonly kind: 'tty.input'
  readonly tty: string
  readonly data: Bytes
}

/** What the pseudo-terminal shows: from the process that wrote it to whoever holds the master side. */
export interface TtyOutput {
  readonly kind: 'tty.output'
  readonly tty: string
  readonly data: Bytes
}

/** The window changed its size: SIGWINCH follows for the foreground process group. */
export interface TtyResize {
  readonly kind: 'tty.resize'
  readonly tty: string
  readonly rows: number
  readonly cols: number
}

/** A person opens a terminal: the host makes a pseudo-terminal for it and logs the person in there, as sshd or a terminal emulator does. */
export interface TtyOpen {
  readonly kind: 'tty.open'
  readonly tty: string
  readonly rows: number
  readonly cols: number
}

/**
 * The line is gone. From the person's side: the terminal was closed, SIGHUP follows (tty_ioctl(4), TIOCVHANGUP). From the host: the login
 * shell has ended, with this status.
 */
export interface TtyHangup {
  readonly kind: 'tty.hangup'
  readonly tty: string
  readonly status?: number
}

/** The slave side changed its modes: what packet mode (TIOCPKT_IOCTL, tty_ioctl(4)) tells the master. */
export interface TtyModeChange {
  readonly kind: 'tty.mode'
  readonly tty: string
  readonly mode: TtyMode
}

/**
 * Bytes out of (or into) a pipe whose other end is held outside the kernel's own processes:
 * a shim's stdio, or the capture of a headless run. `end` closes that direction.
 */
export interface PipeData {
  readonly kind: 'pipe'
  readonly pipe: string
  readonly data: Bytes
  readonly end: boolean
}
