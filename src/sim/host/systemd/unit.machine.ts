import { setup } from 'xstate'

/**
 * The states of a unit, as `systemctl is-active` names them.
 *
 * @models systemd src/core/service.c, socket.c
 * @fidelity part: no reloading, no maintenance
 */
export const unitMachine = setup({
  types: {
    events: {} as
      | { type: 'start' }
      | { type: 'ready' }
      | { type: 'stop' }
      | { type: 'ended' }
      | { type: 'again' }
      | { type: 'fail' },
  },
}).createMachine({
  id: 'unit',
  initial: 'inactive',
  states: {
    inactive: { on: { start: 'activating' } },
    activating: {
      on: {
        ready: 'active',
        start: 'activating',
        again: 'activating',
        stop: 'deactivating',
        ended: 'inactive',
        fail: 'failed',
      },
    },
    active: { on: { stop: 'deactivating', again: 'activating', ended: 'inactive', fail: 'failed' } },
    deactivating: { on: { ended: 'inactive', fail: 'failed' } },
    failed: { on: { start: 'activating', ended: 'inactive' } },
  },
})
