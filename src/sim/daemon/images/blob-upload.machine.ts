import { setup } from 'xstate'

/**
 * How one blob gets to a registry, or turns out to be there.
 * @models moby distribution/push_v2.go pushDescriptor.Upload
 * @fidelity full
 */
export const blobUploadMachine = setup({
  types: {
    events: {} as
      | { readonly type: 'wait' }
      | { readonly type: 'head' }
      | { readonly type: 'exists' }
      | { readonly type: 'mount' }
      | { readonly type: 'mounted' }
      | { readonly type: 'open' }
      | { readonly type: 'opened' }
      | { readonly type: 'sent' }
      | { readonly type: 'committed' }
      | { readonly type: 'confirmed' }
      | { readonly type: 'fail' }
      | { readonly type: 'cancel' },
  },
}).createMachine({
  id: 'blob-upload',
  initial: 'preparing',
  on: { fail: '.failed', cancel: '.cancelled' },
  states: {
    preparing: { on: { wait: 'waiting', head: 'checking', mount: 'mounting', open: 'opening' } },
    /** No more than five uploads at a time. */
    waiting: { on: { head: 'checking', mount: 'mounting', open: 'opening' } },
    /** HEAD: does this repository have it already? */
    checking: { on: { exists: 'exists', mount: 'mounting', open: 'opening' } },
    /** POST with mount= and from=: another repository of this registry may have it. */
    mounting: { on: { mounted: 'mounted', opened: 'uploading', open: 'opening' } },
    opening: { on: { opened: 'uploading' } },
    uploading: { on: { sent: 'committing' } },
    committing: { on: { committed: 'confirming' } },
    confirming: { on: { confirmed: 'pushed' } },
    exists: { type: 'final' },
    mounted: { type: 'final' },
    pushed: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
