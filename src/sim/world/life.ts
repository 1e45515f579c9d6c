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
  if (input !== undefined) return first(machine, input)
  const workings = workingsOf(machine)
  workings.birth ??= first(machine)
  return workings.birth as Life<ContextFrom<M>>
}

function first<M extends AnyStateMachine>(machine: M, input?: unknown): Life<ContextFrom<M>> {
  const [snapshot] = initialTransition(machine, input as never)
  return kept(snapshot as AnyMachineSnapshot)
}

/** The life after an event; the same object when the machine does not take that event in this state. */
export function lived<M extends AnyStateMachine>(
  machine: M,
  life: Life<ContextFrom<M>>,
  event: EventFrom<M>,
): Life<ContextFrom<M>> {
  const name = bareName(life, event as Readonly<Record<string, unknown>>)
  if (name === undefined) return turned(machine, life, event)
  const { turns } = workingsOf(machine)
  const known = turns.get(name)
  if (known !== undefined && known.from.context === life.context)
    return known.to === known.from ? life : (known.to as Life<ContextFrom<M>>)
  const to = turned(machine, life, event)
  turns.set(name, { from: life, to })
  return to
}

/** State and event in one word, if the event carries nothing: what follows from them depends on the context alone. */
const bareName = ({ value }: Life, event: Readonly<Record<string, unknown>>): string | undefined =>
  typeof value === 'string' && Object.keys(event).length === 1 ? `${value} ${String(event['type'])}` : undefined

function turned<M extends AnyStateMachine>(
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
  /** The life of one that was born without input: plain immutable data, so all may begin with the same. */
  birth?: Life
  /** What the last event of a name led to from a state; each holds for one context. */
  readonly turns: Map<string, { readonly from: Life; readonly to: Life }>
}

const workings = new WeakMap<AnyStateMachine, Workings>()

function workingsOf(machine: AnyStateMachine): Workings {
  const known: Workings = workings.get(machine) ?? {
    scope: inertScope(machine),
    snapshots: new Map<string, AnyMachineSnapshot>(),
    turns: new Map<string, { readonly from: Life; readonly to: Life }>(),
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
