import type { FileEntry } from '../../../base/file-entry'
import type { RpcReply } from '../../wire/rpc'
import type { SysReturn, SysValue } from '../../wire/syscall'
import { patch } from '../../world/draft'
import type { MountPoint } from '../containers/container'
import { volumeDir } from '../containers/paths'
import type { Daemon, Volume } from '../state'
import { emit } from '../system/events'
import type { Act } from '../work'

/**
 * Volumes and bind sources come to be when a container is made that wants them.
 * @models moby volume/local, volume/mounts/mounts.go Setup, daemon/volumes_unix.go
 * @fidelity part: local driver
 */
export function volumeActs(d: Daemon, mount: MountPoint): readonly Act[] {
  if (mount.type === 'bind') {
    if (mount.mustExist) return [{ sys: { name: 'stat', path: mount.source } }]
    return [{ sys: { name: 'mkdir', path: mount.source, mode: 0o755, parents: true }, optional: true }]
  }
  if (mount.type !== 'volume' || mount.name === undefined) return []
  if (d.state.volumes[mount.name] === undefined)
    addVolume(d, { ...newVolume(d, mount.name), anonymous: mount.mode === '' })
  return [{ sys: { name: 'mkdir', path: mount.source, mode: 0o755, parents: true } }]
}

export const newVolume = (d: Daemon, name: string): Volume => ({
  name,
  mountpoint: volumeDir(name),
  anonymous: false,
  driver: 'local',
  labels: {},
  options: {},
  created: d.now,
  used: false,
})

export function addVolume(d: Daemon, volume: Volume): void {
  patch(d, { volumes: { ...d.state.volumes, [volume.name]: volume } })
  emit(d, 'volume', 'create', volume.name, { driver: volume.driver })
}

/** Reads what the image has at the path, whose the path itself is, and what the volume has already. */
export function copyUp(merged: string, mount: MountPoint): readonly Act[] {
  if (!copies(mount)) return []
  const path = merged + mount.target
  return [
    { sys: { name: 'readtree', path }, optional: true },
    { sys: { name: 'stat', path }, optional: true },
    { sys: { name: 'readtree', path: mount.source }, optional: true },
  ]
}

const copies = (mount: MountPoint): boolean => mount.type === 'volume' && mount.copy

type Answers = readonly (RpcReply | SysReturn)[]

/** From the answers to those reads, in the same order: what to write into which volume. */
export function fillVolumes(answers: Answers, mounts: readonly MountPoint[]): readonly Act[] {
  const returns = answers.filter((answer) => answer.kind === 'sysret')
  const trees = returns.flatMap((answer) => (answer.name === 'readtree' ? [answer.value?.entries ?? []] : []))
  const tops = returns.flatMap((answer) => (answer.name === 'stat' ? [answer.value?.stat] : []))
  return mounts.filter(copies).flatMap((mount, i) => fill(mount, tops[i], trees[2 * i] ?? [], trees[2 * i + 1] ?? []))
}

/** An empty volume takes what lies in the image's directory, and that directory's owner and mode: also of one that is empty. */
function fill(
  mount: MountPoint,
  top: SysValue['stat'],
  image: readonly FileEntry[],
  volume: readonly FileEntry[],
): readonly Act[] {
  if (top?.kind !== 'dir' || volume.length > 0) return []
  const { mode, uid, gid, mtime } = top
  const entries: readonly FileEntry[] = [{ path: '', type: 'dir', mode, uid, gid, mtime }, ...image]
  return [{ sys: { name: 'writetree', path: mount.source, entries } }]
}
