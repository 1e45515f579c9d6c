import type { Address } from '../wire/address'
import type { Payload } from '../wire/payload'

/** Simulated time in whole microseconds since 1970-01-01 UTC. */
export type Micros = number

/** 1 story, 2 protocol, 3 kernel. A depth filters messages; it never changes them. */
export type Depth = 1 | 2 | 3

/** One thing said by one part to another. Its place on a wire at time t is (t - sentAt) / (dueAt - sentAt). */
export interface Message {
  readonly id: number
  /** The message during whose delivery this one was sent; absent only for what comes from outside (a person, the start). */
  readonly cause?: number
  /** Id of the message that began the command or operation this belongs to. */
  readonly span: number
  readonly from: Address
  readonly to: Address
  readonly sentAt: Micros
  readonly dueAt: Micros
  readonly depth: Depth
  readonly payload: Payload
  /** Name under which the sender can cancel it (timers). */
  readonly key?: string
}

/** What a behaviour wants sent. */
export interface Send {
  readonly to: Address
  /** Which process of the node speaks; absent: the node itself. */
  readonly from?: Address
  readonly payload: Payload
  /** Microseconds on the way; absent: the usual latency of that link (latency.ts). */
  readonly delay?: Micros
  /** Absent: the usual depth of that kind of message (depth.ts). */
  readonly depth?: Depth
  readonly key?: string
  /** Begins a span of its own. */
  readonly newSpan?: boolean
  /** Belongs to this span rather than the cause's. */
  readonly span?: number
}

/** Takes a message of this node's with that key out of the queue, if it is still there. */
export interface Cancel {
  readonly cancel: string
}

export type Effect = Send | Cancel
