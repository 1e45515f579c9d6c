import { shellHistory } from '../sim/host/shell'
import { terminalView } from '../trace/views'
import type { World } from '../trace/types'
import { terminalNamed } from './voyage'

/** Lines that the shell of a terminal has run, oldest first. */
export function historyFor(world: World, terminal = 1): readonly string[] {
  const view = terminalView(world, terminalNamed(terminal))
  return view === undefined ? [] : shellHistory(world, view.tty)
}
