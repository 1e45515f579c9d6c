import { describe, expect, test } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { getShortestPaths } from 'xstate/graph'
import { healthMachine } from '../../../src/sim/daemon/containers/health.machine'
import { restartMachine } from '../../../src/sim/daemon/containers/restart-monitor.machine'
import { cpuMachine } from '../../../src/sim/kernel/cpu/cpu.machine'
import { memoryMachine } from '../../../src/sim/kernel/memory/memory.machine'
import { born, lived, type Life } from '../../../src/sim/world/life'

/** Every way through a machine, walked by the same door that the world uses, ends where the graph says. */
const walked = (
  machine: AnyStateMachine,
  events: readonly { readonly type: string }[],
  input?: unknown,
): readonly string[] => {
  const paths = getShortestPaths(machine, {
    events: events as never,
    ...(input !== undefined && { input: input as never }),
    limit: 200,
    stopWhen: deep,
  })
  for (const path of paths) {
    const life = path.steps
      .map((step) => step.event)
      .filter((event) => event.type !== 'xstate.init')
      .reduce<Life>((at, event) => lived(machine, at as never, event as never) as Life, born(machine, input) as Life)
    expect(life.value).toEqual((path.state as { value: unknown }).value)
  }
  return [...new Set(paths.map((path) => String((path.state as { value: unknown }).value)))].sort()
}

/** Counters may grow without end; a few are enough. */
const deep = (state: unknown): boolean => {
  const { failing = 0, failures = 0 } = (state as { context: { failing?: number; failures?: number } }).context ?? {}
  return failing > 4 || failures > 4
}

const plain = (...types: readonly string[]) => types.map((type) => ({ type }))

describe('machines', () => {
  test('[KC-50] cpu: idle, running, throttled', () => {
    expect(walked(cpuMachine, plain('run', 'exhausted', 'refilled', 'idle'))).toEqual(['idle', 'running', 'throttled'])
  })

  test('[KC-50] memory: under, high, over, oom', () => {
    expect(walked(memoryMachine, plain('charge', 'high', 'max', 'reclaimed', 'stuck', 'killed'))).toEqual([
      'high',
      'oom',
      'over',
      'under',
    ])
  })

  test('[KC-51] health: starting, healthy, unhealthy', () => {
    const events = [
      { type: 'passed' },
      { type: 'failed', counts: true },
      { type: 'failed', counts: false },
      { type: 'stopped' },
    ]
    expect(walked(healthMachine, events, { retries: 2 })).toEqual(['healthy', 'starting', 'unhealthy'])
    const once = { type: 'failed', counts: true } as const
    const life = lived(healthMachine, lived(healthMachine, born(healthMachine, { retries: 2 }), once), once)
    expect(life.value).toBe('unhealthy')
    expect(lived(healthMachine, born(healthMachine, { retries: 1 }), { type: 'failed', counts: false }).value).toBe(
      'starting',
    )
  })

  test('[KC-52] restart policies: back-off doubles up to a minute, and begins anew after ten seconds', () => {
    const exited = (policy: string, status = 1, ranFor = 0, retries = 0, byHand = false) => ({
      type: 'exited' as const,
      status,
      ranFor,
      policy,
      retries,
      byHand,
    })
    expect(
      walked(restartMachine, [
        exited('always'),
        exited('no'),
        exited('on-failure', 1, 0, 2),
        { type: 'restarted' },
        { type: 'cancel' },
      ]),
    ).toEqual(['done', 'waiting', 'watching'])
    let life: Life = born(restartMachine)
    const waits: number[] = []
    for (let n = 0; n < 12; n++) {
      life = lived(restartMachine, life as never, exited('always')) as Life
      waits.push((life.context as { wait: number }).wait / 1000)
      life = lived(restartMachine, life as never, { type: 'restarted' }) as Life
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000])
    life = lived(restartMachine, life as never, exited('always', 1, 10_000_000)) as Life
    expect((life.context as { wait: number }).wait).toBe(100_000)
    const said = (policy: string, status: number, byHand = false) =>
      lived(restartMachine, born(restartMachine), exited(policy, status, 0, 0, byHand)).value
    expect([
      said('on-failure', 0),
      said('on-failure', 1),
      said('unless-stopped', 0),
      said('always', 0, true),
      said('no', 1),
    ]).toEqual(['done', 'waiting', 'waiting', 'done', 'done'])
  })
})
