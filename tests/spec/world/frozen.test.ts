import { expect, test } from 'vitest'
import { step } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'
import { lengthOf } from '../../../src/trace/recording'
import { solved } from '../../played'

/** What is frozen already has been seen through: worlds share nearly all of what they hold. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}

test('[W-35] no step changes the world that it is given', () => {
  const { recording } = solved('what-is-a-container')
  let world: World | undefined
  for (let at = 0; at < lengthOf(recording); at++) {
    world = frozen(recording.keyframes.get(at) ?? world!)
    world = step(world, recording.behaviours)
  }
  expect(world!.last).toEqual(recording.messages.at(-1))
})
