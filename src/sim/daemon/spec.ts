import type { RuntimeSpec, MountSpec, ProcessSpec, Resources, NamespaceType } from '../oci/runtime-spec'
import {
  allCapabilities,
  defaultCapabilities,
  defaultMounts,
  maskedPaths,
  readonlyPaths,
} from '../oci/runtime-defaults'
import type { ExecUser } from '../oci/user'
import type { HostConfig } from '../api/container'
import type { Container, MountPoint } from './containers/container'
import { inDir } from './containers/paths'
import { isSet, type Shared } from './containers/sharing'
import { capability } from './containers/validate'
import { blockIO } from './spec/block-io'
import { deviceRules, devices } from './spec/devices'
import { defaultSeccomp, isFiltered } from './spec/seccomp'

/**
 * The OCI spec that dockerd hands to runc for a container.
 * @models moby daemon/oci_linux.go, daemon/pkg/oci
 * @fidelity part: the seccomp profile in outline, no user namespaces, libnetwork's hook is not called
 */
export interface Surroundings extends Shared {
  readonly user: ExecUser
  /** Sources of binds that are files, not directories. */
  readonly files: readonly string[]
}

export function specOf(container: Container, around: Surroundings): RuntimeSpec {
  const { hostConfig: host, id } = container
  const hidden = host.Privileged ? {} : { maskedPaths, readonlyPaths }
  return {
    ociVersion: '1.2.0',
    process: processOf(container, around.user),
    root: { path: container.snapshot.merged, ...(host.ReadonlyRootfs && { readonly: true }) },
    ...(host.UTSMode !== 'host' && { hostname: container.config.Hostname }),
    mounts: [...mountsOf(container, around)],
    linux: {
      ...(host.NetworkMode !== 'host' && { sysctl: { ...sysctls, ...host.Sysctls } }),
      resources: { ...resourcesOf(host), devices: deviceRules(host) },
      cgroupsPath: `system.slice:docker:${id}`,
      namespaces: namespacesOf(host, around),
      ...devices(host),
      ...(isFiltered(host) && { seccomp: defaultSeccomp }),
      ...hidden,
    },
  }
}

const sysctls = { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' }

function processOf(container: Container, user: ExecUser): ProcessSpec {
  const { config, hostConfig: host, argv } = container
  const extra = (host.GroupAdd ?? []).map(Number).filter((gid) => Number.isInteger(gid))
  const [height = 0, width = 0] = (host['ConsoleSize'] as readonly number[] | undefined) ?? []
  return {
    ...(config.Tty && { terminal: true }),
    ...(config.Tty && height > 0 && { consoleSize: { height, width } }),
    user: { ...user, additionalGids: [...user.additionalGids, ...extra] },
    args: host.Init ? ['/sbin/docker-init', '--', ...argv] : argv,
    env: environment(container),
    cwd: config.WorkingDir || '/',
    capabilities: capabilitiesOf(host),
    ...((host.Ulimits ?? []).length > 0 && { rlimits: rlimits(host) }),
    ...(isSet(host, 'no-new-privileges') && { noNewPrivileges: true }),
    oomScoreAdj: host.OomScoreAdj,
  }
}

const rlimits = (host: HostConfig) =>
  (host.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({ type: `RLIMIT_${Name.toUpperCase()}`, hard: Hard, soft: Soft }))

/** @models moby container/container_unix.go CreateDaemonEnvironment */
export function environment({ config }: Container): readonly string[] {
  const base = [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `HOSTNAME=${config.Hostname}`,
    ...(config.Tty ? ['TERM=xterm'] : []),
  ]
  return overlaid(base, config.Env ?? [])
}

/** Replaces in place, appends what is new; a name without `=` takes the variable away. */
export function overlaid(base: readonly string[], changes: readonly string[]): readonly string[] {
  const result = [...base]
  for (const pair of changes) {
    const name = pair.split('=')[0]!
    const at = result.findIndex((known) => known.split('=')[0] === name)
    if (!pair.includes('=')) result.splice(at, at >= 0 ? 1 : 0)
    else if (at >= 0) result[at] = pair
    else result.push(pair)
  }
  return result
}

export function capabilitiesOf(host: HostConfig): ProcessSpec['capabilities'] {
  const set = host.Privileged ? allCapabilities : adjusted(host)
  return { bounding: set, effective: set, permitted: set }
}

function adjusted(host: HostConfig): readonly string[] {
  const add = (host.CapAdd ?? []).map((name) => capability(name)!)
  const drop = (host.CapDrop ?? []).map((name) => capability(name)!)
  const base = add.includes('ALL') ? allCapabilities : drop.includes('ALL') ? [] : defaultCapabilities
  const kept = base.filter((name) => !drop.includes(name))
  return [...kept, ...add.filter((name) => name !== 'ALL' && !kept.includes(name))]
}

function mountsOf(container: Container, around: Surroundings): readonly MountSpec[] {
  const { hostConfig: host, id } = container
  const given = container.mounts.map((mount) => mountSpec(mount, around.files))
  const ro = host.ReadonlyRootfs ? ['rro'] : []
  const own = ['resolv.conf', 'hostname', 'hosts']
    .filter((file) => !container.mounts.some(({ target }) => target === `/etc/${file}`))
    .map((file) => ({
      destination: `/etc/${file}`,
      type: 'bind',
      source: inDir(id, file),
      options: ['rbind', ...ro, 'rprivate'],
    }))
  const system = defaultMounts(host.ShmSize, !host.Privileged)
    .filter(({ destination }) => !container.mounts.some(({ target }) => target === destination))
    .flatMap((mount) => (mount.destination === '/dev/shm' ? sharedMemory(mount, host, around) : [mount]))
  const init = host.Init
    ? [
        {
          destination: '/sbin/docker-init',
          type: 'bind',
          source: '/usr/bin/docker-init',
          options: ['bind', 'ro', 'x-file'],
        },
      ]
    : []
  return [...system, ...init, ...[...given].sort(shallowFirst), ...own]
}

/** With `--ipc` its memory is somebody else's, the daemon's to lend, or none. */
function sharedMemory(own: MountSpec, host: HostConfig, { shm }: Surroundings): readonly MountSpec[] {
  if (host.IpcMode === 'none') return []
  return [
    shm === undefined ? own : { destination: '/dev/shm', type: 'bind', source: shm, options: ['rbind', 'rprivate'] },
  ]
}

const shallowFirst = (a: MountSpec, b: MountSpec): number =>
  a.destination.split('/').length - b.destination.split('/').length

function mountSpec(mount: MountPoint, files: readonly string[]): MountSpec {
  if (mount.type === 'tmpfs') {
    const words = (mount.data ?? '').split(',').filter((word) => word !== '')
    return {
      destination: mount.target,
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['noexec', 'nosuid', 'nodev', 'rprivate', ...words],
    }
  }
  const options = [
    'rbind',
    ...(mount.rw ? [] : ['rro']),
    ...(mount.propagation === '' ? [] : [mount.propagation]),
    ...(files.includes(mount.source) ? ['x-file'] : []),
  ]
  return { destination: mount.target, type: 'bind', source: mount.source, options }
}

export function resourcesOf(host: HostConfig): Resources {
  const quota = host.NanoCpus > 0 ? { period: 100000, quota: Math.floor(host.NanoCpus / 10000) } : {}
  const cpu = {
    ...quota,
    ...(host.CpuShares > 0 && { shares: host.CpuShares }),
    ...(host.CpuQuota !== 0 && { quota: host.CpuQuota }),
    ...(host.CpuPeriod > 0 && { period: host.CpuPeriod }),
    ...(host.CpusetCpus !== '' && { cpus: host.CpusetCpus }),
    ...(host.CpusetMems !== '' && { mems: host.CpusetMems }),
  }
  const memory = {
    ...(host.Memory > 0 && { limit: host.Memory }),
    ...(host.MemoryReservation > 0 && { reservation: host.MemoryReservation }),
    ...(host.MemorySwap !== 0 && { swap: host.MemorySwap }),
  }
  return {
    ...(Object.keys(memory).length > 0 && { memory }),
    ...(Object.keys(cpu).length > 0 && { cpu }),
    ...(host.PidsLimit && { pids: { limit: host.PidsLimit } }),
    ...blockIO(host),
  }
}

function namespacesOf(host: HostConfig, around: Surroundings): RuntimeSpec['linux']['namespaces'] {
  const own = (type: NamespaceType, shared: boolean) => (shared ? [] : [{ type }])
  const of = (type: NamespaceType, file: string, pid: number | undefined, mode: string) =>
    pid === undefined ? own(type, mode === 'host') : [{ type, path: `/proc/${pid}/ns/${file}` }]
  return [
    { type: 'mount' },
    ...of('network', 'net', around.networkOf, host.NetworkMode),
    ...own('uts', host.UTSMode === 'host'),
    ...of('pid', 'pid', around.pidOf, host.PidMode),
    ...of('ipc', 'ipc', around.ipcOf, host.IpcMode),
    ...own('cgroup', host.CgroupnsMode === 'host'),
  ]
}
