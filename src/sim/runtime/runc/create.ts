import type { NamespaceType } from '../../oci/runtime-spec'
import type { NamespaceKind } from '../../wire/syscall'
import { cgroupDir, shimOf, stateDir } from '../addresses'
import { limitSteps } from './cgroup'
import { identitySteps } from './identity'
import { hidingSteps, mountSteps, pivotSteps } from './mounts'
import type { Run, Step } from './run'

const kinds: Readonly<Record<NamespaceType, NamespaceKind>> = {
  mount: 'mnt',
  network: 'net',
  uts: 'uts',
  pid: 'pid',
  ipc: 'ipc',
  cgroup: 'cgroup',
  user: 'user',
}

/** The system calls of each phase of `runc create`. */
export const createPhases: Readonly<Record<string, (run: Run) => readonly Step[]>> = {
  bootstrap: (run) => [
    { as: 'runc', op: { name: 'mkdir', path: stateDir(run.id), mode: 0o711, parents: true }, cost: 2_000 },
    {
      as: 'runc',
      op: { name: 'mknod', path: `${stateDir(run.id)}/exec.fifo`, kind: 'fifo', dev: [0, 0], mode: 0o622 },
    },
    {
      as: 'shim',
      op: {
        name: 'clone',
        flags: own(run).filter((kind) => kind !== 'cgroup'),
        comm: 'runc:[2:INIT]',
        holder: shimOf(run.id),
      },
      keep: 'child',
      cost: 8_000,
    },
  ],
  cgroup: (run) => [
    {
      as: 'runc',
      op: { name: 'mkdir', path: cgroupDir(run.spec.linux.cgroupsPath), mode: 0o755, parents: true },
      ignore: ['EEXIST'],
      cost: 3_000,
    },
    joinCgroup(run),
    ...limitSteps(run.spec.linux.cgroupsPath, run.spec.linux.resources),
    // Not before it is in its cgroup: that becomes the root of what it sees.
    ...(own(run).includes('cgroup') ? [{ as: 'child', op: { name: 'unshare', kinds: ['cgroup'] } } as const] : []),
  ],
  mounts: (run) => [...joinNamespaces(run), ...mountSteps(run.spec)],
  pivot: (run) => pivotSteps(run.spec),
  hiding: (run) => hidingSteps(run.spec),
  identity: (run) => [
    ...(ownsHostname(run)
      ? [{ as: 'child', op: { name: 'sethostname', hostname: run.spec.hostname ?? '' } } as const]
      : []),
    ...identitySteps(run),
  ],
}

/** Namespaces that are made for it, not joined. */
const own = (run: Run): readonly NamespaceKind[] =>
  run.spec.linux.namespaces.filter(({ path }) => path === undefined).map(({ type }) => kinds[type])

const ownsHostname = (run: Run): boolean =>
  run.spec.hostname !== undefined &&
  run.spec.linux.namespaces.some(({ type, path }) => type === 'uts' && path === undefined)

/** Namespaces of another container (`--network container:…`): their path names a process. */
function joinNamespaces(run: Run): readonly Step[] {
  return run.spec.linux.namespaces.flatMap(({ type, path }) => {
    const target = /^\/proc\/(\d+)\/ns\//.exec(path ?? '')?.[1]
    return target === undefined
      ? []
      : [{ as: 'child', op: { name: 'setns', target: Number(target), kinds: [kinds[type]] } } as const]
  })
}

export const joinCgroup = (run: Run): Step => ({
  as: 'runc',
  op: { name: 'write', path: `${cgroupDir(run.spec.linux.cgroupsPath)}/cgroup.procs`, data: String(run.child) },
  wrong: { kind: 'cgroup' },
})
