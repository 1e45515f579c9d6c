import type { FileEntry } from '../../base/file-entry'
import { seeded } from '../../base/random'
import type { Address } from '../wire/address'
import type { NamespaceKind } from '../wire/syscall'
import type { DirEntry, Pid } from '../wire/sys'
import { attach, emptyCgroups, mkdirCgroup } from '../kernel/cgroup/cgroup'
import { emptyCpu } from '../kernel/cpu/state'
import { allCaps } from '../kernel/caps'
import { emptyFs, mkdirAll, mknod, mksocket, mount, open, symlink, writeTree, chown, chmod } from '../kernel/fs/vfs'
import type { Cred, FsState } from '../kernel/fs/types'
import { residentOf } from '../kernel/memory/resident'
import { emptyMemory } from '../kernel/memory/state'
import { emptyNet } from '../kernel/net/net'
import type { NetState } from '../kernel/net/types'
import type { HostState, Namespace, Process } from '../kernel/state'
import { epoch } from '../world/world'
import { rootIn } from './as-root'

/** The Docker host as it is when the learner sits down: booted, daemons running, nobody logged in. */
export const hostName = 'host'

/** Inode numbers of the namespaces that a Linux boots with (include/linux/proc_ns.h). */
export const firstNamespaces: Readonly<Record<NamespaceKind, number>> = {
  time: 4026531834,
  cgroup: 4026531835,
  pid: 4026531836,
  user: 4026531837,
  uts: 4026531838,
  ipc: 4026531839,
  net: 4026531840,
  mnt: 4026531841,
}

/** Before there is a process to ask, sysfs has just the directory that the cgroup hierarchy is mounted on. */
const bareSys: Readonly<Record<string, readonly DirEntry[]>> = {
  '': [{ name: 'fs', kind: 'dir' }],
  fs: [{ name: 'cgroup', kind: 'dir' }],
  'fs/cgroup': [],
}

/** Root in the host's own namespaces, before and beside all processes. */
export const rootAtBoot: Cred = {
  ...rootIn(firstNamespaces.mnt, Math.floor(epoch / 1e6) - 86_400),
  virtual: {
    list: (type, path) => (type === 'sysfs' ? bareSys[path] : path === '' ? [] : undefined),
    read: () => undefined,
  },
}

export interface BootOptions {
  readonly seed: number
  readonly files: readonly FileEntry[]
  /** Group id of `docker`: who may talk to the daemon's socket. */
  readonly dockerGroup: number
  readonly outside: NetState['outside']
}

export function bootHost({ seed, files, dockerGroup, outside }: BootOptions): HostState {
  const namespaces = Object.fromEntries(
    Object.entries(firstNamespaces).map(([kind, inode]): [number, Namespace] => [
      inode,
      {
        kind: kind as NamespaceKind,
        inode,
        ...(kind === 'uts' && { hostname: hostName }),
        ...(kind === 'pid' && { nextPid: 1 }),
      },
    ]),
  )
  const net = emptyNet(firstNamespaces.net)
  const fs = bootFiles(files, dockerGroup)
  const sockets = [
    ['/run/docker.sock', 'dockerd'],
    ['/run/systemd/private', 'systemd'],
  ] as const
  return {
    hostname: hostName,
    bootAt: epoch - 3_600_000_000 * 5,
    rng: seeded(seed, 'kernel'),
    procs: {},
    nextPid: 1,
    links: {},
    natRules: [],
    namespaces,
    nextNamespace: 4026532200,
    files: {},
    nextOfd: 1,
    pipes: {},
    nextPipe: 1,
    ttys: {},
    sockets: {},
    nextConn: 1,
    unix: Object.fromEntries(sockets.map(([path, owner]) => [socketAt(fs, path), owner])),
    fs,
    net: { ...net, outside: { ...net.outside, ...outside } },
    cgroups: daemonGroups.reduce(mkdirCgroup, emptyCgroups()),
    cpu: emptyCpu(epoch),
    memory: emptyMemory(),
  }
}

/** What systemd makes when it starts the two services. */
const daemonGroups = ['system.slice/containerd.service', 'system.slice/docker.service']

const devices: readonly (readonly [name: string, major: number, minor: number, mode: number])[] = [
  ['null', 1, 3, 0o666],
  ['zero', 1, 5, 0o666],
  ['full', 1, 7, 0o666],
  ['random', 1, 8, 0o666],
  ['urandom', 1, 9, 0o666],
  ['tty', 5, 0, 0o666],
]

function bootFiles(files: readonly FileEntry[], dockerGroup: number): FsState {
  let fs = writeTree(emptyFs(firstNamespaces.mnt), rootAtBoot, '/', files)
  for (const dir of ['/proc', '/sys', '/dev', '/run', '/tmp', '/var/lib/docker/overlay2', '/var/lib/containerd'])
    fs = mkdirAll(fs, rootAtBoot, dir, 0o755)
  fs = chmod(fs, rootAtBoot, '/tmp', 0o1777)
  const mounts = [
    ['proc', '/proc', 'proc', ''],
    ['sysfs', '/sys', 'sysfs', ''],
    ['udev', '/dev', 'devtmpfs', 'size=4028928k,mode=755'],
    ['devpts', '/dev/pts', 'devpts', 'gid=5,mode=620,ptmxmode=000'],
    ['tmpfs', '/run', 'tmpfs', 'size=813160k,mode=755'],
    ['cgroup2', '/sys/fs/cgroup', 'cgroup2', ''],
    ['tmpfs', '/dev/shm', 'tmpfs', 'mode=1777'],
    ['mqueue', '/dev/mqueue', 'mqueue', ''],
  ] as const
  for (const [source, target, type, data] of mounts) {
    if (target.startsWith('/dev/')) fs = mkdirAll(fs, rootAtBoot, target, 0o755)
    fs = mount(fs, rootAtBoot, {
      source,
      target,
      type,
      flags:
        type === 'tmpfs' || type === 'devtmpfs'
          ? ['nosuid']
          : type === 'devpts'
            ? ['nosuid', 'noexec']
            : ['nosuid', 'nodev', 'noexec'],
      data,
      ...(type === 'proc' && { tag: String(firstNamespaces.pid) }),
    })
  }
  for (const [name, major, minor, mode] of devices)
    fs = mknod(fs, rootAtBoot, `/dev/${name}`, 'char', [major, minor], mode)
  fs = mknod(fs, rootAtBoot, '/dev/vda', 'block', [254, 0], 0o660)
  for (const [name, target] of [
    ['stdin', 'fd/0'],
    ['stdout', 'fd/1'],
    ['stderr', 'fd/2'],
    ['fd', '/proc/self/fd'],
  ] as const)
    fs = symlink(fs, rootAtBoot, name === 'fd' ? target : `/proc/self/${target}`, `/dev/${name}`)
  fs = mknod(fs, rootAtBoot, '/dev/pts/0', 'char', [136, 0], 0o620)
  fs = chown(fs, rootAtBoot, '/dev/pts/0', 1000, 5)
  fs = mksocket(fs, rootAtBoot, '/run/docker.sock', 0o660)
  fs = chown(fs, rootAtBoot, '/run/docker.sock', 0, dockerGroup)
  return mksocket(mkdirAll(fs, rootAtBoot, '/run/systemd', 0o755), rootAtBoot, '/run/systemd/private', 0o777)
}

function socketAt(fs: FsState, path: string): string {
  const [, handle] = open(fs, rootAtBoot, path, { read: true })
  return handle.kind === 'socket' ? handle.id : ''
}

/** A process that is there from the start. */
export interface Resident {
  readonly pid: Pid
  readonly ppid?: Pid
  readonly comm: string
  readonly argv: readonly string[]
  readonly exe: string
  readonly cgroup: string
  readonly uid?: number
  readonly gid?: number
  readonly rlimits?: NonNullable<Process['rlimits']>
  readonly groups?: readonly number[]
  readonly address?: Address
  /** Who has started it and is told of its end. */
  readonly holder?: Address
  readonly program?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Absent: while the host came up. */
  readonly startedAt?: number
}

export function settleIn(host: HostState, resident: Resident): HostState {
  const { pid, uid = 0, gid = 0, groups = [] } = resident
  const space = host.namespaces[firstNamespaces.pid]
  const p: Process = {
    pid,
    ppid: resident.ppid ?? (pid === 1 ? 0 : 1),
    comm: resident.comm,
    argv: resident.argv,
    exe: resident.exe,
    env: resident.env ?? {},
    cwd: resident.cwd ?? '/',
    uid,
    gid,
    groups,
    caps: uid === 0 ? allCaps : [],
    umask: 0o022,
    noNewPrivileges: false,
    pgid: pid,
    sid: pid,
    ns: firstNamespaces,
    nspid: pid,
    pids: { [firstNamespaces.pid]: pid },
    cgroup: resident.cgroup,
    fds: {},
    run: 'wait',
    begun: false,
    awaits: [],
    handlers: {},
    pending: [],
    answers: [],
    scheduled: false,
    outbox: [],
    reports: [],
    startedAt: resident.startedAt ?? host.bootAt + pid * 1000,
    cpu: 0,
    resident: residentOf(resident.program ?? resident.comm, resident.exe),
    oomScoreAdj: 0,
    ...(resident.address !== undefined && { address: resident.address }),
    ...(resident.holder !== undefined && { holder: resident.holder }),
    ...(resident.program !== undefined && { program: resident.program }),
    ...(resident.rlimits !== undefined && { rlimits: resident.rlimits }),
  }
  return {
    ...host,
    procs: { ...host.procs, [pid]: p },
    cgroups: attach(host.cgroups, pid, resident.cgroup),
    namespaces: {
      ...host.namespaces,
      ...(space && { [firstNamespaces.pid]: { ...space, nextPid: Math.max(space.nextPid ?? 1, pid + 1), init: 1 } }),
    },
  }
}
