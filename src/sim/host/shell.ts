import type { HostState, Process } from '../kernel/state'
import type { World } from '../world/world'

/** What the login shell of a terminal knows, read from its state: for the page that edits its lines. */
interface Known {
  readonly history?: readonly string[]
  readonly vars?: Readonly<Record<string, unknown>>
  readonly aliases?: Readonly<Record<string, string>>
  readonly functions?: Readonly<Record<string, unknown>>
}

/** The leader of the session that has the terminal. */
export function shellOn(world: World, tty: string): Process | undefined {
  const host = world.nodes['host'] as HostState
  return host.procs[host.ttys[tty]?.sid ?? 0]
}

const known = (world: World, tty: string): Known => (shellOn(world, tty)?.state as Known | null | undefined) ?? {}

/** Lines that it remembers, oldest first. */
export const shellHistory = (world: World, tty: string): readonly string[] => known(world, tty).history ?? []

export const shellVariables = (world: World, tty: string): readonly string[] =>
  Object.keys(known(world, tty).vars ?? {}).filter((name) => /^\w+$/.test(name))

/** Aliases and functions: commands of its own. */
export function shellCommands(world: World, tty: string): readonly string[] {
  const { aliases = {}, functions = {} } = known(world, tty)
  return [...Object.keys(aliases), ...Object.keys(functions)]
}
