import { setup } from 'xstate'

/**
 * The life of one `docker push`.
 * @models moby distribution/push.go, push_v2.go
 * @fidelity full
 */
export const pushMachine = setup({
  types: {
    events: {} as
      | { readonly type: 'reached' }
      | { readonly type: 'layersThere' }
      | { readonly type: 'configThere' }
      | { readonly type: 'next' }
      | { readonly type: 'done' }
      | { readonly type: 'fail' }
      | { readonly type: 'cancel' },
  },
}).createMachine({
  id: 'push',
  initial: 'connecting',
  on: { fail: '.failed', cancel: '.cancelled' },
  states: {
    connecting: { on: { reached: 'layers' } },
    layers: { on: { layersThere: 'config' } },
    config: { on: { configThere: 'manifest' } },
    /** The manifest goes last: a registry never has one that names what it lacks. */
    manifest: { on: { done: 'complete', next: 'layers' } },
    complete: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
