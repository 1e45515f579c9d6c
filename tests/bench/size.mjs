/**
 * `npm run size`: builds the page and the embed, and prints what a visitor loads, gzipped, beside the budgets of the design.
 * Two figures for the page: what index.html itself brings, and what it takes until a learner can type: that, and the modules that it goes on
 * to fetch by itself (the page, the model, one language, one lesson).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
const packed = (file) => gzipSync(readFileSync(file), { level: 9 }).length

const out = mkdtempSync(join(tmpdir(), 'glasswhale-size-'))
const build = (...args) => {
  const done = spawnSync('npx', ['vite', 'build', '--logLevel', 'error', '--outDir', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status !== 0) {
    console.error(done.stderr || done.stdout)
    process.exit(1)
  }
}
build(join(out, 'page'))
build(join(out, 'embed'), '--mode', 'embed')

/** The files that a module imports statically, itself among them. */
function reach(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return seen
  seen.add(file)
  if (!file.endsWith('.js')) return seen
  const code = readFileSync(file, 'utf8')
  for (const [, path] of code.matchAll(/(?:^|[;\n}])\s*(?:import|export)\b(?!\s*\()[^"'`;]*?["'](\.[^"']+)["']/g))
    reach(join(dirname(file), path), seen)
  return seen
}

const page = join(out, 'page')
const html = readFileSync(join(page, 'index.html'), 'utf8')
const named = [...html.matchAll(/(?:src|href)="(\.\/[^"]+\.(?:js|css))"/g)].map(([, path]) => join(page, path))
const eager = new Set(named.flatMap((file) => [...reach(file)]))

/** What is fetched without anybody asking: by import() from what is there already. Views, other languages and other lessons wait. */
const unasked = /^(open|voyage-source|model(-\d+)?|en|scenario)-[\w-]{8}\.js$/
function fetched() {
  const seen = new Set(eager)
  for (const file of seen) {
    if (!file.endsWith('.js')) continue
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/import\(["'`](\.[^"'`]+)["'`]\)/g)) {
      const next = join(dirname(file), path)
      if (unasked.test(next.split('/').at(-1))) for (const one of reach(next)) seen.add(one)
    }
  }
  return [...seen]
}

const files = readdirSync(page, { recursive: true }).map((name) => join(page, name))
const code = files.filter((file) => statSync(file).isFile() && /\.(js|css)$/.test(file) && !file.includes('/embed/'))

const judge = (bytes, wanted, most) =>
  bytes <= wanted * 1000
    ? 'within'
    : bytes <= most * 1000
      ? `over the wanted ${wanted} kB`
      : `OVER the limit ${most} kB`
const say = (name, bytes, judged) => console.log(`  ${name.padEnd(52)} ${kB(bytes).padStart(10)}  ${judged}`)

const eagerBytes = [join(page, 'index.html'), ...eager].reduce((sum, file) => sum + packed(file), 0)
console.log('gzip, as served:')
for (const file of eager) say(`  eager ${relative(page, file)}`, packed(file), '')
say('what index.html brings', eagerBytes, '')
const firstStep = fetched()
const firstBytes = packed(join(page, 'index.html')) + firstStep.reduce((sum, file) => sum + packed(file), 0)
say(`to the first interactive step (${firstStep.length} files)`, firstBytes, judge(firstBytes, 130, 170))
for (const file of code.filter((name) => !eager.has(name)).sort((a, b) => packed(b) - packed(a)))
  say(`lazy ${relative(page, file)}`, packed(file), judge(packed(file), 25, 40))
for (const name of readdirSync(join(out, 'embed')).filter((name) => name.endsWith('.js')))
  say(`embed ${name} (everything in one module)`, packed(join(out, 'embed', name)), '')
rmSync(out, { recursive: true })
