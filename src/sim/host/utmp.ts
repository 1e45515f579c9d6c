import type { Bytes } from '../../base/bytes'

/** Who is logged in, as /run/utmp has it: a record of 384 bytes each (utmp(5), struct utmp of x86-64). */
export interface Login {
  readonly pid: number
  readonly tty: string
  readonly user: string
  /** Microseconds. */
  readonly at: number
}

const userProcess = 7

export const utmpRecord = ({ pid, tty, user, at }: Login): Bytes =>
  [
    little(userProcess, 4),
    little(pid, 4),
    field(tty, 32),
    field(tty.replace(/\D/g, ''), 4),
    field(user, 32),
    field('', 256), // the host one comes from: none
    little(0, 4),
    little(pid, 4),
    little(Math.floor(at / 1e6), 4),
    little(at % 1e6, 4),
    field('', 36),
  ].join('')

const field = (text: string, length: number): Bytes => text.slice(0, length).padEnd(length, '\0')

const little = (value: number, length: number): Bytes =>
  Array.from({ length }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 255)).join('')
