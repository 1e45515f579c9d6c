import { rfc3339Nano } from '../../../base/time'
import { engineVersion } from '../../api/version'
import { listOf, type DaemonConfig } from '../config-file'
import { statusOf } from '../containers/lookup'
import type { Handler } from '../request'
import { json } from '../respond'
import { kernelVersion } from './version'

/** `GET /info`: the pinned host: Debian 12, 2 CPUs, 8 GB, overlay2, cgroup v2 with systemd. @models moby daemon/info.go @fidelity part: numbers of goroutines are made up */
export const info: Handler = (d, req) => {
  const states = Object.values(d.state.containers).map(statusOf)
  const count = (...wanted: readonly string[]) => states.filter((state) => wanted.includes(state)).length
  json(d, req, 200, {
    ID: '6d2f7c1e-7d0b-4c39-a9b8-3f6d4e2c1a90',
    Containers: states.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited', 'dead', 'removing'),
    Images: Object.keys(d.state.images).length,
    ...fixed,
    ...configured(d.state.settings ?? {}),
    NEventsListener: Object.values(d.state.watches).filter(({ kind }) => kind === 'events').length,
    SystemTime: rfc3339Nano(d.now),
  })
}

/** What daemon.json has a say in. */
function configured(settings: DaemonConfig) {
  const mirrors = listOf(settings, 'registry-mirrors').map((mirror) => (mirror.endsWith('/') ? mirror : `${mirror}/`))
  const insecure = listOf(settings, 'insecure-registries')
  const { 'docker.io': hub } = fixed.RegistryConfig.IndexConfigs
  const named = insecure.filter((one) => !one.includes('/'))
  const own = named.map((Name) => [Name, { Mirrors: [], Name, Official: false, Secure: false }] as const)
  const ranges = insecure.filter((one) => one.includes('/'))
  return {
    Debug: settings['debug'] === true,
    Labels: listOf(settings, 'labels'),
    ...(typeof settings['log-driver'] === 'string' && { LoggingDriver: settings['log-driver'] }),
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { ...hub, Mirrors: mirrors }, ...Object.fromEntries(own) },
      InsecureRegistryCIDRs: [...ranges, ...fixed.RegistryConfig.InsecureRegistryCIDRs],
      Mirrors: mirrors.length > 0 ? mirrors : null,
    },
  }
}

const fixed = {
  Driver: 'overlay2',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['Supports d_type', 'true'],
    ['Using metacopy', 'false'],
    ['Native Overlay Diff', 'true'],
    ['userxattr', 'false'],
  ],
  Plugins: {
    Volume: ['local'],
    Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
    Authorization: null,
    Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
  },
  MemoryLimit: true,
  SwapLimit: true,
  CpuCfsPeriod: true,
  CpuCfsQuota: true,
  CPUShares: true,
  CPUSet: true,
  PidsLimit: true,
  IPv4Forwarding: true,
  Debug: false,
  NFd: 25,
  OomKillDisable: false,
  NGoroutines: 48,
  LoggingDriver: 'json-file',
  CgroupDriver: 'systemd',
  CgroupVersion: '2',
  KernelVersion: kernelVersion,
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  OSVersion: '12',
  OSType: 'linux',
  Architecture: 'x86_64',
  IndexServerAddress: 'https://index.docker.io/v1/',
  RegistryConfig: {
    IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
    InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
    Mirrors: null,
  },
  NCPU: 2,
  MemTotal: 8_326_774_784,
  GenericResources: null,
  DockerRootDir: '/var/lib/docker',
  HttpProxy: '',
  HttpsProxy: '',
  NoProxy: '',
  Name: 'host',
  Labels: [],
  ExperimentalBuild: false,
  ServerVersion: engineVersion,
  Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
  DefaultRuntime: 'runc',
  Swarm: {
    NodeID: '',
    NodeAddr: '',
    LocalNodeState: 'inactive',
    ControlAvailable: false,
    Error: '',
    RemoteManagers: null,
  },
  LiveRestoreEnabled: false,
  Isolation: '',
  InitBinary: 'docker-init',
  ContainerdCommit: { ID: '442cb34bda9a6a0fed82a2ca7cade05c5c749582' },
  RuncCommit: { ID: 'v1.2.8-0-geeb7e60' },
  InitCommit: { ID: 'de40ad0' },
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
  FirewallBackend: { Driver: 'iptables' },
  CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
  Containerd: {
    Address: '/run/containerd/containerd.sock',
    Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
  },
  Warnings: null,
}
