import { setup } from 'xstate'

/**
 * The life of one `docker pull`.
 * @models moby distribution/pull.go, pull_v2.go
 * @fidelity full
 */
export const pullMachine = setup({
  types: {
    events: {} as
      | { readonly type: 'reached' }
      | { readonly type: 'resolved' }
      | { readonly type: 'known' }
      | { readonly type: 'fetched' }
      | { readonly type: 'next' }
      | { readonly type: 'done' }
      | { readonly type: 'fail' }
      | { readonly type: 'cancel' },
  },
}).createMachine({
  id: 'pull',
  initial: 'connecting',
  on: { fail: '.failed', cancel: '.cancelled' },
  states: {
    connecting: { on: { reached: 'resolving' } },
    /** Which manifest does the name stand for, and for this platform? */
    resolving: { on: { resolved: 'fetching', known: 'registering' } },
    /** Config and layers come in, and layers are unpacked one on the other. */
    fetching: { on: { fetched: 'registering' } },
    registering: { on: { done: 'complete', next: 'resolving' } },
    complete: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
