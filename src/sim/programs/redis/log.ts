import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { strftime } from '../clock'

export const millis = (sys: Sys): number => Math.floor(sys.now() / 1000)

/** A line of the log; `who` is M for the server, C for what is no server yet or any more. */
export function log(sys: Sys, level: '*' | '#', words: string, who: 'M' | 'C' = 'M'): void {
  const thousandths = String(millis(sys) % 1000).padStart(3, '0')
  sys.write(
    1,
    utf8(`${sys.pid}:${who} ${strftime('%d %b %Y %H:%M:%S', sys.now() / 1e6)}.${thousandths} ${level} ${words}\n`),
  )
}
