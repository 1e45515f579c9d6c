import type { Behaviours } from '../sim/world/behaviour'
import type { Message } from '../sim/world/message'
import { isAbsent } from '../sim/world/absent'
import { step } from '../sim/world/step'
import type { World } from '../sim/world/world'

/**
 * A history: every message that was delivered, in order, and worlds at every {@link stride} steps; those between are computed again.
 * A recording is a value; `extended` answers a longer one that shares all of it.
 */
export interface Recording {
  readonly behaviours: Behaviours
  /** messages[n - 1] is what step n delivered. */
  readonly messages: readonly Message[]
  /** Worlds by step: multiples of the stride, the start, and wherever something came in from outside. */
  readonly keyframes: ReadonlyMap<number, World>
  /** Worlds by step as they were before a person did something there: who goes back there has not done it. */
  readonly origins: ReadonlyMap<number, World>
  readonly last: World
  /** The part of the model (see sim/host/compose.ts) that the next step needs and that is not among the behaviours. */
  readonly wants?: string
  /** What was computed again last: nothing that anybody could see, but who looks at one step looks at the next one as a rule. */
  readonly trail: Trail
}

/**
 * Worlds, one after the other, that follow from the first, a kept one: less than a stride of them, so that a history stays small. Two
 * such rows, as a picture is shown beside the one before it.
 */
interface Trail {
  rows: readonly World[][]
}

export const stride = 24

export const begun = (start: World, behaviours: Behaviours): Recording => ({
  behaviours,
  messages: [],
  keyframes: new Map([[0, start]]),
  origins: new Map(),
  last: start,
  trail: { rows: [] },
})

export const lengthOf = (recording: Recording): number => recording.messages.length

/** The world after `at` steps; a seek computes at most `stride - 1` of them again, and only one for the step after the last that was asked for. */
export function worldAt(recording: Recording, at: number): World {
  if (at >= lengthOf(recording)) return recording.last
  let from = at
  while (from > 0 && !recording.keyframes.has(from)) from--
  const { trail, behaviours } = recording
  const start = recording.keyframes.get(from) ?? recording.last
  if (from === at) return start
  const worlds = trail.rows.find(([first]) => first === start) ?? [start]
  trail.rows = [worlds, ...trail.rows.filter((row) => row !== worlds)].slice(0, 2)
  while (worlds.length <= at - from) worlds.push(step(worlds.at(-1)!, behaviours))
  return worlds[at - from]!
}

/** Goes on while `wanted` says so and something is in flight, or until a step needs a part of the model that is not here. */
export function extended(recording: Recording, wanted: (world: World, added: number) => boolean): Recording {
  const messages = [...recording.messages]
  const keyframes = new Map(recording.keyframes)
  const { behaviours, origins, trail } = recording
  let world = recording.last
  let wants: string | undefined
  const start = messages.length
  while (world.queue.length > 0 && wanted(world, messages.length - start)) {
    const next = taken(world, behaviours)
    if (typeof next === 'string') {
      wants = next
      break
    }
    world = next
    if (world.last !== undefined) messages.push(world.last)
    if (messages.length % stride === 0) keyframes.set(messages.length, world)
  }
  return { behaviours, messages, keyframes, origins, last: world, trail, ...(wants !== undefined && { wants }) }
}

/** The next world, or the name of the part without which it cannot be computed. */
function taken(world: World, behaviours: Behaviours): World | string {
  try {
    return step(world, behaviours)
  } catch (error) {
    if (isAbsent(error)) return error.part
    throw error
  }
}

/** The same history, to be gone on with by behaviours that know more: what was computed is what these would have computed. */
export function furnished({ wants: _come, ...recording }: Recording, behaviours: Behaviours): Recording {
  return { ...recording, behaviours }
}

/**
 * How something comes in from outside: as a person's deed, after what has come in at the same step already; as a deed anew, instead of
 * that; or aside, as no deed at all.
 */
type Manner = 'deed' | 'anew' | 'aside'

/** The recording as it was after `at` steps, with another world to go on from: a fork. */
export function forked(
  recording: Recording,
  at: number,
  change: (world: World) => World,
  manner: Manner = 'deed',
): Recording {
  const origin = recording.origins.get(at)
  const before = manner === 'anew' && origin !== undefined ? origin : worldAt(recording, at)
  const world = change(before)
  // What came in from outside is in no message before it: the changed world itself is kept.
  const keyframes = new Map(earlier(recording.keyframes, at)).set(at, world)
  const origins = new Map(earlier(recording.origins, at))
  if (manner !== 'aside') origins.set(at, origin ?? before)
  else if (origin !== undefined) origins.set(at, change(origin))
  const { behaviours, trail } = recording
  return { behaviours, messages: recording.messages.slice(0, at), keyframes, origins, last: world, trail }
}

const earlier = (worlds: ReadonlyMap<number, World>, at: number) => [...worlds].filter(([n]) => n < at)
