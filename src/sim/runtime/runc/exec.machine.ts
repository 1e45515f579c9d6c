import { setup } from 'xstate'

/** `runc exec`: a further process in a container that runs. @models runc libcontainer/process_linux.go (setnsProcess.start) @fidelity part: one clone */
export const execMachine = setup({
  types: { events: {} as { type: 'done' } | { type: 'failed' } },
}).createMachine({
  id: 'runc-exec',
  initial: 'bootstrap',
  states: {
    bootstrap: { on: { done: 'cgroup', failed: 'failed' } },
    cgroup: { on: { done: 'setns', failed: 'failed' } },
    setns: { on: { done: 'identity', failed: 'failed' } },
    identity: { on: { done: 'procRun', failed: 'failed' } },
    procRun: { on: { done: 'running', failed: 'failed' } },
    running: { type: 'final' },
    failed: { type: 'final' },
  },
})
