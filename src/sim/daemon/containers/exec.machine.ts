import { setup } from 'xstate'

/** An exec: configured, then one run. @models moby daemon/container/exec.go @fidelity full */
export const execMachine = setup({
  types: { events: {} as { type: 'start' } | { type: 'exit' } },
}).createMachine({
  id: 'exec',
  initial: 'configured',
  states: {
    configured: { on: { start: 'running' } },
    running: { on: { exit: 'exited' } },
    exited: { type: 'final' },
  },
})
