import type { DockerdView, HostView, TerminalView } from '../sim/wire/view'
import type { World } from '../sim/world/world'

/** What the nodes of a world show (wire/view.ts). */
export const hostView = (world: World): HostView => world.nodes['host'] as HostView
export const dockerdView = (world: World): DockerdView => world.nodes['dockerd'] as DockerdView
export const terminalView = (world: World, name = 'terminal:1'): TerminalView => world.nodes[name] as TerminalView
