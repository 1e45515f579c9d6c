import { setup, type ContextFrom } from 'xstate'
import type { Life } from '../world/life'

/** What one `docker build` goes through. */
export const buildMachine = setup({
  types: {
    events: {} as
      | { type: 'dockerfile' }
      | { type: 'images' }
      | { type: 'ignore' }
      | { type: 'solved' }
      | { type: 'exported' }
      | { type: 'failed' }
      | { type: 'canceled' },
  },
}).createMachine({
  id: 'build',
  initial: 'reading',
  on: { failed: '.failed', canceled: '.canceled' },
  states: {
    /** The Dockerfile comes from the client. */
    reading: { on: { dockerfile: 'resolving' } },
    /** The configurations of the base images. */
    resolving: { on: { images: 'ignoring' } },
    /** The .dockerignore comes from the client. */
    ignoring: { on: { ignore: 'solving' } },
    solving: { on: { solved: 'exporting' } },
    exporting: { on: { exported: 'done' } },
    done: { type: 'final' },
    failed: { type: 'final' },
    canceled: { type: 'final' },
  },
})

export type BuildLife = Life<ContextFrom<typeof buildMachine>>
