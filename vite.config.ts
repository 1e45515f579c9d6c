import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, runnerImport, type Plugin, type UserConfig } from 'vite'

/** The page: relative addresses, so that dist/ can be served from any folder. */
const page: UserConfig = {
  plugins: [pieces('src/ui/player/voyage-source.ts', 130_000)],
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
 * Cuts what a lazily loaded module brings with it into pieces that a browser fetches side by side. The modules are laid out in the order
 * in which they are evaluated and cut into runs of about `most` characters of source: a run only needs runs before it, so no two pieces
 * import each other. What the rest of the page needs as well stays out, or the page would wait for a whole piece.
 */
function pieces(entry: string, most: number): Plugin {
  const plan = new Map<string, string>()
  return {
    name: 'glasswhale-pieces',
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
      const roots = [...this.getModuleIds()].filter(
        (id) => about(id)?.isEntry || (about(id)?.dynamicImporters.length ?? 0) > 0,
      )
      const lazy = roots.find((id) => id.endsWith(entry))
      if (lazy === undefined) return this.error(`nothing imports ${entry} lazily`)
      const shared = new Set(roots.filter((id) => id !== lazy).flatMap((id) => [...after(id)]))
      let length = 0
      for (const id of after(lazy)) {
        if (id === lazy || shared.has(id)) continue
        plan.set(id, `model-${Math.floor(length / most) + 1}`)
        length += about(id)?.code?.length ?? 0
      }
    },
  }
}

/**
 * Turns `scenarios/<slug>/scenario.yaml?lesson` into the lesson it describes, read and checked while the page is built: the page itself
 * carries neither a YAML parser nor the checks, and a lesson with a fault stops the build. `?lesson-title` is only what a list of lessons shows.
 */
function lessons(): Plugin {
  return {
    name: 'glasswhale-lessons',
    async load(id) {
      const [path = '', query] = id.split('?')
      if (query !== 'lesson' && query !== 'lesson-title') return undefined
      const folder = dirname(path)
      const read = (name: string): string => {
        this.addWatchFile(join(folder, name))
        return readFileSync(join(folder, name), 'utf8')
      }
      const { module } = await runnerImport<typeof import('./src/lesson/load')>(
        join(import.meta.dirname, 'src/lesson/load.ts'),
      )
      const files = filesBelow(folder, 'files').map((name) => [name.slice('files/'.length), read(name)])
      const prose = { en: read('en.md'), 'zh-CN': read('zh-CN.md') }
      const scenario = module.loadScenario({
        yaml: read('scenario.yaml'),
        prose,
        files: Object.fromEntries(files) as Record<string, string>,
      })
      const { id: slug, title, level } = scenario
      const told = query === 'lesson' ? scenario : { slug, title, level }
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(told))})`, moduleType: 'js' }
    },
  }
}

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
    plugins: [svelte(), lessons(), ...(kind.plugins ?? [])],
    test: {
      include: [mode === 'gallery' ? 'tests/browser/shots.ts' : 'tests/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  } as UserConfig
})
