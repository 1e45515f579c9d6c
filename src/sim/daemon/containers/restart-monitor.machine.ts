import { assign, setup } from 'xstate'

/**
 * Whether and when an ended container starts again: 100 ms, doubled each time up to a minute, from the start again once it ran ten seconds.
 * @models moby restartmanager/restartmanager.go
 * @fidelity full
 */
export interface Monitor {
  /** Microseconds until the next start. */
  readonly wait: number
  readonly failures: number
}

const first = 100_000
const longest = 60_000_000
const ranWell = 10_000_000

export const restartMachine = setup({
  types: {
    context: {} as Monitor,
    events: {} as
      | { type: 'exited'; status: number; ranFor: number; policy: string; retries: number; byHand: boolean }
      | { type: 'restarted' }
      | { type: 'cancel' },
  },
  guards: {
    again: ({ event, context }) => event.type === 'exited' && again(event, context),
  },
  actions: {
    later: assign(({ context, event }) => ({
      wait:
        event.type === 'exited' && event.ranFor >= ranWell
          ? first
          : context.wait === 0
            ? first
            : Math.min(context.wait * 2, longest),
      failures: context.failures + 1,
    })),
  },
}).createMachine({
  id: 'restart-monitor',
  initial: 'watching',
  context: { wait: 0, failures: 0 },
  states: {
    watching: { on: { exited: [{ guard: 'again', target: 'waiting', actions: 'later' }, { target: 'done' }] } },
    waiting: { on: { restarted: 'watching', cancel: 'done' } },
    done: { on: { restarted: { target: 'watching', actions: assign({ wait: 0, failures: 0 }) } } },
  },
})

function again(
  { status, policy, retries, byHand }: { status: number; policy: string; retries: number; byHand: boolean },
  { failures }: Monitor,
): boolean {
  if (byHand) return false
  if (policy === 'always' || policy === 'unless-stopped') return true
  return policy === 'on-failure' && status !== 0 && (retries === 0 || failures < retries)
}
