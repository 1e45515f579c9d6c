import { createActor, initialTransition } from 'xstate'
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, ContextFrom, EventFrom } from 'xstate'

/**
 * The one door to XState. A life is what the world keeps of a machine: its state's name (or nested names) and its context.
 * Machines run through their pure transition function; no actor is ever started, so a life can be cloned, saved and forked.
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
  const after = machine.transition(resolved(machine, life) as never, event as never, scopeOf(machine) as never)
  const next = kept<ContextFrom<M>>(after as AnyMachineSnapshot)
  return JSON.stringify(next.value) === JSON.stringify(life.value) && next.context === life.context ? life : next
}

/** What XState makes anew for every transition and this door only once for every machine. */
interface Workings {
  readonly scope: AnyActorScope
  /** Snapshots by the name of the state; each holds for one context. */
  readonly snapshots: Map<string, AnyMachineSnapshot>
}

const workings = new WeakMap<AnyStateMachine, Workings>()

function workingsOf(machine: AnyStateMachine): Workings {
  const known = workings.get(machine) ?? {
    scope: inertScope(machine),
    snapshots: new Map<string, AnyMachineSnapshot>(),
  }
  workings.set(machine, known)
  return known
}

const scopeOf = (machine: AnyStateMachine): AnyActorScope => workingsOf(machine).scope

/** The scope of an actor that does nothing: what `transition()` of XState gives a machine. */
function inertScope(machine: AnyStateMachine): AnyActorScope {
  const self = createActor(machine)
  const nothing = (): void => undefined
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  } as AnyActorScope
}

function resolved(machine: AnyStateMachine, { value, context }: Life): AnyMachineSnapshot {
  const resolve = (): AnyMachineSnapshot => machine.resolveState({ value, context } as never) as AnyMachineSnapshot
  if (typeof value !== 'string') return resolve()
  const { snapshots } = workingsOf(machine)
  const known = snapshots.get(value)
  if (known !== undefined && known.context === context) return known
  const fresh = resolve()
  snapshots.set(value, fresh)
  return fresh
}

const kept = <C>(snapshot: AnyMachineSnapshot): Life<C> => ({
  value: snapshot.value as LifeValue,
  context: snapshot.context as C,
})
