import type { HostConfig } from '../../api/container'
import type { DeviceRule, DeviceSpec } from '../../oci/runtime-spec'

/**
 * Devices: which nodes a container's /dev has beside the usual ones, and what the device controller lets it do with which.
 * @models moby daemon/pkg/oci/defaults.go, devices_linux.go
 * @fidelity part: the nodes of this host's /dev are known by name, not looked up
 */
const rule = (allow: boolean, major: number, minor: number, access = 'rwm'): DeviceRule => ({
  allow,
  type: 'c',
  major,
  minor,
  access,
})

const usual: readonly DeviceRule[] = [
  { allow: false, access: 'rwm' },
  ...(
    [
      [1, 5],
      [1, 3],
      [1, 9],
      [1, 8],
      [5, 0],
      [5, 1],
    ] as const
  ).map(([major, minor]) => rule(true, major, minor)),
  rule(false, 10, 229),
]

const known: Readonly<Record<string, readonly [major: number, minor: number, mode: number]>> = {
  '/dev/null': [1, 3, 0o666],
  '/dev/zero': [1, 5, 0o666],
  '/dev/full': [1, 7, 0o666],
  '/dev/random': [1, 8, 0o666],
  '/dev/urandom': [1, 9, 0o666],
  '/dev/kmsg': [1, 11, 0o644],
  '/dev/tty': [5, 0, 0o666],
  '/dev/fuse': [10, 229, 0o666],
}

export const isKnownDevice = (path: string): boolean => known[path] !== undefined

function node(path: string, at: string): DeviceSpec | undefined {
  const found = known[path]
  if (found === undefined) return undefined
  const [major, minor, fileMode] = found
  return { path: at, type: 'c', major, minor, fileMode, uid: 0, gid: 0 }
}

/** `--privileged` gets what the host has. */
export function devices(host: HostConfig): { readonly devices?: readonly DeviceSpec[] } {
  const asked = host.Privileged
    ? Object.keys(known).map((path) => node(path, path))
    : (host.Devices ?? []).map(({ PathOnHost, PathInContainer }) => node(PathOnHost, PathInContainer))
  const found = asked.filter((each) => each !== undefined)
  return found.length === 0 ? {} : { devices: found }
}

export function deviceRules(host: HostConfig): readonly DeviceRule[] {
  if (host.Privileged) return [...usual, { allow: true, access: 'rwm' }]
  const asked = (host.Devices ?? []).flatMap(({ PathOnHost, CgroupPermissions }) => {
    const found = known[PathOnHost]
    return found === undefined ? [] : [rule(true, found[0], found[1], CgroupPermissions)]
  })
  return [...usual, ...asked]
}
