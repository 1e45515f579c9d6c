import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { extend, press, turnTo, type Voyage } from '../../src/lesson/voyage'
import { openVoyage } from '../../src/lesson/open-voyage'
import type { DockerdState } from '../../src/sim/daemon/state'
import { lengthOf, worldAt, type Recording } from '../../src/trace/recording'
import { terminalView } from '../../src/trace/views'
import type { World } from '../../src/trace/types'
import { entered } from '../played'

/** Ctrl-C in the middle of a pull is another future; the one in which nobody pressed it is still there. */
const pulled = entered(openVoyage({ seed: 1 }), 'docker pull nginx:alpine')
const daemonOf = (world: World): DockerdState => world.nodes['dockerd'] as DockerdState

/** The steps at which some layers are registered and others are not. */
function midway({ recording }: Voyage): readonly number[] {
  const all = Object.keys(daemonOf(recording.last).layers).length
  const steps = Array.from({ length: lengthOf(recording) }, (_, step) => step)
  return steps.filter((step) => {
    const { layers, operations } = daemonOf(worldAt(recording, step))
    return Object.keys(operations).length > 0 && Object.keys(layers).length < all
  })
}

/** The last tenth is left out: there the pull ends before the key press arrives. */
const nineOf = (steps: readonly number[]): readonly number[] =>
  Array.from({ length: 9 }, (_, i) => steps[Math.floor((i * steps.length) / 10)]!)

const lastBlock = ({ recording }: Voyage) => terminalView(recording.last).blocks.at(-1)!

describe('a fork in the middle of a pull', () => {
  const points = nineOf(midway(pulled))

  test.each(points)('[W-10] at step %i: the old future is left as it was', (at) => {
    const before = snapshot(pulled.recording)
    const forked = press(pulled, '\x03', at)
    expect(forked.branches).toHaveLength(1)
    expect(forked.branches[0]!.recording).toBe(pulled.recording)
    expect(isDeepStrictEqual(snapshot(turnTo(extend(forked, 5_000), 1).recording), before)).toBe(true)
  })

  test.each(points)('[W-11] at step %i: the client ends with 130, and no layer is registered by half', (at) => {
    const stopped = extend(press(pulled, '\x03', at), 5_000, true)
    expect(lastBlock(stopped).exit).toBe(130)
    const { layers, images, references, operations } = daemonOf(stopped.recording.last)
    expect([images, references, layers]).toEqual([{}, {}, {}])
    expect(Object.values(operations).map(({ life }) => life.value)).not.toContain('done')
  })

  test('[W-12] the pull can be made again afterwards, and gives the same image', () => {
    const again = entered(extend(press(pulled, '\x03', points[5]!), 5_000, true), 'docker pull nginx:alpine')
    expect(lastBlock(again).exit).toBe(0)
    expect(daemonOf(again.recording.last).references).toEqual(daemonOf(pulled.recording.last).references)
  })
})

describe('a second deed at the same step', () => {
  const opened = openVoyage({ seed: 1 })
  const lines = (voyage: Voyage) => terminalView(voyage.recording.last).blocks.map(({ line }) => line)

  test('[W-33] back in time it takes the place of the first', () => {
    const first = entered(entered(opened, 'echo one'), 'echo two')
    expect(lines(extend(press(first, 'echo other\n', 0), 5_000))).toEqual(['echo other'])
    const second = lengthOf(entered(opened, 'echo one').recording)
    expect(lines(extend(press(first, 'echo other\n', second), 5_000))).toEqual(['echo one', 'echo other'])
  })

  test('[W-33] where nothing has followed, or nothing that followed was shown, it comes after the first', () => {
    const quick = press(press(opened, 'echo ', 0), 'one\n', 0)
    expect(lines(extend(quick, 5_000))).toEqual(['echo one'])
    const ahead = press(extend(press(opened, 'echo ', 0), 10), 'one\n', 0, 1, 0)
    expect(lines(extend(ahead, 5_000))).toEqual(['echo one'])
  })
})

const snapshot = (recording: Recording) =>
  structuredClone({ messages: recording.messages, last: recording.last, start: worldAt(recording, 0) })
