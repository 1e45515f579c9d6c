import { describe, expect, test } from 'vitest'
import type { Depth, Message } from '../../../src/trace/types'
import { lengthOf, momentAt, rhythm, visible } from '../../../src/scene/rhythm'
import { paperVoyage } from '../../scenes/paper-voyage'

const { recording } = paperVoyage()
const start = recording.world(0).now
const depths: readonly Depth[] = [1, 2, 3]

const message = (id: number, sentAt: number, dueAt: number, depth: Depth = 2): Message => ({
  id,
  span: 1,
  from: 'dockerd',
  to: 'hub',
  sentAt,
  dueAt,
  depth,
  payload: { kind: 'http.request', conn: 'c', exchange: 1, method: 'GET', path: '/v2/', headers: {}, body: '' },
})
const score = (all: readonly Message[]) => ({ length: all.length, message: (step: number) => all[step - 1]! })

describe('rhythm', () => {
  test.each(depths)('[SC-1] grows from each visible message to the next at depth %i', (depth) => {
    const { at, seen } = rhythm(recording, depth, start)
    at.reduce((before, now) => (expect(now).toBeGreaterThanOrEqual(before), now))
    seen.map((step) => at[step]!).reduce((before, now) => (expect(now).toBeGreaterThan(before), now))
  })

  test('[SC-2] keeps each message on its wire long enough', () => {
    const all = [message(1, 0, 5), message(2, 5, 6), message(3, 6, 800_000)]
    const { at } = rhythm(score(all), 2, 0)
    expect(at[1]! - at[0]!).toBeGreaterThan(0.4)
    expect(at[2]! - at[1]!).toBeGreaterThan(0.4)
    expect(at[3]! - at[2]!).toBeGreaterThan(0.4)
  })

  test('[SC-2] lets messages that fly together share that time', () => {
    const all = [1, 2, 3, 4].map((id) => message(id, 0, 10 + id))
    expect(lengthOf(rhythm(score(all), 2, 0))).toBeLessThan(0.6)
  })

  test('[SC-3] squeezes time in which nothing is seen, in however many unseen steps', () => {
    const unseen = Array.from({ length: 1000 }, (_, i) => message(i + 1, i * 10_000, (i + 1) * 10_000, 3))
    expect(lengthOf(rhythm(score(unseen), 1, 0))).toBeLessThan(1)
  })

  test.each(depths)('[SC-22] has a moment before what a person did at depth %i', (depth) => {
    const typed = { ...message(1, 0, 0, 3), from: 'user', to: 'terminal:1' }
    const passed = { ...message(2, 0, 0, 3), from: 'terminal:1', to: 'host' }
    const r = rhythm(score([typed, passed]), depth, 0)
    expect(momentAt(r, 0, score([typed, passed]).message).step).toBe(0)
  })

  test('[SC-4] is only ever continued', () => {
    const part = rhythm({ length: 30, message: (step) => recording.message(step) }, 2, start)
    const whole = rhythm(recording, 2, start)
    const continued = rhythm(recording, 2, start, part)
    expect(whole.at.slice(0, 31)).toEqual(part.at)
    expect(continued).toEqual(whole)
  })

  test('[SC-5] gives back the step at whose time one asks', () => {
    const r = rhythm(recording, 2, start)
    for (const step of r.seen) {
      const moment = momentAt(r, r.at[step]!, recording.message)
      expect(r.seen[moment.index]).toBe(step)
      expect(moment.fraction).toBe(0)
      expect(moment.time).toBe(r.time[moment.step])
    }
  })

  test('[SC-5] stops at a seen step even where unseen ones follow in no time', () => {
    const all = [message(1, 0, 10), message(2, 10, 10, 3), message(3, 10, 10, 3), message(4, 10, 20)]
    const r = rhythm(score(all), 2, 0)
    expect(momentAt(r, r.at[1]!, score(all).message)).toMatchObject({ step: 1, fraction: 0, index: 0 })
    expect(momentAt(r, lengthOf(r), score(all).message)).toMatchObject({ step: 4, index: 1 })
  })

  test('[SC-5] speaks of the message that is under way', () => {
    const r = rhythm(score([message(1, 0, 100), message(2, 100, 200)]), 2, 0)
    expect(momentAt(r, 0, score([message(1, 0, 100)]).message).index).toBe(-1)
    expect(momentAt(r, r.at[1]! / 2, (step) => [message(1, 0, 100), message(2, 100, 200)][step - 1]!).index).toBe(0)
  })

  test('[SC-7] a deeper depth sees all that a shallower one sees', () => {
    for (let step = 1; step <= recording.length; step++)
      for (const depth of [1, 2] as const)
        if (visible(recording.message(step), depth))
          expect(visible(recording.message(step), (depth + 1) as Depth)).toBe(true)
  })
})
