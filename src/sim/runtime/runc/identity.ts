import type { Stdio } from '../../wire/syscall'
import type { IoArgs } from '../face'
import type { Run, Step } from './run'

/**
 * Who the process is once it is inside: limits, stdio, user and capabilities, and whether its program exists.
 * @models runc libcontainer/init_linux.go finalizeNamespace, setupUser; standard_init_linux.go
 * @fidelity part: the seccomp filter is a yes or no; no apparmor, keyring
 */
export function identitySteps(run: Run): readonly Step[] {
  const { process } = run
  const wanted = process.rlimits ?? []
  return [
    ...(wanted.length === 0
      ? []
      : [
          child({
            name: 'setrlimit',
            limits: Object.fromEntries(wanted.map(({ type, soft, hard }) => [type, [soft, hard] as const])),
          }),
        ]),
    ...(process.oomScoreAdj
      ? [child({ name: 'write', path: '/proc/self/oom_score_adj', data: String(process.oomScoreAdj) })]
      : []),
    child({ name: 'stdio', fds: stdio(run.io) }),
    ...(run.verb === 'create' && run.io?.terminal ? consoleSteps : []),
    ...consoleSize(run),
    { ...child({ name: 'read', path: '/etc/passwd' }), ignore: 'all', keep: 'passwd' },
    child({
      name: 'setcreds',
      uid: process.user.uid,
      gid: process.user.gid,
      groups: process.user.additionalGids,
      capabilities: process.user.uid === 0 ? process.capabilities.effective : [],
      bounding: process.capabilities.bounding,
      seccomp: run.spec.linux.seccomp !== undefined,
      noNewPrivileges: process.noNewPrivileges ?? false,
    }),
    { ...child({ name: 'stat', path: process.cwd }), wrong: { kind: 'cwd', what: process.cwd } },
    {
      ...child({ name: 'lookpath', file: process.args[0] ?? '', env: process.env, cwd: process.cwd }),
      wrong: { kind: 'lookpath', what: process.args[0] ?? '' },
    },
  ]
}

const child = (op: Step['op']): Step => ({ as: 'child', op, cost: 30, wrong: { kind: 'other', what: op.name } })

/** The first terminal of a container is its /dev/console too. */
const consoleSteps: readonly Step[] = [
  { ...child({ name: 'write', path: '/dev/console', data: '', mode: 0o600 }), ignore: 'all' },
  {
    ...child({ name: 'mount', source: '/dev/pts/0', target: '/dev/console', type: 'bind', flags: ['bind'], data: '' }),
    ignore: 'all',
  },
]

function consoleSize(run: Run): readonly Step[] {
  const size = run.process.consoleSize
  if (size === undefined || run.io === undefined || size.height * size.width === 0) return []
  return [child({ name: 'resizetty', tty: ttyName(run.io.id), rows: size.height, cols: size.width })]
}

export const ttyName = (id: string): string => `${id}-tty`

export function stdio(io: IoArgs | undefined): readonly [Stdio, Stdio, Stdio] {
  if (io === undefined) return [{ kind: 'null' }, { kind: 'null' }, { kind: 'null' }]
  const { id, holder } = io
  if (io.terminal) {
    const pty = { kind: 'pty', name: ttyName(id), holder } as const
    return [pty, pty, pty]
  }
  const pipe = (end: string) => ({ kind: 'pipe', name: `${id}-${end}`, holder }) as const
  return [io.stdin ? pipe('stdin') : { kind: 'null' }, pipe('stdout'), pipe('stderr')]
}

/** runc gives a process HOME from the container's own /etc/passwd where its environment has none. */
export function withHome(env: readonly string[], uid: number, passwd: string): readonly string[] {
  if (env.some((pair) => pair.startsWith('HOME='))) return env
  const home = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(uid))?.[5]
  return [...env, `HOME=${home === undefined || home === '' ? '/' : home}`]
}
