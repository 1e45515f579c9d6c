import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import type { Behaviour } from '../../../src/sim/world/behaviour'
import { lengthOf, stride, worldAt, type Recording } from '../../../src/trace/recording'
import { solved } from '../../played'

const { recording } = solved('what-is-a-container')
const steps = Array.from({ length: 120 }, (_, i) => lengthOf(recording) - 130 + i)

/** The same history as somebody finds it who has not looked at any of it, and how many deliveries are computed for them. */
function unseen(): { readonly history: Recording; readonly count: () => number } {
  let count = 0
  const counting = (behaviour: Behaviour): Behaviour => {
    return (...delivery) => {
      count++
      return behaviour(...delivery)
    }
  }
  const behaviours = Object.fromEntries(
    Object.entries(recording.behaviours).map(([kind, one]) => [kind, counting(one)]),
  )
  return { history: { ...recording, behaviours, trail: { rows: [] } }, count: () => count }
}

test('[W-34] going step by step computes each step once, forwards and backwards', () => {
  const { history, count } = unseen()
  for (const at of steps) worldAt(history, at)
  // The first may lie as far behind a keyframe as any.
  expect(count()).toBeLessThan(steps.length + stride)
  const before = count()
  for (const at of steps.slice(-20).reverse()) worldAt(history, at)
  expect(count() - before).toBeLessThanOrEqual(stride)
})

test('[W-34] so does looking at a step and at an earlier one in turn', () => {
  const { history, count } = unseen()
  for (const at of steps) [at, at - 5].map((step) => worldAt(history, step))
  expect(count()).toBeLessThan(steps.length + 2 * stride)
})

test('[W-34] the worlds found so are those that a jump finds', () => {
  const { history } = unseen()
  const found = [...steps, ...steps.toReversed()].map((at) => [at, worldAt(history, at)] as const)
  for (const [at, world] of found) expect(isDeepStrictEqual(world, worldAt(unseen().history, at)), `${at}`).toBe(true)
})
