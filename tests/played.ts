import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { loadScenario } from '../src/lesson/load'
import type { Scenario, ScenarioTexts } from '../src/lesson/scenario'
import { extend, type as typeLine, type Voyage } from '../src/lesson/voyage'
import { openVoyage } from '../src/lesson/open-voyage'
import { lengthOf } from '../src/trace/recording'

/** The scenarios of this repository, and voyages that play them as a learner who makes no mistake. Tests run from the root. */
const folder = join(process.cwd(), 'scenarios')

export const slugs: readonly string[] = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory())

export function textsOf(slug: string): ScenarioTexts {
  const read = (path: string) => readFileSync(join(folder, slug, path), 'utf8')
  const files = filesBelow(join(folder, slug, 'files'))
  return {
    yaml: read('scenario.yaml'),
    prose: { en: read('en.md'), 'zh-CN': read('zh-CN.md') },
    files: Object.fromEntries(files),
  }
}

function filesBelow(path: string, name = ''): readonly (readonly [name: string, content: string])[] {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined) return []
  if (info.isFile()) return [[name, readFileSync(path, 'utf8')]]
  return readdirSync(path)
    .sort()
    .flatMap((entry) => filesBelow(join(path, entry), name === '' ? entry : `${name}/${entry}`))
}

export const scenarioOf = (slug: string): Scenario => loadScenario(textsOf(slug))

/** More messages than any command of a scenario takes. */
const most = 50_000

/** The voyage after a line that was typed at its end has run. */
export const entered = (voyage: Voyage, line: string): Voyage =>
  extend(typeLine(voyage, line, lengthOf(voyage.recording)), most)

export const opened = (slug: string, seed = 1): Voyage => openVoyage({ seed, scenario: scenarioOf(slug) })

export const solved = (slug: string, seed = 1): Voyage => scenarioOf(slug).solution.reduce(entered, opened(slug, seed))
