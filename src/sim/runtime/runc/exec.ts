import type { NamespaceKind } from '../../wire/syscall'
import { shimOf, stateDir } from '../addresses'
import { joinCgroup } from './create'
import { identitySteps, withHome } from './identity'
import type { Run, Step } from './run'

const all: readonly NamespaceKind[] = ['user', 'ipc', 'uts', 'net', 'pid', 'mnt', 'cgroup']

/** The system calls of each phase of `runc exec`. */
export const execPhases: Readonly<Record<string, (run: Run) => readonly Step[]>> = {
  bootstrap: (run) => [
    ...(run.init === 0 ? [stopped(run)] : []),
    {
      as: 'shim',
      op: { name: 'clone', flags: [], comm: 'runc:[2:INIT]', holder: shimOf(run.id) },
      keep: 'child',
      cost: 12_000,
    },
  ],
  cgroup: (run) => [joinCgroup(run)],
  setns: (run) => [{ as: 'child', op: { name: 'setns', target: run.init, kinds: all } }],
  identity: (run) => identitySteps(run),
  procRun: (run) => [execveStep(run)],
}

/** Init has ended: runc sees that in its state and does not begin. */
const stopped = (run: Run): Step => ({
  as: 'runc',
  op: { name: 'read', path: `${stateDir(run.id)}/state.json` },
  refusal: 'cannot exec in a stopped container',
})

export const execveStep = (run: Run): Step => ({
  as: 'child',
  op: {
    name: 'execve',
    argv: run.process.args,
    env: withHome(run.process.env, run.process.user.uid, run.passwd),
    cwd: run.process.cwd,
  },
  cost: 500,
})
