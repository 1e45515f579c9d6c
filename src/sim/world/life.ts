import { initialTransition, transition } from 'xstate'
import type { AnyMachineSnapshot, AnyStateMachine, ContextFrom, EventFrom } from 'xstate'

/**
 * The one door to XState. A life is what the world keeps of a machine: its state's name (or nested names) and its context.
 * Machines run through the pure `transition()`; no actor is ever started, so a life can be cloned, saved and forked.
 */
export interface Life<C = unknown> {
  readonly value: LifeValue
  readonly context: C
}

export type LifeValue = string | { readonly [region: string]: LifeValue }

/** The machine's initial life. */
export function born<M extends AnyStateMachine>(machine: M, input?: unknown): Life<ContextFrom<M>> {
  const [snapshot] = initialTransition(machine, input as never)
  return kept(snapshot as AnyMachineSnapshot)
}

/** The life after an event; the same object when the machine does not take that event in this state. */
export function lived<M extends AnyStateMachine>(
  machine: M,
  life: Life<ContextFrom<M>>,
  event: EventFrom<M>,
): Life<ContextFrom<M>> {
  const before = machine.resolveState({ value: life.value, context: life.context } as never)
  const [after] = transition(machine, before as never, event as never)
  const next = kept<ContextFrom<M>>(after as AnyMachineSnapshot)
  return JSON.stringify(next.value) === JSON.stringify(life.value) && next.context === life.context ? life : next
}

/** Whether the machine takes that event in this state. */
export const takes = <M extends AnyStateMachine>(machine: M, life: Life<ContextFrom<M>>, event: EventFrom<M>): boolean =>
  (machine.resolveState({ value: life.value, context: life.context } as never) as AnyMachineSnapshot).can(event)

const kept = <C>(snapshot: AnyMachineSnapshot): Life<C> => ({
  value: snapshot.value as LifeValue,
  context: snapshot.context as C,
})
