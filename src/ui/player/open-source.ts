import type { Scenario } from '../../lesson/scenario'
import type { Lang } from '../../locale/load'
import type { Opening, Source, World } from './source'

/** The lessons of this repository, each fetched only when it is asked for. Read and checked when the page is built (vite.lessons.ts). */
const known = import.meta.glob<Scenario>('../../../scenarios/*/scenario.yaml', { query: '?lesson', import: 'default' })

/** Opens the model behind the page: a lesson by its slug, or the sandbox. */
export async function openSource({ seed, scenario }: Opening): Promise<Source> {
  const [{ voyageSource }, lesson] = await Promise.all([
    import('./voyage-source'),
    scenario === undefined ? undefined : scenarioOf(scenario),
  ])
  return voyageSource(seed, lesson)
}

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
  complete: (_line, cursor) => ({ from: cursor, words: [] }),
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

async function scenarioOf(slug: string): Promise<Scenario> {
  const lesson = known[`../../../scenarios/${slug}/scenario.yaml`]
  if (lesson === undefined) throw new RangeError(`no scenario "${slug}"`)
  return lesson()
}
