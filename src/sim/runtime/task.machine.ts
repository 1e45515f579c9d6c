import { setup } from 'xstate'

/** A task's process as the shim sees it. @models containerd cmd/containerd-shim-runc-v2/process/init_state.go, exec_state.go @fidelity full */
export const taskMachine = setup({
  types: {
    events: {} as
      | { type: 'created' }
      | { type: 'start' }
      | { type: 'pause' }
      | { type: 'resume' }
      | { type: 'exited' }
      | { type: 'delete' },
  },
}).createMachine({
  id: 'task',
  initial: 'creating',
  states: {
    creating: { on: { created: 'created', exited: 'stopped' } },
    created: { on: { start: 'running', exited: 'stopped', delete: 'deleted' } },
    running: { on: { pause: 'paused', exited: 'stopped' } },
    paused: { on: { resume: 'running', exited: 'stopped' } },
    stopped: { on: { delete: 'deleted' } },
    deleted: { type: 'final' },
  },
})
