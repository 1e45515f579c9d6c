import type { RegistryView } from '../wire/view'
import * as vfs from '../kernel/fs/vfs'
import type { Cred } from '../kernel/fs/types'
import type { HostState, Process } from '../kernel/state'
import { repositoryView } from '../registry/hub'
import { repositories } from '../registry/listing'
import { storageRoot } from '../registry/serve'
import type { Storage } from '../registry/storage'
import type { World } from '../world/world'
import { hostOf, rootIn, unlessMissing } from './as-root'

/**
 * A look into a world that no single node shows: what a registry in a container keeps (its files), and what a file on the host holds.
 * For the picture and for a lesson's checks; nothing here changes anything.
 */
const asRoot = (p: Process | undefined): Cred => rootIn(p?.ns['mnt'] ?? 0, 0)

/** Every registry that runs as a process of the host, by host pid. */
export function registriesInside(world: World): Readonly<Record<string, RegistryView>> {
  const host = hostOf(world)
  const running = Object.values(host.procs).filter((p) => p.program === 'registry' && p.run !== 'zombie')
  return Object.fromEntries(running.map((p) => [String(p.pid), registryOf(host, p)]))
}

function registryOf(host: HostState, p: Process): RegistryView {
  const storage = reading(host, p)
  const names = repositories(storage)
  return {
    host: `pid ${p.pid}`,
    repositories: Object.fromEntries(names.map((name) => [name, repositoryView(storage, name)])),
  }
}

const reading = (host: HostState, p: Process): Storage => {
  const at = (path: string) => (path === '' ? storageRoot : `${storageRoot}/${path}`)
  return {
    read: (path) => unlessMissing(() => vfs.readFile(host.fs, asRoot(p), at(path))),
    list: (path) => unlessMissing(() => vfs.readdir(host.fs, asRoot(p), at(path)).map((entry) => entry.name)) ?? [],
    write: () => undefined,
    append: () => undefined,
    delete: () => undefined,
  }
}

/** Files and directories for completing a path, as that process would see them. */
export function pathsSeenBy(
  world: World,
  pid: number,
  directory: string,
): readonly { readonly name: string; readonly dir: boolean }[] {
  const host = hostOf(world)
  const p = host.procs[pid]
  if (p === undefined) return []
  const own = { uid: p.uid, gid: p.gid, groups: p.groups, caps: p.caps, cwd: p.cwd, root: p.root ?? '/' }
  const cred = { ...asRoot(p), ...own }
  return (
    unlessMissing(() =>
      vfs
        .readdir(host.fs, cred, directory === '' ? '.' : directory)
        .map((e) => ({ name: e.name, dir: isDir(host, cred, directory, e) })),
    ) ?? []
  )
}

/** A link to a directory goes on, too. */
const isDir = (host: HostState, cred: Cred, directory: string, entry: { name: string; kind: string }): boolean =>
  entry.kind === 'dir' ||
  (entry.kind === 'symlink' &&
    unlessMissing(() => vfs.stat(host.fs, cred, `${directory === '' ? '.' : directory}/${entry.name}`).kind) === 'dir')
