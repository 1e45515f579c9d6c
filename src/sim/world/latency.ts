import { kindOf, type Address } from '../wire/address'
import type { Payload } from '../wire/payload'
import type { Micros } from './message'

/** Usual time on a link, in microseconds. Round numbers of today's laptops and home lines; a sender may say otherwise. */
const link = { self: 1, syscall: 5, pipe: 20, ipc: 120, terminal: 1_000, internet: 18_000 } as const

const outside = (address: Address) => kindOf(address) === 'hub'

export function latency(from: Address, to: Address, payload: Payload): Micros {
  if (outside(from) !== outside(to)) return link.internet
  if (kindOf(from) === 'terminal' || kindOf(to) === 'terminal') return link.terminal
  if (payload.kind === 'timer' || payload.kind === 'sched') return link.self
  if (payload.kind === 'syscall' || payload.kind === 'sysret' || payload.kind === 'signal') return link.syscall
  if (payload.kind === 'pipe' || payload.kind === 'exec') return link.pipe
  return link.ipc
}
