import type { Signal } from '../../wire/signal'
import { cgroupDir, stateDir } from '../addresses'
import { limitSteps } from './cgroup'
import { createPhases } from './create'
import { execPhases, execveStep } from './exec'
import type { Run, Step } from './run'

/** What the caller said beyond which container: a signal, new limits. */
export interface Extra {
  readonly signal?: Signal
  readonly all?: boolean
  readonly resources?: Run['spec']['linux']['resources']
}

type Phases = Readonly<Record<string, (run: Run, extra: Extra) => readonly Step[]>>

const freeze = (run: Run, to: '0' | '1'): readonly Step[] => [
  {
    as: 'runc',
    op: { name: 'write', path: `${cgroupDir(run.spec.linux.cgroupsPath)}/cgroup.freeze`, data: to },
    cost: 4_000,
  },
]

/** Every verb's system calls, phase by phase. @models runc start.go kill.go pause.go update.go delete.go @fidelity part: one act each */
export const phases: Readonly<Record<Run['verb'], Phases>> = {
  create: createPhases,
  exec: execPhases,
  start: {
    opening: (run) => [
      { as: 'child', op: { name: 'read', path: '/etc/passwd' }, ignore: 'all', keep: 'passwd', cost: 3_000 },
      { as: 'runc', op: { name: 'unlink', path: `${stateDir(run.id)}/exec.fifo` }, ignore: 'all' },
    ],
    procRun: (run) => [execveStep(run)],
  },
  kill: {
    working: (run, extra) => [
      {
        as: 'runc',
        op: { name: 'kill', target: run.child, signal: extra.signal ?? 'SIGTERM', all: extra.all ?? false },
        ignore: ['ESRCH'],
        cost: 4_000,
      },
    ],
  },
  pause: { working: (run) => freeze(run, '1') },
  resume: { working: (run) => freeze(run, '0') },
  update: {
    working: (run, extra) =>
      limitSteps(run.spec.linux.cgroupsPath, extra.resources ?? {}).map((step) => ({
        ...step,
        wrong: { kind: 'other', what: 'update' },
      })),
  },
  delete: {
    working: (run) => [
      {
        as: 'runc',
        op: { name: 'removetree', path: cgroupDir(run.spec.linux.cgroupsPath) },
        ignore: 'all',
        cost: 2_000,
      },
      { as: 'runc', op: { name: 'removetree', path: stateDir(run.id) }, ignore: 'all' },
    ],
  },
}
