import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, runnerImport, type Plugin, type Rolldown, type UserConfig } from 'vite'
import type { Prose } from './src/lesson/prose'
import type { Scenario, ScenarioBeat } from './src/lesson/scenario'
import { rest } from './vite.rest.ts'
import { declared, type Node } from './vite.syntax.ts'

/** The page: relative addresses, so that dist/ can be served from any folder. */
const page: UserConfig = {
  plugins: [
    rest(
      [
        {
          part: 'host/part/kernel-rest.ts',
          of: /\/(?:src\/sim\/(?:kernel\/|host\/(?:systemd\/|boot|login))|node_modules\/xstate\/)/,
        },
        { part: 'host/part/bash-rest.ts', of: /\/(?:src\/sim\/programs\/bash|node_modules\/unbash)\// },
      ],
      'src/lesson/open-voyage.ts',
    ),
    parts('src/lesson/parts.ts', ['terminal/complete.ts'], 'lesson/open-voyage.ts', 130_000),
    editorInPieces(),
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
      for (const id of page)
        if (ids.includes(`${id}?rest`)) this.error(`the page itself needs ${id}, a part of which it would not find`)
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
 * Lays out CodeMirror, which comes only when an editor opens, in files that a browser fetches side by side. Its view is one module and larger
 * than a file may be: it is cut in two at a place before which nothing needs what comes after, so that the second half can import the first.
 */
function editorInPieces(): Plugin {
  const view = /@codemirror\/view\/dist\/index\.js/
  const fileOf = (id: string): string | null => {
    if (view.test(id)) return id.endsWith('?first') ? 'editor-view-1' : 'editor-view-2'
    if (/node_modules\/(?:@codemirror\/state|@marijn|crelt|style-mod|w3c-keyname)\//.test(id)) return 'editor-state'
    return /node_modules\/(?:@codemirror\/(?!legacy-modes)|@lezer\/)/.test(id) ? 'editor-more' : null
  }
  return {
    name: 'glasswhale-editor-in-pieces',
    apply: 'build',
    config: () => ({
      build: { rollupOptions: { output: { codeSplitting: { groups: [{ debugName: 'editor', name: fileOf }] } } } },
    }),
    load(id) {
      const [path = '', query] = id.split('?')
      if (!view.test(path)) return undefined
      const code = readFileSync(path, 'utf8')
      const { body } = this.parse(code)
      const cut = cutIn(body)
      if (cut === undefined) return this.error('nowhere in CodeMirror’s view can it be cut in two')
      const imports = body
        .filter((one) => one.type === 'ImportDeclaration')
        .map((one) => code.slice(one.start, one.end))
      const at = body[cut]!.start
      const shared = body.slice(0, cut).flatMap(own).join(', ')
      const first = `${code.slice(0, at)}\nexport { ${shared} }`
      const second = [...imports, `import { ${shared} } from '${path}?first'`, code.slice(at)].join('\n')
      return { code: query === 'first' ? first : second, moduleSideEffects: false }
    },
  }
}

type Statements = ReturnType<Rolldown.PluginContext['parse']>['body']

const own = (statement: Statements[number]): readonly string[] => [...declared(statement as unknown as Node)]

/** The statement nearest to the middle before which nothing names what it or a later one declares. */
function cutIn(body: Statements): number | undefined {
  const where = new Map(body.flatMap((one, i) => own(one).map((name) => [name, i] as const)))
  const middle = body.at(-1)!.end / 2
  let reach = 0
  const cuts = body.flatMap((one, i) => {
    const clean = reach < i
    for (const name of one.type.startsWith('Export') ? [] : namesIn(one)) reach = Math.max(reach, where.get(name) ?? 0)
    return clean && i > 0 ? [i] : []
  })
  return cuts.toSorted((a, b) => Math.abs(body[a]!.start - middle) - Math.abs(body[b]!.start - middle))[0]
}

/** The names in a statement or a pattern: all but those of properties, and but what is declared within. */
function namesIn(root: unknown): ReadonlySet<string> {
  const used = new Set<string>()
  const own = new Set<string>()
  const walk = (node: unknown, into: Set<string>): void => {
    if (Array.isArray(node)) return node.forEach((one) => walk(one, into))
    if (node === null || typeof node !== 'object') return undefined
    const { type, name, computed, ...parts } = node as Readonly<Record<string, unknown>>
    if (type === 'Identifier') return void into.add(String(name))
    for (const [part, inner] of Object.entries(parts)) {
      if (!computed && part === (type === 'MemberExpression' ? 'property' : 'key')) continue
      walk(inner, part === 'params' || (part === 'id' && node !== root) ? own : into)
    }
  }
  walk(root, used)
  return new Set([...used].filter((name) => !own.has(name)))
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
      if (query === 'lesson') {
        const { marked } = await sources<typeof import('./src/ui/lesson/markdown')>('src/ui/lesson/markdown.ts')
        return asModule(proseRead(await scenario(), marked))
      }
      if (query === 'lesson-title') {
        const { id: slug, title, level } = await scenario()
        return asModule({ slug, title, level })
      }
      if (query !== 'start') return undefined
      if (!prepares) return { code: 'export default undefined', moduleType: 'js' }
      opening ??= sources('src/lesson/open-voyage.ts')
      const { startOf } = await opening
      if (!path.endsWith('/scenario.yaml')) return asModule(startOf(undefined))
      const start = startOf(await scenario())
      // Most lessons begin where the sandbox does: who goes from one to the next has that world.
      return isDeepStrictEqual(start, startOf(undefined))
        ? {
            code: `export { default } from '${join(import.meta.dirname, 'src/lesson/open-voyage.ts')}?start'`,
            moduleType: 'js',
          }
        : asModule(start)
    },
  }
}

/** The lesson with its Markdown read, so that the page carries no reader of it. */
function proseRead({ beats, ...scenario }: Scenario, marked: (text: string) => Prose): Scenario {
  const read = ({ en, 'zh-CN': zh }: ScenarioBeat['prose']): ScenarioBeat['prose'] => ({
    en: typeof en === 'string' ? marked(en) : en,
    'zh-CN': typeof zh === 'string' ? marked(zh) : zh,
  })
  const beatRead = (beat: ScenarioBeat): ScenarioBeat => ({
    ...beat,
    prose: read(beat.prose),
    ...(beat.hint && { hint: read(beat.hint) }),
  })
  return { ...scenario, beats: beats.map(beatRead) }
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
      // No module keeps state of its own, so files may share those that are loaded; by itself vitest leaves one of two cores unused.
      isolate: false,
      maxWorkers: '100%',
    },
  } as UserConfig
})
