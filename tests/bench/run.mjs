/**
 * `npm run bench`: how fast the model is and how much it keeps, on both scenarios, beside the budgets of the design. The measuring itself
 * is measure.ts, bundled as the `glasswhale` command is and run in a Node of its own. With `--page`: the built page in a browser (page.mjs).
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

if (process.argv.includes('--page')) {
  await import('./page.mjs')
  process.exit()
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const out = join(root, 'node_modules/.cache/glasswhale/bench')
mkdirSync(out, { recursive: true })
await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: join(root, 'tests/bench/measure.ts'),
    outDir: out,
    emptyOutDir: false,
    minify: false,
    rollupOptions: { output: { entryFileNames: 'measure.mjs', codeSplitting: false } },
  },
  ssr: { noExternal: true },
})
const flags = ['--expose-gc', ...(process.argv.includes('--profile') ? ['--cpu-prof', `--cpu-prof-dir=${out}`] : [])]
const { status } = spawnSync(process.execPath, [...flags, join(out, 'measure.mjs')], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
