import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { behaviours } from '../../src/sim/host'
import type { Message } from '../../src/sim/world/message'
import { step } from '../../src/sim/world/step'
import type { World } from '../../src/sim/world/world'
import { lengthOf, worldAt, type Recording } from '../../src/trace/recording'
import { line } from '../../src/trace/text'
import { opened, slugs, solved } from '../played'

/** What must hold of every world and every message, shown on all steps of the scenarios (docs/spec/world.md). */
const traceOf = ({ messages }: Recording): string => messages.map((message, i) => line(message, i + 1)).join('\n')
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const survives = (value: unknown): boolean =>
  isDeepStrictEqual(throughJson(value), value) && isDeepStrictEqual(structuredClone(value), value)

describe.each(slugs)('%s', (slug) => {
  const { recording } = solved(slug)
  const { messages } = recording

  test('[W-1] every world survives JSON and structuredClone', () => {
    let before: World | undefined
    for (let at = 0; at <= lengthOf(recording); at++) {
      const world = recording.keyframes.get(at) ?? step(before!, behaviours)
      const fault = fresh(before, world, 9).find(([, part]) => !survives(part))
      expect(fault?.[0], `step ${at}`).toBeUndefined()
      before = world
    }
    expect(survives(recording.last)).toBe(true)
  }, 120_000)

  test('[W-2] a world that went through JSON goes on as the original does', () => {
    for (let at = 0; at + 40 < lengthOf(recording); at += 97) {
      const copied = steps(throughJson(worldAt(recording, at)), 40)
      expect(isDeepStrictEqual(copied, steps(worldAt(recording, at), 40)), `from step ${at}`).toBe(true)
    }
  }, 60_000)

  test('[W-3] forward to the end and back to the start is the same world', () => {
    const start = opened(slug).recording.last
    expect(isDeepStrictEqual(worldAt(recording, lengthOf(recording)), recording.last)).toBe(true)
    expect(isDeepStrictEqual(untyped(worldAt(recording, 0), start), start)).toBe(true)
  })

  test('[W-4] every keyframe is what computing it again gives', () => {
    const frames = [...recording.keyframes].sort(([a], [b]) => a - b)
    for (let i = 1; i < frames.length; i++) {
      const [[from, world], [at, kept]] = [frames[i - 1]!, frames[i]!]
      const computed = steps(world, at - from)
      expect(isDeepStrictEqual(untyped(kept, computed), computed), `keyframe ${at}`).toBe(true)
    }
  }, 60_000)

  test('[W-5] the same seed gives the same trace, byte for byte; another seed another one', () => {
    expect(traceOf(solved(slug).recording)).toBe(traceOf(recording))
    expect(traceOf(solved(slug, 2).recording)).not.toBe(traceOf(recording))
  }, 60_000)

  test('[W-6] a message has a number of its own, comes after its cause, and never before it was sent', () => {
    const delivered = new Map<number, Message>()
    let now = 0
    for (const message of messages) {
      expect(message.dueAt).toBeGreaterThanOrEqual(message.sentAt)
      expect(message.dueAt).toBeGreaterThanOrEqual(now)
      now = message.dueAt
      expectCause(message, delivered, messages[0]!.id)
      delivered.set(message.id, message)
    }
    expect(delivered.size).toBe(messages.length)
  })

  test('[W-7] every span was begun by a message with that number', () => {
    const begun = new Set(messages.map(({ id }) => id))
    const first = messages[0]!.id
    expect(messages.filter(({ span }) => span >= first && !begun.has(span))).toEqual([])
  })
})

function expectCause({ id, cause, sentAt }: Message, delivered: ReadonlyMap<number, Message>, first: number): void {
  if (cause === undefined) return
  expect(cause).toBeLessThan(id)
  // What is in flight when a scenario opens was caused before it opened.
  if (cause >= first || delivered.has(cause))
    expect(delivered.get(cause)?.dueAt, `cause of ${id}`).toBeLessThanOrEqual(sentAt)
}

/** The parts of a value that are not those of the value before: what is shared was looked at then. */
function fresh(
  before: unknown,
  value: unknown,
  depth: number,
  path = 'world',
): readonly (readonly [path: string, part: unknown])[] {
  if (before === value && before !== undefined) return []
  if (depth === 0 || !isRecord(value) || !isRecord(before)) return [[path, value]]
  return Object.entries(value).flatMap(([key, part]) => fresh(before[key], part, depth - 1, `${path}.${key}`))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const steps = (world: World, count: number): World => (count === 0 ? world : steps(step(world, behaviours), count - 1))

/** The world without what was typed into it since it was `before`. */
const untyped = (world: World, before: World): World => ({
  ...world,
  seq: before.seq,
  queue: world.queue.filter((message) => message.id < before.seq),
})
