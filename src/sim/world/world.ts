import type { Message, Micros } from './message'

/** Everything there is at one moment: immutable plain data that survives JSON and structuredClone. */
export interface World {
  readonly now: Micros
  /** Id of the next message. */
  readonly seq: number
  /** How many messages have been delivered. */
  readonly step: number
  readonly seed: number
  /** Messages in flight and timers, by (dueAt, id). */
  readonly queue: readonly Message[]
  /** State of each node by name. */
  readonly nodes: Readonly<Record<string, unknown>>
  /** The message that this step delivered. */
  readonly last?: Message
}

/** The simulated clock starts here: 2025-09-01T09:00:00Z, later than every stand-in image was made. */
export const epoch: Micros = Date.UTC(2025, 8, 1, 9) * 1000
