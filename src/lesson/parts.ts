import { compose, type Homes, type Part, type Parts } from '../sim/host/compose'
import { part as terminal } from '../sim/host/part/terminal'
import type { Behaviours } from '../trace/types'

export { isAbsent, type Homes } from '../sim/host/compose'

type Fetch = () => Promise<{ readonly part: Part }>

/**
 * The parts of the model (sim/host/compose.ts), each fetched when a step needs it. In the order in which a learner needs them, which is
 * the order in which they are fetched beforehand, and the one by which the build cuts the model into files (vite.config.ts).
 */
const atOnce: Readonly<Record<string, Fetch>> = {
  kernel: () => import('../sim/host/part/kernel'),
  bash: () => import('../sim/host/part/bash'),
}

/** Questions about what lies below the surface of a world; their answers may need the kernel's rest, and say so as a step does. */
export type Looks = typeof import('./look') & typeof import('./outcome')

export async function fetchLooks(): Promise<Looks> {
  const [{ cgroupTree, overlayAt, registriesInside, rootFile }, { beatOutcome, goalOutcome }] = await Promise.all([
    import('./look'),
    import('./outcome'),
  ])
  return { cgroupTree, overlayAt, registriesInside, rootFile, beatOutcome, goalOutcome }
}

/** The rest of those two, where the page is built in parts (vite.rest.ts): what a first line does not run. Whatever else is done needs it. */
const rest: Readonly<Record<string, Fetch>> = {
  'kernel-rest': () => import('../sim/host/part/kernel-rest'),
  'bash-rest': () => import('../sim/host/part/bash-rest'),
}

const fetched: Readonly<Record<string, Fetch>> = {
  ...atOnce,
  ...rest,
  client: () => import('../sim/host/part/client'),
  dockerd: () => import('../sim/host/part/dockerd'),
  runtime: () => import('../sim/host/part/runtime'),
  hub: () => import('../sim/host/part/hub'),
  basic: () => import('../sim/host/part/basic'),
  servers: () => import('../sim/host/part/servers'),
  process: () => import('../sim/host/part/process'),
  builder: () => import('../sim/host/part/builder'),
  network: () => import('../sim/host/part/network'),
  text: () => import('../sim/host/part/text'),
  registry: () => import('../sim/host/part/registry'),
  mysql: () => import('../sim/host/part/mysql'),
  postgres: () => import('../sim/host/part/postgres'),
  languages: () => import('../sim/host/part/languages'),
  mongo: () => import('../sim/host/part/mongo'),
  packages: () => import('../sim/host/part/packages'),
  accounts: () => import('../sim/host/part/accounts'),
  views: () => import('../sim/host/part/views'),
  redis: () => import('../sim/host/part/redis'),
  load: () => import('../sim/host/part/load'),
  editors: () => import('../sim/host/part/editors'),
}

export const partNames: readonly string[] = Object.keys(fetched)

export async function fetchPart(name: string): Promise<Part> {
  const fetch = fetched[name]
  if (fetch === undefined) throw new RangeError(`the model has no part ${name}`)
  const [{ part }] = await Promise.all([fetch(), ...(name in atOnce || name in rest ? [] : [fetchRest()])])
  return part
}

/** What may take an error for an answer must not meet anything that is not here. */
export const fetchRest = (): Promise<unknown> => Promise.all(Object.values(rest).map((fetch) => fetch()))

/** A terminal is little, and without one there is no prompt. */
export const atFirst: Parts = { terminal }

/** What these parts make together; a step that needs another one says so. */
export const composed = (parts: Parts, homes: Homes): Behaviours => compose(parts, homes)
