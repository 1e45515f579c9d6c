import type { ContainerConfig, HostConfig } from '../../api/container'
import { allCapabilities } from '../../oci/runtime-defaults'
import {
  autoRemoveAndRestart,
  badCpus,
  badCpuset,
  badEnv,
  badMode,
  badOomScore,
  badLogDriver,
  badRestartPolicy,
  badRuntime,
  badSignal,
  badWorkingDir,
  cpusAndPeriod,
  hostnameAndNetworkMode,
  hostnameAndUts,
  portsAndContainerMode,
  refusal,
  reservationAboveMemory,
  retriesWithoutFailure,
  swapBelowMemory,
  swapWithoutMemory,
  tooLittleMemory,
  tooLittleReservation,
  unknownCapability,
  type Refusal,
} from '../errors'
import type { HealthcheckConfig } from '../../oci/config'
import { wrongHealthcheck } from './healthcheck'
import { signalOf } from './signals'

export const hostCpus = 2
const smallest = 6 * 1024 * 1024

/**
 * Everything that dockerd refuses to create, in the order in which it looks.
 * @models moby runconfig/hostconfig_unix.go, daemon/container.go verifyContainerSettings, daemon/daemon_unix.go verifyPlatformContainerResources
 * @fidelity part: the settings that are simulated
 */
export function refusalOf(config: ContainerConfig, host: HostConfig): Refusal | undefined {
  return (
    networkMode(config, host) ??
    settings(config) ??
    restart(host) ??
    capabilities(host) ??
    resources(host) ??
    modes(host) ??
    drivers(host)
  )
}

function networkMode(config: ContainerConfig, host: HostConfig): Refusal | undefined {
  if (host.UTSMode === 'host' && config.Hostname !== '') return hostnameAndUts
  if (!host.NetworkMode.startsWith('container:')) return undefined
  if (config.Hostname !== '') return hostnameAndNetworkMode
  if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts) return portsAndContainerMode
  return undefined
}

function settings(config: ContainerConfig): Refusal | undefined {
  if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/')) return badWorkingDir(config.WorkingDir)
  if (config.StopSignal && signalOf(config.StopSignal) === undefined) return badSignal(config.StopSignal)
  const unwell = wrongHealthcheck(config.Healthcheck as HealthcheckConfig | undefined)
  if (unwell !== undefined) return refusal(400, unwell)
  const bad = (config.Env ?? []).find((pair) => pair === '' || pair.startsWith('='))
  return bad === undefined ? undefined : badEnv(bad)
}

function restart({ RestartPolicy: { Name, MaximumRetryCount }, AutoRemove }: HostConfig): Refusal | undefined {
  if (!['', 'no', 'always', 'on-failure', 'unless-stopped'].includes(Name)) return badRestartPolicy(Name)
  if (MaximumRetryCount > 0 && Name !== 'on-failure') return retriesWithoutFailure
  return AutoRemove && Name !== 'no' && Name !== '' ? autoRemoveAndRestart : undefined
}

function capabilities(host: HostConfig): Refusal | undefined {
  const unknown = (names: readonly string[] | null) => names?.find((name) => capability(name) === undefined)
  const add = unknown(host.CapAdd)
  const drop = unknown(host.CapDrop)
  if (add !== undefined) return unknownCapability('CapAdd', capName(add))
  return drop === undefined ? undefined : unknownCapability('CapDrop', capName(drop))
}

const capName = (name: string): string => (/^CAP_/i.test(name) ? name.toUpperCase() : `CAP_${name.toUpperCase()}`)

/** `net_admin` → `CAP_NET_ADMIN`; `all` stays; undefined for what Linux does not know. */
export function capability(name: string): string | undefined {
  if (name.toUpperCase() === 'ALL') return 'ALL'
  return allCapabilities.includes(capName(name)) ? capName(name) : undefined
}

export function resources(host: HostConfig): Refusal | undefined {
  const { Memory, MemorySwap, MemoryReservation, NanoCpus, CpuPeriod, CpuQuota, CpusetCpus } = host
  if (Memory !== 0 && Memory < smallest) return tooLittleMemory
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory) return swapBelowMemory
  if (Memory === 0 && MemorySwap > 0) return swapWithoutMemory
  if (MemoryReservation > 0 && MemoryReservation < smallest) return tooLittleReservation
  if (Memory > 0 && MemoryReservation > 0 && Memory < MemoryReservation) return reservationAboveMemory
  if (NanoCpus > 0 && CpuPeriod > 0) return cpusAndPeriod('Period')
  if (NanoCpus > 0 && CpuQuota > 0) return cpusAndPeriod('Quota')
  if (NanoCpus < 0 || NanoCpus > hostCpus * 1e9) return badCpus(hostCpus)
  return cpuset(CpusetCpus) ? undefined : badCpuset(CpusetCpus)
}

const cpuset = (text: string): boolean =>
  text === '' || text.split(/[,-]/).every((part) => /^\d+$/.test(part) && Number(part) < hostCpus)

function modes({ IpcMode, PidMode, UTSMode, CgroupnsMode, OomScoreAdj }: HostConfig): Refusal | undefined {
  const joins = (mode: string) => /^container:.+/.test(mode)
  if (!['', 'none', 'private', 'host', 'shareable'].includes(IpcMode) && !joins(IpcMode)) return badMode('IPC', IpcMode)
  if (!['', 'host'].includes(PidMode) && !joins(PidMode)) return badMode('PID', PidMode)
  if (!['', 'host'].includes(UTSMode)) return badMode('UTS', UTSMode)
  if (OomScoreAdj < -1000 || OomScoreAdj > 1000) return badOomScore(OomScoreAdj)
  return ['', 'host', 'private'].includes(CgroupnsMode) ? undefined : badMode('cgroup namespace', CgroupnsMode)
}

function drivers(host: HostConfig): Refusal | undefined {
  const { Type } = host.LogConfig
  if (!logDrivers.includes(Type)) return badLogDriver(Type)
  if (host.Runtime && !['runc', 'io.containerd.runc.v2'].includes(host.Runtime)) return badRuntime(host.Runtime)
  return undefined
}

const logDrivers: readonly string[] = [
  '',
  'json-file',
  'local',
  'none',
  'journald',
  'syslog',
  'fluentd',
  'gelf',
  'awslogs',
  'splunk',
]
