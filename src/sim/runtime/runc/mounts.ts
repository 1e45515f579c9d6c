import type { FileEntry } from '../../../base/file-entry'
import type { DeviceSpec, MountSpec, RuntimeSpec } from '../../oci/runtime-spec'
import type { Step } from './run'

/**
 * The container's file system, put together from outside before the process turns its root to it.
 * @models runc libcontainer/rootfs_linux.go
 * @fidelity part: propagation flags are passed on, not enforced; device nodes are made in one call
 */
export function mountSteps(spec: RuntimeSpec): readonly Step[] {
  const root = spec.root.path
  return [
    child({ name: 'mount', source: '', target: '/', type: '', flags: ['rec', 'slave'], data: '' }, 'all'),
    child({ name: 'mount', source: root, target: root, type: 'bind', flags: ['rbind'], data: '' }),
    ...spec.mounts.flatMap((mount) => mountOne(root, mount)),
    child({ name: 'writetree', path: `${root}/dev`, entries: devices }),
    ...(spec.linux.devices ?? []).flatMap((each) => deviceSteps(root, each)),
  ]
}

const child = (op: Step['op'], ignore?: Step['ignore']): Step => ({
  as: 'child',
  op,
  cost: 400,
  wrong: { kind: 'mount' },
  ...(ignore !== undefined && { ignore }),
})

function mountOne(root: string, mount: MountSpec): readonly Step[] {
  const target = root + mount.destination
  const [flags, data] = splitOptions(mount.options)
  const type = mount.type === 'cgroup' ? 'cgroup2' : mount.type
  const call = child({ name: 'mount', source: mount.source, target, type, flags, data })
  return [...mountpoint(target, mount), call, ...spreading(target, mount.options)]
}

/** How mounts below it spread is a call of its own, as mount(2) demands. */
const spreading = (target: string, options: readonly string[]): readonly Step[] =>
  options
    .filter((option) => propagation.test(option))
    .map((flag) => child({ name: 'mount', source: '', target, type: '', flags: [flag], data: '' }, 'all'))

const propagation = /^r?(private|slave|shared)$/

/** Where a file is bound, a file has to be; the flag `file` is ours, said by dockerd which has looked. */
function mountpoint(target: string, mount: MountSpec): readonly Step[] {
  if (given.has(mount.destination) && !mount.options.includes('x-file')) return []
  if (mount.options.includes('x-file')) {
    return [
      child({ name: 'mkdir', path: target.slice(0, target.lastIndexOf('/')), mode: 0o755, parents: true }, 'all'),
      child({ name: 'write', path: target, data: '', append: true, mode: 0o755 }, 'all'),
    ]
  }
  return [child({ name: 'mkdir', path: target, mode: 0o755, parents: true }, 'all')]
}

/** Docker's init layer has these already. */
const given: ReadonlySet<string> = new Set(['/proc', '/sys', '/dev', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf'])

const asFlags: ReadonlySet<string> = new Set([
  'ro',
  'rw',
  'nosuid',
  'nodev',
  'noexec',
  'strictatime',
  'relatime',
  'noatime',
  'bind',
  'rbind',
  'rro',
])

/** mount(8)'s options are flags to the call or data to the file system. */
function splitOptions(options: readonly string[]): readonly [flags: readonly string[], data: string] {
  const words = options.filter((option) => option !== 'x-file' && !propagation.test(option))
  const flags = words.filter((option) => asFlags.has(option)).map((option) => (option === 'rro' ? 'ro' : option))
  return [flags, words.filter((option) => !asFlags.has(option)).join(',')]
}

const entry = (path: string, rest: Partial<FileEntry> & Pick<FileEntry, 'type'>): FileEntry => ({
  path,
  mode: 0o666,
  uid: 0,
  gid: 0,
  mtime: 0,
  ...rest,
})
const device = (path: string, major: number, minor: number): FileEntry =>
  entry(path, { type: 'char', dev: [major, minor] })
const link = (path: string, to: string): FileEntry => entry(path, { type: 'symlink', mode: 0o777, link: to })

const devices: readonly FileEntry[] = [
  device('null', 1, 3),
  device('zero', 1, 5),
  device('full', 1, 7),
  device('random', 1, 8),
  device('urandom', 1, 9),
  device('tty', 5, 0),
  link('fd', '/proc/self/fd'),
  link('stdin', '/proc/self/fd/0'),
  link('stdout', '/proc/self/fd/1'),
  link('stderr', '/proc/self/fd/2'),
  link('ptmx', 'pts/ptmx'),
  link('core', '/proc/kcore'),
]

/** Devices beside those that every container has. */
function deviceSteps(root: string, { path, type, major, minor, fileMode }: DeviceSpec): readonly Step[] {
  const target = root + path
  const kind = type === 'c' ? 'char' : 'block'
  return [
    child({ name: 'mkdir', path: target.slice(0, target.lastIndexOf('/')), mode: 0o755, parents: true }, 'all'),
    child({ name: 'mknod', path: target, kind, dev: [major, minor], mode: fileMode }, ['EEXIST']),
  ]
}

/** /dev/null does not go over a directory: runc finds out by trying, and mounts an empty file system there. */
const isDirectory = (path: string): boolean => /\/(acpi|scsi|asound|firmware|powercap|thermal_throttle)$/.test(path)

export function pivotSteps(spec: RuntimeSpec): readonly Step[] {
  return [child({ name: 'pivot_root', newRoot: spec.root.path })]
}

/** What of /proc and /sys a container must not see or write. Paths that this kernel has not are passed over, as runc does. */
export function hidingSteps(spec: RuntimeSpec): readonly Step[] {
  return [
    ...(spec.linux.maskedPaths ?? []).flatMap((path) => [
      child({ name: 'mount', source: '/dev/null', target: path, type: 'bind', flags: ['bind'], data: '' }, 'all'),
      ...(isDirectory(path)
        ? [child({ name: 'mount', source: 'tmpfs', target: path, type: 'tmpfs', flags: ['ro'], data: '' }, 'all')]
        : []),
    ]),
    ...(spec.linux.readonlyPaths ?? []).map((path) =>
      child({ name: 'mount', source: path, target: path, type: 'bind', flags: ['bind', 'rec', 'ro'], data: '' }, 'all'),
    ),
    ...Object.entries(spec.linux.sysctl ?? {}).map(([key, value]) => child({ name: 'sysctl', key, value }, 'all')),
    ...(spec.root.readonly
      ? [child({ name: 'mount', source: '', target: '/', type: '', flags: ['bind', 'remount', 'ro'], data: '' })]
      : []),
  ].map((step) => ({ ...step, cost: 60 }))
}
