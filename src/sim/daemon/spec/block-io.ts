import type { HostConfig, ThrottleRequest } from '../../api/container'
import type { Resources, ThrottleDevice } from '../../oci/runtime-spec'

/** `--device-read-bps` and its kin. @models moby daemon/daemon_unix.go getBlkioThrottleDevices @fidelity part: the host has one disk */
const disks: Readonly<Record<string, readonly [major: number, minor: number]>> = { '/dev/vda': [254, 0] }

const devices = (wanted: readonly ThrottleRequest[] | null | undefined): readonly ThrottleDevice[] =>
  (wanted ?? []).flatMap(({ Path, Rate }) => {
    const [major, minor] = disks[Path] ?? []
    return major === undefined || minor === undefined ? [] : [{ major, minor, rate: Rate }]
  })

const kinds = {
  throttleReadBpsDevice: 'BlkioDeviceReadBps',
  throttleWriteBpsDevice: 'BlkioDeviceWriteBps',
  throttleReadIOPSDevice: 'BlkioDeviceReadIOps',
  throttleWriteIOPSDevice: 'BlkioDeviceWriteIOps',
} as const

export function blockIO(host: HostConfig): Pick<Resources, 'blockIO'> {
  const given = Object.entries(kinds).map(([key, field]) => [key, devices(host[field])] as const)
  const some = given.filter(([, list]) => list.length > 0)
  return some.length === 0 ? {} : { blockIO: Object.fromEntries(some) }
}

/** The first device named that the host has not. */
export const missingDisk = (host: HostConfig): string | undefined =>
  Object.values(kinds)
    .flatMap((field) => host[field] ?? [])
    .find(({ Path }) => disks[Path] === undefined)?.Path
