import { SysError } from '../wire/errno'
import type { RegistryView } from '../wire/view'
import { allCaps } from '../kernel/caps'
import * as vfs from '../kernel/fs/vfs'
import type { Cred } from '../kernel/fs/types'
import type { HostState, Process } from '../kernel/state'
import { repositoryView } from '../registry/hub'
import { repositories } from '../registry/listing'
import { storageRoot } from '../registry/serve'
import type { Storage } from '../registry/storage'
import type { World } from '../world/world'

/**
 * A look into a world that no single node shows: what a registry in a container keeps (its files), and what a file on the host holds.
 * For the picture and for a lesson's checks; nothing here changes anything.
 */
const hostOf = (world: World): HostState => world.nodes['host'] as HostState

const asRoot = (p: Process | undefined): Cred => ({
  mntns: p?.ns['mnt'] ?? 0,
  root: '/',
  cwd: '/',
  uid: 0,
  gid: 0,
  groups: [],
  caps: allCaps,
  umask: 0,
  now: 0,
})

const unlessMissing = <T>(look: () => T): T | undefined => {
  try {
    return look()
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

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

/** The login shell of a terminal: the leader of the session that has it. */
const shellOn = (host: HostState, tty: string): Process | undefined => host.procs[host.ttys[tty]?.sid ?? 0]

/** Lines that the shell of a terminal remembers, oldest first. */
export function shellHistory(world: World, tty: string): readonly string[] {
  const state = shellOn(hostOf(world), tty)?.state as { readonly history?: readonly string[] } | null | undefined
  return state?.history ?? []
}

/** Files and directories for completing a path that is being typed, as the learner's shell would see them. */
export function pathsBelow(
  world: World,
  tty: string,
  directory: string,
): readonly { readonly name: string; readonly dir: boolean }[] {
  const host = hostOf(world)
  const shell = shellOn(host, tty)
  if (shell === undefined) return []
  const cred = { ...asRoot(shell), uid: shell.uid, gid: shell.gid, groups: shell.groups, caps: [], cwd: shell.cwd }
  return (
    unlessMissing(() =>
      vfs
        .readdir(host.fs, cred, directory === '' ? '.' : directory)
        .map((e) => ({ name: e.name, dir: e.kind === 'dir' })),
    ) ?? []
  )
}
