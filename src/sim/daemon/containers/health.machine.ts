import { assign, setup } from 'xstate'

/** What the probes of a container have come to. */
export interface Streak {
  /** Failures in a row that count. */
  readonly failing: number
  readonly retries: number
}

/**
 * A container's health: starting until a probe succeeds or too many have failed.
 * @models moby daemon/health.go handleProbeResult
 * @fidelity full
 */
export const healthMachine = setup({
  types: {
    context: {} as Streak,
    input: {} as { readonly retries: number },
    events: {} as
      | { type: 'passed' }
      /** `counts` is false while the container is given time to start. */
      | { type: 'failed'; counts: boolean }
      | { type: 'stopped' },
  },
  guards: {
    tooMany: ({ context, event }) => event.type === 'failed' && event.counts && context.failing + 1 >= context.retries,
  },
  actions: {
    clear: assign({ failing: 0 }),
    count: assign(({ context, event }) => ({
      failing: context.failing + (event.type === 'failed' && event.counts ? 1 : 0),
    })),
  },
}).createMachine({
  id: 'health',
  initial: 'starting',
  context: ({ input }) => ({ failing: 0, retries: input.retries }),
  /** moby calls it unhealthy once nobody watches it any more. */
  on: { stopped: '.unhealthy' },
  states: {
    starting: {
      on: {
        passed: { target: 'healthy', actions: 'clear' },
        failed: [{ guard: 'tooMany', target: 'unhealthy', actions: 'count' }, { actions: 'count' }],
      },
    },
    healthy: {
      on: {
        passed: { actions: 'clear' },
        failed: [{ guard: 'tooMany', target: 'unhealthy', actions: 'count' }, { actions: 'count' }],
      },
    },
    unhealthy: { on: { passed: { target: 'healthy', actions: 'clear' }, failed: { actions: 'count' } } },
  },
})
