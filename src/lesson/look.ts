import { pathsBelow, shellHistory } from '../sim/host/look'
import { terminalView } from '../trace/views'
import type { World } from '../trace/types'
import { terminalNamed } from './voyage'

/** What the picture may know of a world that no single node shows. */
export { registriesInside } from '../sim/host/look'
export { cgroupTree, overlayAt, rootFile } from '../sim/host/under'

/** Paths that could complete a word of the line being typed. */
export const pathsFor = (
  world: World,
  directory: string,
  terminal = 1,
): readonly { readonly name: string; readonly dir: boolean }[] =>
  pathsBelow(world, terminalView(world, terminalNamed(terminal)).tty, directory)

/** Lines that the shell of a terminal has run, oldest first. */
export const historyFor = (world: World, terminal = 1): readonly string[] =>
  shellHistory(world, terminalView(world, terminalNamed(terminal)).tty)
