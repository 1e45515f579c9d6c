import type { Lang } from '../../locale/load'
import type { Opening, Source } from './source'

/** The lessons of this repository, each fetched only when it is asked for. */
const texts = import.meta.glob<string>('../../../scenarios/*/{scenario.yaml,en.md,zh-CN.md,files/**/*}', { query: '?raw', import: 'default' })

/** Opens the model behind the page: a lesson by its slug, or the sandbox. */
export async function openSource({ seed, scenario }: Opening): Promise<Source> {
  const [{ voyageSource }, lesson] = await Promise.all([import('./voyage-source'), scenario === undefined ? undefined : scenarioOf(scenario)])
  return voyageSource(seed, lesson)
}

export interface Listed {
  readonly slug: string
  readonly title: Readonly<Record<Lang, string>>
}

/** The lessons there are. A lesson that cannot be read is left out: opening it says why. */
export async function lessons(): Promise<readonly Listed[]> {
  const slugs = Object.keys(texts).flatMap((path) => /\/([^/]+)\/scenario\.yaml$/.exec(path)?.[1] ?? [])
  const read = await Promise.allSettled(slugs.map(scenarioOf))
  return read.flatMap((lesson) => (lesson.status === 'fulfilled' ? [{ slug: lesson.value.id, title: lesson.value.title }] : []))
}

async function scenarioOf(slug: string) {
  const folder = `../../../scenarios/${slug}/`
  if (!(`${folder}scenario.yaml` in texts)) throw new RangeError(`no scenario "${slug}"`)
  const { loadScenario } = await import('../../lesson/load')
  const read = (name: string): Promise<string> => texts[`${folder}${name}`]!()
  const paths = Object.keys(texts).filter((path) => path.startsWith(`${folder}files/`))
  const files = await Promise.all(paths.map(async (path) => [path.slice(`${folder}files/`.length), await texts[path]!()] as const))
  const [yaml, en, zh] = await Promise.all([read('scenario.yaml'), read('en.md'), read('zh-CN.md')])
  return loadScenario({ yaml, prose: { en, 'zh-CN': zh }, files: Object.fromEntries(files) })
}
