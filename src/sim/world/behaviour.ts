import type { Address } from '../wire/address'
import type { Effect, Message, Micros } from './message'

/**
 * A component: pure and synchronous. `state` is undefined for a node that does not exist yet; a returned undefined removes it.
 * `from` and `now` are those of the message, given for convenience.
 */
export type Behaviour<S = unknown> = (
  state: S | undefined,
  message: Message,
  from: Address,
  now: Micros,
) => readonly [state: S | undefined, effects: readonly Effect[]]

/** Behaviours by kind of node (`host`, `dockerd`, `shim` …). */
export type Behaviours = Readonly<Record<string, Behaviour>>
