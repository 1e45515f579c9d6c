import type { Micros } from '../world/message'
import { emit, type Work } from './work'

/**
 * How fast those outside the kernel take what its processes write: a terminal what it shows, a daemon what it logs. Who writes faster is
 * held back, as by the buffer of a pty or a pipe. Without that, output without end would be endless work in no simulated time.
 * Departs from the real thing, whose terminals and daemons are quicker.
 */
export const perMicro = { outside: 1, pipe: 4 } as const

/** So much may be on its way: what fits is never held back. */
const ahead: Micros = 65_536

export const isBusy = (w: Work, until: Micros | undefined): boolean => (until ?? 0) > w.now + ahead

/** Notes that so many bytes more are to be taken; where that is more than may be on its way, those who wait are looked at again in time. */
export function taking(
  w: Work,
  until: Micros | undefined,
  bytes: number,
  rate: number,
  key: string,
): { readonly busyUntil: Micros } {
  const busyUntil = Math.max(until ?? 0, w.now) + Math.ceil(bytes / rate)
  const wait = busyUntil - w.now - ahead
  if (wait > 0) emit(w, { to: 'host', payload: { kind: 'timer', name: 'output', data: key }, delay: wait, key })
  return { busyUntil }
}

/** Less than a page is there at once. */
const page = 4_096

/** From process to process: when so many bytes more have gone through a pipe; undefined where nothing need be noted. */
export function carried(w: Work, until: Micros | undefined, bytes: number): Micros | undefined {
  const from = Math.max(until ?? 0, w.now)
  if (bytes <= page) return from > w.now ? from : undefined
  return from + Math.ceil(bytes / perMicro.pipe)
}
