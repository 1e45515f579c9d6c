import type { ContainerConfig, CreateRequest, HostConfig } from '../../api/container'
import { emptyConfig, emptyHostConfig } from '../../api/defaults'
import type { HealthcheckConfig, RunConfig } from '../../oci/config'
import { maskedPaths, readonlyPaths } from '../../oci/runtime-defaults'
import { mergedHealthcheck } from './healthcheck'

/** What the client sent, with nothing missing. `HostConfig` and `NetworkingConfig` travel inside the same object. */
export function split(
  body: Partial<CreateRequest>,
): readonly [
  config: ContainerConfig,
  host: HostConfig,
  endpoints: NonNullable<NonNullable<CreateRequest['NetworkingConfig']>['EndpointsConfig']>,
] {
  const { HostConfig: host, NetworkingConfig: networking, ...config } = body
  return [
    { ...emptyConfig, ...config },
    { ...emptyHostConfig, ...host } as HostConfig,
    networking?.EndpointsConfig ?? {},
  ]
}

/**
 * What the image says, where the client said nothing. A client's Entrypoint does away with the image's Cmd.
 * @models moby daemon/commit.go merge, daemon/create.go mergeAndVerifyConfig
 * @fidelity full
 */
export function merge(config: ContainerConfig, image: RunConfig): ContainerConfig {
  const ownEntrypoint = (config.Entrypoint ?? []).length > 0
  const cleared = config.Entrypoint?.length === 1 && config.Entrypoint[0] === ''
  const takeImage = !ownEntrypoint
  const cmd = (config.Cmd ?? []).length > 0 ? config.Cmd : takeImage ? (image.Cmd ?? null) : null
  const health = mergedHealthcheck(config.Healthcheck as HealthcheckConfig | undefined, image.Healthcheck)
  return inOrder({
    ...config,
    User: config.User || (image.User ?? ''),
    ...exposed(config, image),
    Env: mergedEnv(config.Env ?? [], image.Env ?? []),
    Labels: { ...image.Labels, ...config.Labels },
    Cmd: cmd,
    Entrypoint: cleared ? null : takeImage ? (image.Entrypoint ?? null) : config.Entrypoint,
    WorkingDir: config.WorkingDir || (image.WorkingDir ?? ''),
    Volumes: volumes(config, image),
    ...(image.StopSignal !== undefined && !config.StopSignal && { StopSignal: image.StopSignal }),
    ...(health !== undefined && { Healthcheck: health }),
  })
}

const order: readonly string[] = [
  'Hostname',
  'Domainname',
  'User',
  'AttachStdin',
  'AttachStdout',
  'AttachStderr',
  'ExposedPorts',
  'Tty',
  'OpenStdin',
  'StdinOnce',
  'Env',
  'Cmd',
  'Healthcheck',
  'ArgsEscaped',
  'Image',
  'Volumes',
  'WorkingDir',
  'Entrypoint',
  'NetworkDisabled',
  'OnBuild',
  'Labels',
  'StopSignal',
  'StopTimeout',
  'Shell',
]

/** Fields as moby's struct has them; what it leaves out when empty is left out. */
function inOrder(config: ContainerConfig): ContainerConfig {
  const known = new Map(Object.entries(config))
  return Object.fromEntries(
    order.flatMap((key) => (known.has(key) ? [[key, known.get(key)]] : [])),
  ) as unknown as ContainerConfig
}

function exposed(config: ContainerConfig, image: RunConfig): Pick<ContainerConfig, 'ExposedPorts'> {
  const all = { ...image.ExposedPorts, ...config.ExposedPorts }
  return Object.keys(all).length === 0 ? {} : { ExposedPorts: all }
}

function volumes(config: ContainerConfig, image: RunConfig): ContainerConfig['Volumes'] {
  const all = { ...config.Volumes, ...image.Volumes }
  return Object.keys(all).length === 0 ? null : all
}

/** The client's variables first, then the image's that it did not set. */
function mergedEnv(own: readonly string[], image: readonly string[]): readonly string[] {
  const names = new Set(own.map((pair) => pair.split('=')[0]))
  return [...own, ...image.filter((pair) => !names.has(pair.split('=')[0]))]
}

/** moby adaptContainerSettings: what follows from other settings. */
export function adapted(host: HostConfig, logs: HostConfig['LogConfig']): HostConfig {
  const network = host.NetworkMode === '' || host.NetworkMode === 'default' ? 'bridge' : host.NetworkMode
  const swap = host.Memory > 0 && host.MemorySwap === 0 ? host.Memory * 2 : host.MemorySwap
  return {
    ...host,
    NetworkMode: network,
    MemorySwap: swap,
    MemorySwappiness: host.MemorySwappiness === -1 ? null : host.MemorySwappiness,
    OomKillDisable: host.OomKillDisable || null,
    PidsLimit: host.PidsLimit === 0 ? null : host.PidsLimit,
    ShmSize: host.ShmSize === 0 ? 67108864 : host.ShmSize,
    Runtime: host.Runtime || 'runc',
    MaskedPaths: host.Privileged ? null : (host.MaskedPaths ?? maskedPaths),
    ReadonlyPaths: host.Privileged ? null : (host.ReadonlyPaths ?? readonlyPaths),
    IpcMode: host.IpcMode || 'private',
    CgroupnsMode: host.CgroupnsMode || (host.Privileged ? 'host' : 'private'),
    LogConfig:
      host.LogConfig.Type === '' ? { ...logs, Config: { ...logs.Config, ...host.LogConfig.Config } } : host.LogConfig,
    RestartPolicy: host.RestartPolicy.Name === '' ? { ...host.RestartPolicy, Name: 'no' } : host.RestartPolicy,
  }
}
