import type { HostConfig } from '../../api/container'
import { donorNotRunning, isRefusal, joinStopped, notShareable, unknownSecurityOption, type Refusal } from '../errors'
import type { Daemon } from '../state'
import type { Act } from '../work'
import type { Container } from './container'
import { findContainer, isRunning } from './lookup'
import { inDir } from './paths'

/**
 * Namespaces of other containers (`--network`, `--ipc`, `--pid container:NAME`), /dev/shm, and what `--security-opt` may say.
 * @models moby daemon/oci_linux.go WithNamespaces, daemon/container_operations_unix.go getIPCContainer, daemon/create.go generateSecurityOpt
 * @fidelity part: no user namespace remapping, no SELinux labels
 */
const donorOf = (mode: string): string | undefined =>
  mode.startsWith('container:') ? mode.slice('container:'.length) : undefined

/** What is found out when the container is created. */
export function sharingRefusal(d: Daemon, host: HostConfig): Refusal | undefined {
  for (const mode of [host.IpcMode, host.PidMode]) {
    const donor = donorOf(mode)
    const found = donor === undefined ? undefined : findContainer(d.state, donor)
    if (found !== undefined && isRefusal(found)) return found
  }
  const bad = (host.SecurityOpt ?? []).find((option) => !isSecurityOption(option))
  return bad === undefined ? undefined : unknownSecurityOption(bad)
}

/** Donors are kept by id: they may be renamed. One that is missed only when it is needed stays as it was called. */
export function byId(d: Daemon, host: HostConfig): HostConfig {
  const resolved = (mode: string): string => {
    const donor = donorOf(mode)
    const found = donor === undefined ? undefined : findContainer(d.state, donor)
    return found === undefined || isRefusal(found) ? mode : `container:${found.id}`
  }
  const { IpcMode, PidMode, NetworkMode } = host
  return { ...host, IpcMode: resolved(IpcMode), PidMode: resolved(PidMode), NetworkMode: resolved(NetworkMode) }
}

function isSecurityOption(option: string): boolean {
  if (option === 'no-new-privileges' || option === 'writable-cgroups' || option === 'disable') return true
  const [, name = '', value = ''] = /^([^=:]*)[=:](.*)$/s.exec(option) ?? []
  if (name === 'no-new-privileges' || name === 'writable-cgroups') return /^(1|t|true|0|f|false)$/i.test(value)
  return ['label', 'apparmor', 'seccomp'].includes(name)
}

/** Whether an option is set: `no-new-privileges`, `no-new-privileges=true`, `no-new-privileges:true`. */
export const isSet = (host: HostConfig, name: string): boolean =>
  (host.SecurityOpt ?? []).some((option) => new RegExp(`^${name}([=:](1|t|true))?$`, 'i').test(option))

/** The value of `seccomp=…`, `apparmor=…`; the last one counts. */
export const securityOption = (host: HostConfig, name: string): string | undefined =>
  (host.SecurityOpt ?? [])
    .filter((option) => option.startsWith(`${name}=`) || option.startsWith(`${name}:`))
    .at(-1)
    ?.slice(name.length + 1)

/** Pids of the processes whose namespaces are joined, and where /dev/shm comes from if it is not its own. */
export interface Shared {
  readonly networkOf?: number
  readonly ipcOf?: number
  readonly pidOf?: number
  readonly shm?: string
}

/** What is found out when it starts. */
export function sharedOf(
  d: Daemon,
  { id, hostConfig: { NetworkMode, IpcMode, PidMode } }: Container,
): Shared | Refusal {
  const network = runningDonor(d, NetworkMode, (donor) => joinStopped(donor.id))
  if (isRefusal(network)) return network
  const pid = runningDonor(d, PidMode, () => donorNotRunning('PID', donorOf(PidMode)!))
  const ipc = runningDonor(d, IpcMode, () => donorNotRunning('IPC', donorOf(IpcMode)!))
  if (isRefusal(ipc)) return ipc
  if (isRefusal(pid)) return pid
  const shm = IpcMode === 'host' ? '/dev/shm' : IpcMode === 'shareable' ? shmDir(id) : ipc && shmOf(d, ipc)
  if (ipc !== undefined && shm === undefined) return notShareable(donorOf(IpcMode)!)
  return {
    ...(network && { networkOf: network.pid }),
    ...(ipc && { ipcOf: ipc.pid }),
    ...(pid && { pidOf: pid.pid }),
    ...(shm !== undefined && { shm }),
  }
}

function runningDonor(
  d: Daemon,
  mode: string,
  stopped: (donor: Container) => Refusal,
): Container | undefined | Refusal {
  const name = donorOf(mode)
  if (name === undefined) return undefined
  const donor = findContainer(d.state, name)
  return isRefusal(donor) || isRunning(donor) ? donor : stopped(donor)
}

const shmDir = (id: string): string => inDir(id, 'mounts/shm')

function shmOf(d: Daemon, { id, hostConfig: { IpcMode } }: Container): string | undefined {
  if (IpcMode === 'host') return '/dev/shm'
  if (IpcMode === 'shareable') return shmDir(id)
  const donor = donorOf(IpcMode)
  const found = donor === undefined ? undefined : findContainer(d.state, donor)
  return found === undefined || isRefusal(found) ? undefined : shmOf(d, found)
}

/** A shareable /dev/shm is the daemon's: it mounts it, and takes it down with the container. */
export function shmActs({ id, hostConfig: { IpcMode, ShmSize } }: Container): readonly Act[] {
  if (IpcMode !== 'shareable') return []
  const target = shmDir(id)
  return [
    { sys: { name: 'mkdir', path: target, mode: 0o700, parents: true } },
    {
      sys: {
        name: 'mount',
        source: 'shm',
        target,
        type: 'tmpfs',
        flags: ['nosuid', 'nodev', 'noexec'],
        data: `mode=1777,size=${ShmSize}`,
      },
    },
  ]
}

export const shmUndo = ({ id, hostConfig: { IpcMode } }: Container): readonly Act[] =>
  IpcMode === 'shareable' ? [{ sys: { name: 'umount', target: shmDir(id) }, optional: true }] : []
