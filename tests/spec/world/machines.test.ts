import { describe, expect, test } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { getShortestPaths } from 'xstate/graph'
import { born, lived, type Life } from '../../../src/sim/world/life'

/** Every life-cycle machine of the model, walked along every shortest path by the door that the world uses. */
const modules = import.meta.glob<Readonly<Record<string, unknown>>>('../../../src/sim/**/*.machine.ts', { eager: true })

const isMachine = (value: unknown): value is AnyStateMachine =>
  typeof value === 'object' && value !== null && 'getStateNodeById' in value

const machines = Object.entries(modules).flatMap(([path, exports]) =>
  Object.entries(exports).flatMap(([name, value]) =>
    isMachine(value) ? [{ name: `${path.split('/src/sim/')[1]} ${name}`, machine: value }] : [],
  ),
)

/** What events carry beside their type: enough of everything for guards and assignments to have something to look at. */
const carried = {
  total: 10,
  done: 10,
  bytes: 10,
  size: 10,
  exitCode: 1,
  status: 1,
  pid: 7,
  at: 1,
  error: 'no',
  reason: 'no',
  counts: true,
  policy: 'always',
  ranFor: 1,
  retries: 0,
  byHand: false,
}

/** Counters in a context make endlessly many states: a few hundred are enough to see every named one. */
const limit = 400

const pathsOf = (machine: AnyStateMachine) => {
  const events = machine.events.filter((type) => !type.startsWith('xstate.')).map((type) => ({ ...carried, type }))
  let seen = 0
  return getShortestPaths(machine, {
    events: events as never,
    limit: 20_000,
    input: carried as never,
    stopWhen: () => ++seen > limit,
  })
}

describe('life-cycle machines', () => {
  test('[W-20] there is one for each thing that has states', () => {
    expect(machines.length).toBeGreaterThanOrEqual(17)
  })

  test.each(machines)('[W-20] $name: every path ends where the graph says, in plain data', ({ machine }) => {
    const paths = pathsOf(machine)
    expect(paths.length).toBeGreaterThan(1)
    for (const path of paths) {
      const events = path.steps.map((step) => step.event).filter((event) => event.type !== 'xstate.init')
      const end = events.reduce<Life>(
        (life, event) => lived(machine, life as never, event as never) as Life,
        born(machine, carried) as Life,
      )
      expect(end.value).toEqual((path.state as { value: unknown }).value)
      expect(JSON.parse(JSON.stringify(end))).toEqual(end)
    }
  })

  test.each(machines)('[W-21] $name: every named state can be reached', ({ machine }) => {
    const reached = new Set(pathsOf(machine).flatMap((path) => leaves((path.state as { value: unknown }).value)))
    const named = Object.keys(machine.root.states)
    expect(named.filter((state) => !reached.has(state))).toEqual([])
  })
})

const leaves = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.keys(value as object)
