import { assign, setup } from 'xstate'

/**
 * The life of one blob upload: POST opens it, PATCHes add bytes in order, PUT with the digest closes it.
 * @models distribution registry/handlers/blobupload.go, registry/storage/blobwriter.go
 * @fidelity full
 */
export const uploadMachine = setup({
  types: {
    input: {} as { readonly name: string; readonly uuid: string; readonly startedAt: number },
    context: {} as {
      readonly name: string
      readonly uuid: string
      readonly startedAt: number
      readonly offset: number
    },
    events: {} as
      | { readonly type: 'patch'; readonly bytes: number }
      | { readonly type: 'commit'; readonly bytes: number }
      | { readonly type: 'mismatch' }
      | { readonly type: 'verified' }
      | { readonly type: 'cancel' },
  },
}).createMachine({
  id: 'upload',
  context: ({ input }) => ({ ...input, offset: 0 }),
  initial: 'open',
  states: {
    open: {
      on: {
        patch: {
          target: 'receiving',
          actions: assign({ offset: ({ context, event }) => context.offset + event.bytes }),
        },
        commit: {
          target: 'verifying',
          actions: assign({ offset: ({ context, event }) => context.offset + event.bytes }),
        },
        cancel: 'cancelled',
      },
    },
    receiving: {
      on: {
        patch: { actions: assign({ offset: ({ context, event }) => context.offset + event.bytes }) },
        commit: {
          target: 'verifying',
          actions: assign({ offset: ({ context, event }) => context.offset + event.bytes }),
        },
        cancel: 'cancelled',
      },
    },
    /** The bytes are all there: is their sha-256 the one that the client says? */
    verifying: { on: { verified: 'committed', mismatch: 'rejected' } },
    committed: { type: 'final' },
    rejected: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
