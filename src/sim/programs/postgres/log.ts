import { utf8 } from '../../../base/bytes'
import { strftime } from '../clock'
import type { Sys } from '../../wire/sys'
import type { Complaint } from './wire'

/** The server's log on standard error: `2025-08-20 12:00:00.123 UTC [1] LOG:  …` */
export function log(sys: Sys, words: string, pid = sys.pid, severity = 'LOG'): void {
  sys.write(2, utf8(`${stamp(sys.now())} UTC [${pid}] ${severity}:  ${words}\n`))
}

const stamp = (now: number): string =>
  `${strftime('%Y-%m-%d %H:%M:%S', Math.floor(now / 1e6))}.${String(Math.floor(now / 1e3) % 1000).padStart(3, '0')}`

/** Whole seconds with their time zone, as the log tells of earlier moments. */
export const moment = (now: number): string => `${strftime('%Y-%m-%d %H:%M:%S', Math.floor(now / 1e6))} UTC`

/** What a client did wrong, and what it had asked. */
export function logComplaint(sys: Sys, error: Complaint, pid: number, statement?: string): void {
  const at = error.position === undefined ? '' : ` at character ${error.position}`
  log(sys, error.message + at, pid, error.severity)
  if (error.detail !== undefined) log(sys, error.detail, pid, 'DETAIL')
  if (error.hint !== undefined) log(sys, error.hint, pid, 'HINT')
  if (statement !== undefined) log(sys, statement.replaceAll('\n', '\n\t'), pid, 'STATEMENT')
}
