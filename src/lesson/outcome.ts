import { worldAt } from '../trace/recording'
import { check } from './check'
import type { Outcome } from './expect/evaluate'
import type { Voyage } from './voyage'

/** How a beat's check stands after `step` messages. */
export function beatOutcome(voyage: Voyage, beat: string, step: number): Outcome | undefined {
  const source = voyage.scenario?.beats.find((b) => b.id === beat)?.expect
  return source === undefined ? undefined : outcome(voyage, source, step)
}

/** How the scenario's goal stands after `step` messages. */
export const goalOutcome = (voyage: Voyage, step: number): Outcome | undefined =>
  voyage.scenario === undefined ? undefined : outcome(voyage, voyage.scenario.goal, step)

const outcome = (voyage: Voyage, source: string, step: number): Outcome =>
  check(source, { world: worldAt(voyage.recording, step), messages: voyage.recording.messages.slice(0, step) })
