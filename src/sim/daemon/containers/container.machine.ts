import { setup } from 'xstate'

/**
 * A container's states, as `docker ps` names them.
 * @models moby container/state.go
 * @fidelity full
 */
export const containerMachine = setup({
  types: {
    events: {} as
      | { type: 'start' }
      | { type: 'startFailed' }
      | { type: 'pause' }
      | { type: 'unpause' }
      | { type: 'exit' }
      | { type: 'restart' }
      | { type: 'stop' }
      | { type: 'remove' }
      | { type: 'removeFailed' },
  },
}).createMachine({
  id: 'container',
  initial: 'created',
  states: {
    created: { on: { start: 'running', remove: 'removing', exit: 'exited' } },
    running: { on: { pause: 'paused', exit: 'exited', restart: 'restarting', remove: 'removing' } },
    paused: { on: { unpause: 'running', exit: 'exited', restart: 'restarting', remove: 'removing' } },
    restarting: { on: { start: 'running', startFailed: 'exited', stop: 'exited', exit: 'exited', remove: 'removing' } },
    exited: { on: { start: 'running', remove: 'removing' } },
    removing: { on: { removeFailed: 'dead' } },
    dead: { on: { remove: 'removing' } },
  },
})
