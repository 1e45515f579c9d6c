import { setup } from 'xstate'

/**
 * The life of one layer of a pull, in the words that its progress line shows.
 * @models moby distribution/xfer/download.go, pull_v2.go
 * @fidelity full
 */
export const layerDownloadMachine = setup({
  types: {
    events: {} as
      | { readonly type: 'exists' }
      | { readonly type: 'wait' }
      | { readonly type: 'download' }
      | { readonly type: 'received' }
      | { readonly type: 'verified' }
      | { readonly type: 'extract' }
      | { readonly type: 'applied' }
      | { readonly type: 'fail' }
      | { readonly type: 'cancel' },
  },
}).createMachine({
  id: 'layer-download',
  initial: 'pulling',
  states: {
    pulling: { on: { exists: 'exists', wait: 'waiting', download: 'downloading', cancel: 'cancelled' } },
    /** No more than three downloads at a time. */
    waiting: { on: { download: 'downloading', cancel: 'cancelled' } },
    downloading: { on: { received: 'verifying', fail: 'failed', cancel: 'cancelled' } },
    /** Is the sha-256 of what came the digest that was asked for? */
    verifying: { on: { verified: 'downloaded', fail: 'failed' } },
    /** Unpacked only when every layer below it is. */
    downloaded: { on: { extract: 'extracting', cancel: 'cancelled' } },
    extracting: { on: { applied: 'complete', fail: 'failed', cancel: 'cancelled' } },
    exists: { type: 'final' },
    complete: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
