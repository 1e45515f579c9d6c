import { setup } from 'xstate'

/**
 * `runc create`: from the bundle to a process that waits at the exec.fifo.
 * @models runc libcontainer/process_linux.go (initProcess.start), nsenter/nsexec.c, rootfs_linux.go, standard_init_linux.go
 * @fidelity part: stage-1 and stage-2 of nsexec are one clone; the pipe's sync messages (procReady, procHooks …) are the transitions
 */
export const createMachine = setup({
  types: { events: {} as { type: 'done' } | { type: 'failed' } },
}).createMachine({
  id: 'runc-create',
  initial: 'bootstrap',
  states: {
    /** State directory and exec.fifo; the child is cloned into its new namespaces and waits. */
    bootstrap: { on: { done: 'cgroup', failed: 'failed' } },
    /** The child is put into its cgroup before it is told to go on: nothing it does escapes the limits. */
    cgroup: { on: { done: 'mounts', failed: 'failed' } },
    mounts: { on: { done: 'pivot', failed: 'failed' } },
    pivot: { on: { done: 'hiding', failed: 'failed' } },
    /** Masked and read-only paths, kernel parameters. */
    hiding: { on: { done: 'identity', failed: 'failed' } },
    /** Host name, limits, stdio, user, capabilities, and whether there is such a program at all. */
    identity: { on: { done: 'procReady', failed: 'failed' } },
    /** Blocked on opening the exec.fifo for writing. */
    procReady: { type: 'final' },
    failed: { type: 'final' },
  },
})
