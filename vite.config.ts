import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, runnerImport, type Plugin, type UserConfig } from 'vite'
import type { Scenario } from './src/lesson/scenario'

/** The page: relative addresses, so that dist/ can be served from any folder. */
const page: UserConfig = {
  plugins: [
    parts(
      'src/lesson/parts.ts',
      ['lesson/look.ts', 'lesson/outcome.ts', 'terminal/complete.ts'],
      'lesson/open-voyage.ts',
      130_000,
    ),
  ],
  build: { outDir: 'dist', target: 'es2022', modulePreload: { polyfill: false } },
}

/** The embed: one module that holds everything, its types, and an example of two elements side by side. */
const embed: UserConfig = {
  plugins: [beside()],
  build: {
    outDir: 'dist/embed',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'src/embed/element.ts', formats: ['es'], fileName: () => 'glasswhale.js' },
    rollupOptions: { output: { codeSplitting: false, minify: true } },
  },
}

function beside(): Plugin {
  return {
    name: 'glasswhale-embed-files',
    closeBundle() {
      mkdirSync('dist/embed', { recursive: true })
      copyFileSync('src/embed/glasswhale.d.ts', 'dist/embed/glasswhale.d.ts')
      copyFileSync('src/embed/example.html', 'dist/embed/example.html')
    },
  }
}

/**
 * Lays out the model in files. Each module that `list` imports lazily is a part of the model, in the order in which a learner needs them,
 *  and then each of `others`; `whole` is all of it. A module belongs to the first part that needs it; within a part, what others need too comes first.
 * So a file only needs files before it, and no two import each other. A part is cut into runs of about `most` characters of source, which a
 * browser fetches side by side. What the page itself needs stays out, or the page would wait for the model.
 */
function parts(list: string, others: readonly string[], whole: string, most: number): Plugin {
  const plan = new Map<string, string>()
  return {
    name: 'glasswhale-parts',
    apply: 'build',
    config: () => ({
      build: {
        rollupOptions: {
          output: {
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [{ debugName: 'model', name: (id: string) => plan.get(id) ?? null }],
            },
          },
        },
      },
    }),
    buildEnd(fault) {
      if (fault) return undefined
      const about = (id: string) => this.getModuleInfo(id)
      const after = (root: string, order = new Set<string>(), begun = new Set<string>()): Set<string> => {
        if (begun.has(root)) return order
        begun.add(root)
        for (const id of about(root)?.importedIds ?? []) after(id, order, begun)
        return order.add(root)
      }
      const ids = [...this.getModuleIds()]
      const named = (end: string): string => {
        const id = ids.find((one) => one.endsWith(end))
        if (id === undefined) return this.error(`the page does not import ${end}`)
        return id
      }
      const model = [...(about(named(list))?.dynamicallyImportedIds ?? []), ...others.map(named)]
      const entries = ids.filter((id) => about(id)?.isEntry || (about(id)?.dynamicImporters.length ?? 0) > 0)
      const page = new Set(
        entries.filter((id) => !model.includes(id) && id !== named(whole)).flatMap((id) => [...after(id)]),
      )
      const reach = model.map((id) => after(id))
      const placed = new Set(page)
      reach.forEach((modules, i) => {
        const mine = [...modules].filter((id) => !placed.has(id) && id !== model[i])
        const needed = (id: string): boolean => reach.some((others, j) => j > i && others.has(id))
        const name = model[i]!.split('/').at(-1)!.replace(/\.ts$/, '')
        for (const [kind, members] of [
          [`${name}-shared`, mine.filter(needed)],
          [name, mine.filter((id) => !needed(id))],
        ] as const) {
          let length = 0
          for (const id of members) {
            plan.set(id, `model-${kind}-${Math.floor(length / most) + 1}`)
            length += about(id)?.code?.length ?? 0
          }
        }
        mine.forEach((id) => placed.add(id))
      })
    },
  }
}

/**
 * Turns `scenarios/<slug>/scenario.yaml?lesson` into the lesson it describes, read and checked while the page is built: the page itself
 * carries neither a YAML parser nor the checks, and a lesson with a fault stops the build. `?lesson-title` is only what a list of lessons
 * shows. `?start` is the world in which the lesson begins, computed here by the model itself, so that a learner sees a prompt before any of
 * the model has come (asked of any other file: the sandbox's); undefined where the page is not built in parts.
 */
function lessons({ inParts }: { readonly inParts: boolean }): Plugin {
  let prepares = inParts
  const sources = <T>(path: string): Promise<T> =>
    runnerImport<T>(join(import.meta.dirname, path)).then(({ module }) => module)
  let opening: Promise<typeof import('./src/lesson/open-voyage')> | undefined
  const scenarioIn = async (folder: string, watch: (path: string) => void): Promise<Scenario> => {
    const read = (name: string): string => {
      watch(join(folder, name))
      return readFileSync(join(folder, name), 'utf8')
    }
    const { loadScenario } = await sources<typeof import('./src/lesson/load')>('src/lesson/load.ts')
    const files = filesBelow(folder, 'files').map((name) => [name.slice('files/'.length), read(name)])
    const prose = { en: read('en.md'), 'zh-CN': read('zh-CN.md') }
    return loadScenario({ yaml: read('scenario.yaml'), prose, files: Object.fromEntries(files) })
  }
  return {
    name: 'glasswhale-lessons',
    configResolved({ command }) {
      prepares &&= command === 'build'
    },
    async load(id) {
      const [path = '', query] = id.split('?')
      const watch = (file: string): void => this.addWatchFile(file)
      const scenario = (): Promise<Scenario> => scenarioIn(dirname(path), watch)
      if (query === 'lesson') return asModule(await scenario())
      if (query === 'lesson-title') {
        const { id: slug, title, level } = await scenario()
        return asModule({ slug, title, level })
      }
      if (query !== 'start') return undefined
      if (!prepares) return { code: 'export default undefined', moduleType: 'js' }
      opening ??= sources('src/lesson/open-voyage.ts')
      const { startOf } = await opening
      return asModule(startOf(path.endsWith('/scenario.yaml') ? await scenario() : undefined))
    },
  }
}

const asModule = (value: unknown) => ({
  code: `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`,
  moduleType: 'js' as const,
})

function filesBelow(folder: string, name: string): readonly string[] {
  const info = statSync(join(folder, name), { throwIfNoEntry: false })
  if (info === undefined) return []
  if (info.isFile()) return [name]
  return readdirSync(join(folder, name))
    .sort()
    .flatMap((entry) => filesBelow(folder, `${name}/${entry}`))
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

export default defineConfig(({ mode }) => {
  const kind = mode === 'embed' ? embed : page
  return {
    base: './',
    define: { __VERSION__: JSON.stringify(version) },
    ...kind,
    plugins: [svelte(), lessons({ inParts: kind === page }), ...(kind.plugins ?? [])],
    test: {
      include: [mode === 'gallery' ? 'tests/browser/shots.ts' : 'tests/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  } as UserConfig
})
