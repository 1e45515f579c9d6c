import { setup } from 'xstate'

/** The memory controller of a group. @models linux mm/memcontrol.c (try_charge, mem_cgroup_oom) @fidelity part: reclaim takes no time */
export const memoryMachine = setup({
  types: {
    events: {} as
      | { type: 'charge' }
      | { type: 'high' }
      | { type: 'max' }
      | { type: 'reclaimed' }
      | { type: 'stuck' }
      | { type: 'killed' },
  },
}).createMachine({
  id: 'memory',
  initial: 'under',
  states: {
    under: { on: { high: 'high', max: 'over' } },
    /** Above memory.high: whatever can be reclaimed is, and its processes are slowed down. */
    high: { on: { charge: 'under', max: 'over' } },
    /** A charge does not fit into memory.max: reclaim first. */
    over: { on: { reclaimed: 'under', stuck: 'oom' } },
    /** Nothing is left to reclaim: one process has to go. */
    oom: { on: { killed: 'under' } },
  },
})
