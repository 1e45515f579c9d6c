import { rfc3339Nano, zeroTime } from '../../../base/time'
import type { Container } from './container'
import { mountJson } from './summary'
import { healthJson } from './health'
import { isRunning, statusOf } from './lookup'
import { inDir } from './paths'

/** A container as inspect shows it. @models moby daemon/inspect.go, inspect_linux.go @fidelity full */
export function shown(container: Container): object {
  const { id, argv } = container
  return {
    Id: id,
    Created: rfc3339Nano(container.created),
    Path: argv[0] ?? '',
    Args: argv.slice(1),
    State: stateJson(container),
    Image: container.imageId,
    ResolvConfPath: container.startedBefore ? inDir(id, 'resolv.conf') : '',
    HostnamePath: container.startedBefore ? inDir(id, 'hostname') : '',
    HostsPath: container.startedBefore ? inDir(id, 'hosts') : '',
    LogPath: container.startedBefore ? inDir(id, `${id}-json.log`) : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execIds.length === 0 ? null : container.execIds,
    HostConfig: container.hostConfig,
    GraphDriver: graphDriver(container),
    Mounts: container.mounts.map(mountJson),
    Config: container.config,
    NetworkSettings: networkSettings(container),
  }
}

function stateJson(container: Container): object {
  const status = statusOf(container)
  return {
    Status: status,
    Running: ['running', 'paused', 'restarting'].includes(status),
    Paused: status === 'paused',
    Restarting: status === 'restarting',
    OOMKilled: container.oomKilled,
    Dead: status === 'dead',
    Pid: container.pid,
    ExitCode: container.exitCode,
    Error: container.error,
    StartedAt: container.startedAt === undefined ? zeroTime : rfc3339Nano(container.startedAt),
    FinishedAt: container.finishedAt === undefined ? zeroTime : rfc3339Nano(container.finishedAt),
    ...(container.health !== undefined && { Health: healthJson(container.health) }),
  }
}

function graphDriver({ id, snapshot }: Container): object {
  const { lower, merged, upper, work } = snapshot
  return {
    Data: { ID: id, LowerDir: lower.join(':'), MergedDir: merged, UpperDir: upper, WorkDir: work },
    Name: 'overlay2',
  }
}

function networkSettings(container: Container): object {
  const bridge = container.endpoints['bridge']
  const running = isRunning(container)
  return {
    Bridge: '',
    SandboxID: running ? container.sandboxId : '',
    SandboxKey: running ? `/var/run/docker/netns/${container.sandboxId.slice(0, 12)}` : '',
    Ports: running ? portMap(container) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.EndpointID ?? '',
    Gateway: bridge?.Gateway ?? '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: bridge?.IPAddress ?? '',
    IPPrefixLen: bridge?.IPPrefixLen ?? 0,
    IPv6Gateway: '',
    MacAddress: bridge?.MacAddress ?? '',
    Networks: container.endpoints,
  }
}

/** Exposed ports, with null where they are not published. */
function portMap({ config, ports }: Container): object {
  const names = [
    ...new Set([...Object.keys(config.ExposedPorts ?? {}), ...ports.map((port) => `${port.container}/${port.proto}`)]),
  ].sort()
  return Object.fromEntries(
    names.map((name) => {
      const found = ports.filter((port) => `${port.container}/${port.proto}` === name)
      return [
        name,
        found.length === 0 ? null : found.map(({ hostIp, host }) => ({ HostIp: hostIp, HostPort: String(host) })),
      ]
    }),
  )
}
