import { utf8 } from '../base/bytes'
import type { FileEntry } from '../base/file-entry'
import { behaviours, homes, makeWorld } from '../sim/host'
import type { Homes } from '../sim/host/compose'
import { hubShelf } from '../sim/host/shelf'
import { home } from '../sim/host/you'
import { inject } from '../trace/inject'
import { begun } from '../trace/recording'
import type { World } from '../trace/types'
import type { Scenario } from './scenario'
import { begunAt, extend, keys, resize, type, untilQuiet, type Voyage } from './voyage'

/** Opens voyages with the whole model at hand. */
export { behaviours as wholeBehaviours } from '../sim/host'
export { hubShelf } from '../sim/host/shelf'

/** A beginning that is made when the page is built: the world at the first prompt, and what there is to know before any part has come. */
export interface Start {
  readonly world: World
  readonly homes: Homes
  readonly shelf: readonly string[]
}

export const startOf = (scenario: Scenario | undefined): Start => ({
  world: openVoyage({ seed: 1, ...(scenario && { scenario }) }).recording.last,
  homes,
  shelf: hubShelf,
})

const fileOf = (path: string, data: string): FileEntry => ({
  path: `${home.slice(1)}/${path}`,
  type: 'file',
  mode: path.endsWith('.sh') ? 0o755 : 0o644,
  uid: 1000,
  gid: 1000,
  mtime: Date.UTC(2025, 8, 1) / 1000,
  data: utf8(data),
  size: utf8(data).length,
})

const directoriesOf = (paths: readonly string[]): readonly FileEntry[] => {
  const above = paths.flatMap((path) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
  )
  return [...new Set(above)].sort().map((path) => ({
    path: `${home.slice(1)}/${path}`,
    type: 'dir',
    mode: 0o755,
    uid: 1000,
    gid: 1000,
    mtime: Date.UTC(2025, 8, 1) / 1000,
  }))
}

export const scenarioFiles = (scenario: Scenario | undefined): readonly FileEntry[] => {
  const files = scenario?.files ?? {}
  return [...directoriesOf(Object.keys(files)), ...Object.entries(files).map(([path, data]) => fileOf(path, data))]
}

/** A fresh world at the shell's first prompt, with the scenario's own first commands already done. */
export function openVoyage({ seed, scenario }: { readonly seed: number; readonly scenario?: Scenario }): Voyage {
  const start = makeWorld({ seed, files: scenarioFiles(scenario) })
  let world = untilQuiet(begun(start, behaviours), 10_000).last
  for (const command of scenario?.start.run ?? [])
    world = untilQuiet(begun(inject(world, 'user', keys(world, `${command}\n`)), behaviours), 200_000).last
  return begunAt(world, behaviours, seed, scenario)
}

/** Plays what most do first, when it is told to: at a terminal of their window's size, a line of a builtin. */
export function firstLine(): () => void {
  const voyage = openVoyage({ seed: 1 })
  return () => void extend(type(resize(voyage, 40, 120), 'echo first step', 0), 10_000)
}
