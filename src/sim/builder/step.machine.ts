import { setup, type ContextFrom } from 'xstate'
import type { Life } from '../world/life'

/** What one step of a build goes through: looked up in the cache, or done and committed as a layer. */
export const stepMachine = setup({
  types: {
    events: {} as
      | { type: 'start' }
      | { type: 'hit' }
      | { type: 'miss' }
      | { type: 'mounted' }
      | { type: 'worked' }
      | { type: 'committed' }
      | { type: 'failed' }
      | { type: 'canceled' },
  },
}).createMachine({
  id: 'step',
  initial: 'waiting',
  on: { failed: '.failed', canceled: '.canceled' },
  states: {
    /** For the steps that it builds on. */
    waiting: { on: { start: 'lookup' } },
    /** Its cache key is computed and looked up. */
    lookup: { on: { hit: 'cached', miss: 'preparing', committed: 'done' } },
    /** A snapshot is made on top of its parent. */
    preparing: { on: { mounted: 'working' } },
    working: { on: { worked: 'committing' } },
    /** What it changed becomes a layer. */
    committing: { on: { committed: 'done' } },
    cached: { type: 'final' },
    done: { type: 'final' },
    failed: { type: 'final' },
    canceled: { type: 'final' },
  },
})

export type StepLife = Life<ContextFrom<typeof stepMachine>>
