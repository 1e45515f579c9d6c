/**
 * config.json of the OCI runtime specification: what dockerd writes, runc reads.
 * @models runtime-spec config.md, config-linux.md
 * @fidelity part: only the fields that Docker sets
 */
export interface RuntimeSpec {
  readonly ociVersion: string
  readonly process: ProcessSpec
  readonly root: { readonly path: string; readonly readonly?: boolean }
  /** Absent where the uts namespace is not its own. */
  readonly hostname?: string
  readonly mounts: readonly MountSpec[]
  readonly hooks?: { readonly prestart: readonly { readonly path: string; readonly args: readonly string[] }[] }
  readonly linux: LinuxSpec
}

export interface ProcessSpec {
  readonly terminal?: boolean
  readonly consoleSize?: { readonly height: number; readonly width: number }
  readonly user: { readonly uid: number; readonly gid: number; readonly additionalGids: readonly number[] }
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly capabilities: {
    readonly bounding: readonly string[]
    readonly effective: readonly string[]
    readonly permitted: readonly string[]
  }
  readonly rlimits?: readonly { readonly type: string; readonly hard: number; readonly soft: number }[]
  readonly noNewPrivileges?: boolean
  readonly apparmorProfile?: string
  readonly oomScoreAdj: number
}

export interface MountSpec {
  readonly destination: string
  readonly type: string
  readonly source: string
  readonly options: readonly string[]
}

export interface LinuxSpec {
  readonly sysctl?: Readonly<Record<string, string>>
  readonly resources: Resources
  /** With the systemd driver `slice:prefix:name`. */
  readonly cgroupsPath: string
  readonly namespaces: readonly { readonly type: NamespaceType; readonly path?: string }[]
  readonly devices?: readonly DeviceSpec[]
  readonly seccomp?: SeccompSpec
  readonly maskedPaths?: readonly string[]
  readonly readonlyPaths?: readonly string[]
}

export interface DeviceSpec {
  readonly path: string
  readonly type: 'c' | 'b'
  readonly major: number
  readonly minor: number
  readonly fileMode: number
  readonly uid: number
  readonly gid: number
}

/** A rule of the device cgroup; a later one wins. */
export interface DeviceRule {
  readonly allow: boolean
  readonly type?: 'c' | 'b'
  readonly major?: number
  readonly minor?: number
  readonly access: string
}

export interface SeccompSpec {
  readonly defaultAction: 'SCMP_ACT_ERRNO' | 'SCMP_ACT_ALLOW'
  readonly defaultErrnoRet?: number
  readonly architectures: readonly string[]
  readonly syscalls: readonly { readonly names: readonly string[]; readonly action: 'SCMP_ACT_ALLOW' }[]
}

export type NamespaceType = 'mount' | 'network' | 'uts' | 'pid' | 'ipc' | 'cgroup' | 'user'

export interface Resources {
  readonly memory?: {
    readonly limit?: number
    readonly reservation?: number
    readonly swap?: number
    readonly disableOOMKiller?: boolean
  }
  readonly cpu?: {
    readonly shares?: number
    readonly quota?: number
    readonly period?: number
    readonly cpus?: string
    readonly mems?: string
  }
  readonly pids?: { readonly limit: number }
  readonly devices?: readonly DeviceRule[]
  readonly blockIO?: {
    readonly throttleReadBpsDevice?: readonly ThrottleDevice[]
    readonly throttleWriteBpsDevice?: readonly ThrottleDevice[]
    readonly throttleReadIOPSDevice?: readonly ThrottleDevice[]
    readonly throttleWriteIOPSDevice?: readonly ThrottleDevice[]
  }
}

/** So many bytes or operations a second on that block device. */
export interface ThrottleDevice {
  readonly major: number
  readonly minor: number
  readonly rate: number
}
