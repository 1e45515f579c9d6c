/**
 * Containers as the Engine API spells them: what a client sends to `POST /containers/create` and what inspect gives back.
 * Fields that nothing here reads pass through unchanged, hence the index signatures.
 * @models moby api/types/container
 * @fidelity part: fields that are only passed through are not typed
 */
export interface ContainerConfig {
  readonly Hostname: string
  readonly Domainname: string
  readonly User: string
  readonly AttachStdin: boolean
  readonly AttachStdout: boolean
  readonly AttachStderr: boolean
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>> | null
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly StdinOnce: boolean
  readonly Env: readonly string[] | null
  readonly Cmd: readonly string[] | null
  readonly Healthcheck?: unknown
  readonly Image: string
  readonly Volumes: Readonly<Record<string, Record<string, never>>> | null
  readonly WorkingDir: string
  readonly Entrypoint: readonly string[] | null
  readonly OnBuild?: readonly string[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly StopSignal?: string
  readonly StopTimeout?: number | null
  readonly Shell?: readonly string[] | null
}

export interface PortBinding {
  readonly HostIp: string
  readonly HostPort: string
}

export interface RestartPolicy {
  readonly Name: string
  readonly MaximumRetryCount: number
}

export interface Ulimit {
  readonly Name: string
  readonly Soft: number
  readonly Hard: number
}

/** `--mount`. */
export interface MountRequest {
  readonly Type: string
  readonly Source?: string
  readonly Target: string
  readonly ReadOnly?: boolean
  readonly VolumeOptions?: { readonly NoCopy?: boolean; readonly Labels?: Readonly<Record<string, string>> }
  readonly BindOptions?: { readonly Propagation?: string; readonly CreateMountpoint?: boolean }
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number }
}

export interface HostConfig {
  readonly Binds: readonly string[] | null
  readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> }
  readonly NetworkMode: string
  readonly PortBindings: Readonly<Record<string, readonly PortBinding[] | null>> | null
  readonly RestartPolicy: RestartPolicy
  readonly AutoRemove: boolean
  readonly VolumesFrom: readonly string[] | null
  readonly CapAdd: readonly string[] | null
  readonly CapDrop: readonly string[] | null
  readonly Dns: readonly string[] | null
  readonly DnsOptions: readonly string[] | null
  readonly DnsSearch: readonly string[] | null
  readonly ExtraHosts: readonly string[] | null
  readonly GroupAdd: readonly string[] | null
  readonly IpcMode: string
  readonly PidMode: string
  readonly UTSMode: string
  readonly CgroupnsMode: string
  readonly Privileged: boolean
  readonly PublishAllPorts: boolean
  readonly ReadonlyRootfs: boolean
  readonly SecurityOpt: readonly string[] | null
  readonly Tmpfs?: Readonly<Record<string, string>>
  readonly ShmSize: number
  readonly Sysctls?: Readonly<Record<string, string>>
  readonly Runtime?: string
  readonly CpuShares: number
  readonly Memory: number
  readonly NanoCpus: number
  readonly CpuPeriod: number
  readonly CpuQuota: number
  readonly CpusetCpus: string
  readonly CpusetMems: string
  readonly MemoryReservation: number
  readonly MemorySwap: number
  readonly MemorySwappiness: number | null
  readonly OomKillDisable: boolean | null
  readonly PidsLimit: number | null
  readonly Ulimits: readonly Ulimit[] | null
  readonly Mounts?: readonly MountRequest[]
  readonly Init?: boolean | null
  readonly Links: readonly string[] | null
  readonly OomScoreAdj: number
  readonly Devices:
    | readonly { readonly PathOnHost: string; readonly PathInContainer: string; readonly CgroupPermissions: string }[]
    | null
  readonly DeviceRequests:
    readonly { readonly Driver: string; readonly Capabilities: readonly (readonly string[])[] }[] | null
  readonly MaskedPaths: readonly string[] | null
  readonly ReadonlyPaths: readonly string[] | null
  readonly BlkioDeviceReadBps?: readonly ThrottleRequest[] | null
  readonly BlkioDeviceWriteBps?: readonly ThrottleRequest[] | null
  readonly BlkioDeviceReadIOps?: readonly ThrottleRequest[] | null
  readonly BlkioDeviceWriteIOps?: readonly ThrottleRequest[] | null
  readonly [field: string]: unknown
}

export interface ThrottleRequest {
  readonly Path: string
  readonly Rate: number
}

export interface EndpointSettings {
  readonly IPAMConfig: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null
  readonly Links: readonly string[] | null
  readonly Aliases: readonly string[] | null
  readonly MacAddress: string
  readonly DriverOpts: Readonly<Record<string, string>> | null
  readonly GwPriority: number
  readonly NetworkID: string
  readonly EndpointID: string
  readonly Gateway: string
  readonly IPAddress: string
  readonly IPPrefixLen: number
  readonly IPv6Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly DNSNames: readonly string[] | null
}

export type CreateRequest = ContainerConfig & {
  readonly HostConfig: HostConfig
  readonly NetworkingConfig: { readonly EndpointsConfig: Readonly<Record<string, EndpointSettings>> | null } | null
}
