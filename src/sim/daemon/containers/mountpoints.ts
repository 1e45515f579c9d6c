import { cleanPath } from '../../../base/path'
import { drawHex } from '../../../base/random'
import type { ContainerConfig, HostConfig, MountRequest } from '../../api/container'
import { patch } from '../../world/draft'
import {
  badMount,
  badSpec,
  badVolumeName,
  duplicateMount,
  isRefusal,
  refusal,
  shortVolumeName,
  type Refusal,
} from '../errors'
import type { Daemon } from '../state'
import type { MountPoint } from './container'
import { findContainer } from './lookup'
import { volumeDir } from './paths'

/**
 * What a container mounts, from `-v`, `--mount`, `--tmpfs`, `--volumes-from` and the image's VOLUMEs.
 * @models moby volume/mounts/linux_parser.go, daemon/volumes.go registerMountPoints
 * @fidelity part: local driver only; propagation is kept, not enforced
 */
export function mountPointsOf(d: Daemon, config: ContainerConfig, host: HostConfig): readonly MountPoint[] | Refusal {
  const given = [
    ...(host.Binds ?? []).map((spec) => bindSpec(d, spec)),
    ...(host.Mounts ?? []).map((mount) => mountRequest(d, mount)),
  ]
  const wrong = given.find(isRefusal)
  if (wrong !== undefined) return wrong
  const inherited = from(d, host.VolumesFrom ?? [])
  if (isRefusal(inherited)) return inherited
  const own = given as readonly MountPoint[]
  const tmpfs = Object.entries(host.Tmpfs ?? {}).map(([target, data]) => tmpfsMount(cleanPath(target), data))
  const clash = tmpfs.find(({ target }) => own.some((other) => other.target === target))
  if (clash !== undefined) return duplicateMount(clash.target)
  const twice = own.find((one, i) => own.findIndex((other) => other.target === one.target) !== i)
  if (twice !== undefined) return duplicateMount(twice.target)
  const known = [...own, ...tmpfs, ...inherited.filter((one) => !own.some((other) => other.target === one.target))]
  const anonymous = Object.keys(config.Volumes ?? {})
    .map((target) => cleanPath(`/${target}`))
    .filter((target) => !known.some((mount) => mount.target === target))
    .map((target) => volumeMount(d, undefined, target, ''))
  return [...known, ...anonymous]
}

const modes: ReadonlySet<string> = new Set([
  'ro',
  'rw',
  'z',
  'Z',
  'nocopy',
  'shared',
  'rshared',
  'slave',
  'rslave',
  'private',
  'rprivate',
  'consistent',
  'cached',
  'delegated',
  'default',
])

function bindSpec(d: Daemon, spec: string): MountPoint | Refusal {
  const parts = spec.split(':')
  if (parts.length > 3 || parts.some((part) => part === '')) return badSpec(spec)
  const [source, target, mode] = parts.length === 1 ? [undefined, parts[0]!, ''] : [parts[0], parts[1]!, parts[2] ?? '']
  const type = source === undefined || !source.startsWith('/') ? 'volume' : 'bind'
  if (mode.split(',').some((word) => word !== '' && !modes.has(word))) return badSpec(spec, `invalid mode: ${mode}`)
  if (!target.startsWith('/'))
    return badSpec(spec, badMount(type, `invalid mount path: '${target}' mount path must be absolute`))
  if (cleanPath(target) === '/') return badSpec(spec, badMount(type, `invalid specification: destination can't be '/'`))
  if (type === 'bind') return bindMount(cleanPath(source!), cleanPath(target), mode)
  const wrong = source === undefined ? undefined : badName(source)
  return wrong ?? volumeMount(d, source, cleanPath(target), mode === '' ? 'z' : mode)
}

/** Names of volumes; a relative path is taken for one and refused with advice. */
export function badName(name: string): Refusal | undefined {
  if (name.length === 1) return shortVolumeName
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name) ? undefined : badVolumeName(name)
}

function bindMount(source: string, target: string, mode: string): MountPoint {
  const words = mode.split(',')
  const propagation = words.find((word) => /^r?(private|shared|slave)$/.test(word))
  return {
    type: 'bind',
    source,
    target,
    mode,
    rw: !words.includes('ro'),
    propagation: propagation ?? 'rprivate',
    copy: false,
  }
}

function volumeMount(d: Daemon, name: string | undefined, target: string, mode: string): MountPoint {
  const [random, rng] = drawHex(d.state.rng, 64)
  if (name === undefined) patch(d, { rng })
  const words = mode.split(',')
  const named = name ?? random
  return {
    type: 'volume',
    name: named,
    driver: 'local',
    source: volumeDir(named),
    target,
    mode,
    rw: !words.includes('ro'),
    propagation: '',
    copy: !words.includes('nocopy'),
  }
}

const tmpfsMount = (target: string, data: string): MountPoint => ({
  type: 'tmpfs',
  source: '',
  target,
  mode: '',
  rw: true,
  propagation: '',
  copy: false,
  data,
})

function mountRequest(d: Daemon, mount: MountRequest): MountPoint | Refusal {
  const { Type: type, Source: source = '', Target: target, ReadOnly: readonly = false } = mount
  const wrong = (why: string) => refusal(400, badMount(type, why))
  if (target === '' || target === undefined) return wrong('field Target must not be empty')
  if (!target.startsWith('/')) return wrong(`invalid mount path: '${target}' mount path must be absolute`)
  if (type === 'tmpfs') return { ...tmpfsMount(cleanPath(target), tmpfsData(mount)), rw: !readonly }
  if (type === 'bind') {
    if (source === '') return wrong('field Source must not be empty')
    if (!source.startsWith('/')) return wrong(`invalid mount path: '${source}' mount path must be absolute`)
    return { ...bindMount(cleanPath(source), cleanPath(target), ''), rw: !readonly, mustExist: true }
  }
  if (type !== 'volume') return refusal(400, `invalid mount config for type "${type}": mount type unknown`)
  const bad = source === '' ? undefined : badName(source)
  if (bad !== undefined) return bad
  const made = volumeMount(d, source === '' ? undefined : source, cleanPath(target), 'z')
  return { ...made, rw: !readonly, copy: mount.VolumeOptions?.NoCopy !== true }
}

const tmpfsData = ({ TmpfsOptions: options }: MountRequest): string =>
  [
    ...(options?.SizeBytes ? [`size=${options.SizeBytes}`] : []),
    ...(options?.Mode ? [`mode=${options.Mode.toString(8)}`] : []),
  ].join(',')

function from(d: Daemon, specs: readonly string[]): readonly MountPoint[] | Refusal {
  const all: MountPoint[] = []
  for (const spec of specs) {
    const [ref, mode] = spec.split(':')
    const found = findContainer(d.state, ref!)
    if (isRefusal(found)) return found
    all.push(
      ...found.mounts.map((mount) =>
        mode === 'ro' ? { ...mount, rw: false, copy: false } : { ...mount, copy: false },
      ),
    )
  }
  return all
}
