import { setup } from 'xstate'

/** The cpu controller of a group with a quota. @models linux kernel/sched/fair.c (throttle_cfs_rq, unthrottle_cfs_rq) @fidelity full */
export const cpuMachine = setup({
  types: { events: {} as { type: 'run' } | { type: 'exhausted' } | { type: 'refilled' } | { type: 'idle' } },
}).createMachine({
  id: 'cpu',
  initial: 'idle',
  states: {
    /** Nothing in it wants to run: no period is counted. */
    idle: { on: { run: 'running' } },
    running: { on: { exhausted: 'throttled', idle: 'idle' } },
    /** The quota of this period is used up: its tasks wait for the next. */
    throttled: { on: { refilled: 'running' } },
  },
})
