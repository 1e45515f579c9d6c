import { setup } from 'xstate'

/** `runc start`: opens the fifo, and init goes on to execve. @models runc start.go, libcontainer/container_linux.go (exec) */
export const startMachine = setup({
  types: { events: {} as { type: 'done' } | { type: 'failed' } },
}).createMachine({
  id: 'runc-start',
  initial: 'opening',
  states: {
    opening: { on: { done: 'procRun', failed: 'failed' } },
    procRun: { on: { done: 'running', failed: 'failed' } },
    running: { type: 'final' },
    failed: { type: 'final' },
  },
})

/** Verbs of one act: kill, pause, resume, update, delete. */
export const onceMachine = setup({
  types: { events: {} as { type: 'done' } | { type: 'failed' } },
}).createMachine({
  id: 'runc-once',
  initial: 'working',
  states: {
    working: { on: { done: 'finished', failed: 'failed' } },
    finished: { type: 'final' },
    failed: { type: 'final' },
  },
})
