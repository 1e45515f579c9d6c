import type { Start } from '../../lesson/open-voyage'
import type { Scenario } from '../../lesson/scenario'
import { begunAt } from '../../lesson/voyage'
import type { Lang } from '../../locale/load'
import type { Opening, Source, World } from './source'
import { stockOf, wholeStock } from './stock'
import { voyageSource } from './voyage-source'

/** The lessons of this repository, each fetched only when it is asked for. Read and checked when the page is built (vite.config.ts). */
const known = import.meta.glob<Scenario>('../../../scenarios/*/scenario.yaml', { query: '?lesson', import: 'default' })

/** Beginnings that were made when the page was built, none where it is served from its sources or is one file. */
const starts = import.meta.glob<Start | undefined>('../../../scenarios/*/scenario.yaml', {
  query: '?start',
  import: 'default',
})
const sandboxStart = import.meta.glob<Start | undefined>('../../lesson/open-voyage.ts', {
  query: '?start',
  import: 'default',
})

/** Opens the model behind the page: a lesson by its slug, or the sandbox. */
export async function openSource({ seed, scenario }: Opening): Promise<Source> {
  const [start, lesson] = await Promise.all([
    startOf(scenario),
    scenario === undefined ? undefined : scenarioOf(scenario),
  ])
  if (start?.world.seed === seed) {
    const { world, homes, shelf } = start
    const stock = stockOf(homes)
    return voyageSource({ voyage: begunAt(world, stock.behaviours(), seed, lesson), shelf, stock })
  }
  const { openVoyage, hubShelf, ...stock } = await wholeStock()
  return voyageSource({ voyage: openVoyage({ seed, ...(lesson && { scenario: lesson }) }), shelf: hubShelf, stock })
}

const startOf = (scenario: string | undefined): Promise<Start | undefined> | undefined =>
  (scenario === undefined ? sandboxStart['../../lesson/open-voyage.ts'] : starts[pathOf(scenario)])?.()

const blank: World = { now: 0, seq: 0, step: 0, seed: 0, queue: [], nodes: {} }

/** What is shown until the model is here: a page with nothing in it. */
export const nothingYet: Source = {
  recording: {
    length: 0,
    world: () => blank,
    message: (step) => {
      throw new RangeError(`there is no step ${step} yet`)
    },
  },
  branches: [],
  type: () => undefined,
  key: () => undefined,
  resize: () => false,
  extend: () => false,
  turnTo: () => undefined,
  openTerminal: () => undefined,
  closeTerminal: () => undefined,
  history: () => [],
  complete: (_line, cursor) => Promise.resolve({ from: cursor, words: [] }),
  shelf: [],
  registries: () => ({}),
  cgroups: () => ({}),
  overlay: () => undefined,
  file: () => undefined,
  lesson: () => undefined,
  goal: () => undefined,
  rests: () => false,
}

export interface Listed {
  readonly slug: string
  readonly title: Readonly<Record<Lang, string>>
  readonly level: Scenario['level']
}

const titles = import.meta.glob<Listed>('../../../scenarios/*/scenario.yaml', {
  query: '?lesson-title',
  import: 'default',
  eager: true,
})
const levels: readonly Scenario['level'][] = ['beginner', 'internals', 'kernel']

/** The lessons there are, easy ones first. */
export const lessons: readonly Listed[] = Object.values(titles).toSorted(
  (a, b) => levels.indexOf(a.level) - levels.indexOf(b.level),
)

const pathOf = (slug: string): string => `../../../scenarios/${slug}/scenario.yaml`

async function scenarioOf(slug: string): Promise<Scenario> {
  const lesson = known[pathOf(slug)]
  if (lesson === undefined) throw new RangeError(`no scenario "${slug}"`)
  return lesson()
}
