import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { startOf } from '../../../src/lesson/open-voyage'
import { atFirst, composed, fetchPart, partNames } from '../../../src/lesson/parts'
import { begunAt, extend, furnish, type, type Voyage } from '../../../src/lesson/voyage'
import { behaviours, homes, wholeModel } from '../../../src/sim/host'
import { compose, type Parts } from '../../../src/sim/host/compose'
import { groups } from '../../../src/sim/programs/catalogue'
import { isAbsent } from '../../../src/sim/world/absent'
import { inject, step } from '../../../src/sim/world/step'
import { lengthOf } from '../../../src/trace/recording'
import { line } from '../../../src/trace/text'

/** Types a line and goes on to its end; a part that is wanted is fetched, as the page does. */
async function played(voyage: Voyage, typed: string, parts: Parts): Promise<readonly [Voyage, Parts]> {
  let now = type(voyage, typed, lengthOf(voyage.recording))
  let here = parts
  for (;;) {
    const next = extend(now, 100)
    const { wants } = next.recording
    if (wants !== undefined) {
      expect(here[wants]).toBeUndefined()
      here = { ...here, [wants]: await fetchPart(wants) }
      now = furnish(next, composed(here, homes))
    } else if (next === now) return [now, here]
    else now = next
  }
}

const trace = ({ recording }: Voyage): readonly string[] => recording.messages.map((message, i) => line(message, i + 1))

describe('a model in parts', () => {
  test('[W-30] every group of programs and every part of the whole model can be fetched, and is the same', async () => {
    expect(Object.keys(wholeModel)).toEqual(expect.arrayContaining(Object.keys(groups)))
    expect([...partNames, ...Object.keys(atFirst)].sort()).toEqual(Object.keys(wholeModel).sort())
    for (const name of partNames) {
      const { programs, machines } = await fetchPart(name)
      const whole: Parts[string] = (wholeModel as Parts)[name]!
      expect(programs).toEqual(whole.programs)
      expect(Object.keys(machines ?? {})).toEqual(Object.keys(whole.machines ?? {}))
    }
  })

  test('[W-30] without any part each kind of node is still known, and says what it wants', () => {
    expect(Object.keys(compose({}, homes)).sort()).toEqual(Object.keys(behaviours).sort())
  })

  test('[W-31] a step that lacks a part leaves the world as it was, and can be taken when the part is here', () => {
    const { world } = startOf(undefined)
    const typed = inject(world, 'user', {
      to: 'terminal:1',
      payload: { kind: 'tty.input', tty: 'pts/0', data: 'echo hi\n' },
    })
    const before = JSON.stringify(typed)
    const little = compose({}, homes)
    expect(() => step(typed, little)).toThrow(/terminal/)
    try {
      step(typed, little)
    } catch (error) {
      expect(isAbsent(error) && error.part).toBe('terminal')
    }
    expect(JSON.stringify(typed)).toBe(before)
    expect(isDeepStrictEqual(step(typed, composed(atFirst, homes)), step(typed, behaviours))).toBe(true)
  })

  test('[W-31] parts that come one by one give the same trace, byte for byte, and only those that are needed come', async () => {
    const lines = [
      'echo hello | wc -c',
      'docker run -d --name web -p 8080:80 nginx:alpine',
      'curl -s localhost:8080',
      'ls /',
    ]
    const { world } = startOf(undefined)
    const whole = lines.reduce(
      (voyage, typed) => finished(type(voyage, typed, lengthOf(voyage.recording))),
      begunAt(world, behaviours, 1),
    )
    let [voyage, parts] = [begunAt(world, composed(atFirst, homes), 1), atFirst]
    for (const [i, typed] of lines.entries()) {
      ;[voyage, parts] = await played(voyage, typed, parts)
      if (i === 0) expect(Object.keys(parts).sort()).toEqual(['bash', 'kernel', 'terminal', 'text'])
    }
    expect(trace(voyage)).toEqual(trace(whole))
    expect(isDeepStrictEqual(voyage.recording.last, whole.recording.last)).toBe(true)
    for (const unneeded of ['builder', 'registry', 'packages', 'languages', 'editors'])
      expect(Object.keys(parts)).not.toContain(unneeded)
  })

  test('[W-32] the world that a page begins with survives the way through JSON, and goes on as the computed one', () => {
    const { world } = startOf(undefined)
    const read = JSON.parse(JSON.stringify(world)) as typeof world
    expect(read).toStrictEqual(world)
    const [made, computed] = [read, world].map((from) => finished(type(begunAt(from, behaviours, 1), 'docker ps', 0)))
    expect(trace(made!)).toEqual(trace(computed!))
    expect(trace(made!).length).toBeGreaterThan(10)
  })
})

function finished(voyage: Voyage): Voyage {
  const next = extend(voyage, 5_000)
  return next === voyage ? voyage : finished(next)
}
