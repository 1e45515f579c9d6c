/**
 * `npm run size`: builds the page and the embed, and prints what a visitor loads, gzipped, beside the budgets of the design.
 * What comes before the first interactive step is measured, not reckoned: Chromium opens the built page, and what it has fetched is counted
 * when the prompt takes a line, and again when that line has been answered. Nothing is fetched beforehand meanwhile (the visitor asks to save
 * data); a visitor who does not has the same at the prompt, and the rest comes while the page is idle.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, judged, launch, serve, tabOf } from './site.mjs'

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
const packed = (file) => gzipSync(readFileSync(file), { level: 9 }).length
const judge = (bytes, wanted, most) => judged(bytes / 1000, [wanted, most], 'kB')

const out = mkdtempSync(join(tmpdir(), 'glasswhale-size-'))
build(join(out, 'page'))
build(join(out, 'embed'), '--mode', 'embed')

const page = join(out, 'page')
const say = (name, bytes, judged = '') => console.log(`  ${name.padEnd(60)} ${kB(bytes).padStart(10)}  ${judged}`)
const sum = (names) => [...names].reduce((bytes, name) => bytes + packed(join(page, name)), 0)

const site = await serve(page)
const browser = await launch()

/** What has been fetched when the prompt is there and has taken a line, and when that line has been answered. */
async function fetched(scenario) {
  const tab = await tabOf(browser, scenario, { thrifty: true })
  const names = new Set()
  const held = []
  let hold = true
  // The model is held back until the line has been taken: what is counted until then cannot have needed it.
  await tab.route(/\/assets\/(model-|kernel-|bash-|look-|outcome-)/, (route) =>
    hold ? void held.push(route) : route.continue(),
  )
  tab.on('requestfinished', (request) => names.add(new URL(request.url()).pathname.slice(1) || 'index.html'))
  await tab.goto(site.url)
  await tab.locator('glass-whale .gw[aria-busy=false]').waitFor()
  await tab.locator('input.line, textarea.line').fill('echo first step')
  await tab.locator('input.line, textarea.line').press('Enter')
  // The terminal has passed the line on, and the next step waits for the kernel.
  await tab.getByText('Fetching the part of the simulator').waitFor()
  const atStep = new Set(names)
  hold = false
  for (const route of held) void route.continue()
  await tab.getByText('first step', { exact: true }).waitFor()
  await tab.waitForLoadState('networkidle')
  await tab.context().close()
  return [atStep, names]
}

console.log('gzip, as served; fetched by Chromium:')
for (const scenario of ['sandbox', 'build-ship-run']) {
  const [step, answer] = await fetched(scenario)
  say(
    `${scenario}: eager app to the first interactive step (${step.size} files)`,
    sum(step),
    judge(sum(step), 130, 170),
  )
  for (const name of [...step].sort((a, b) => packed(join(page, b)) - packed(join(page, a))))
    if (scenario === 'sandbox') say(`    ${name}`, packed(join(page, name)))
  say(`${scenario}: until echo is answered (${answer.size} files)`, sum(answer), judge(sum(answer), 130, 170))
}
await browser.close()
site.close()

const code = readdirSync(page, { recursive: true })
  .map((name) => join(page, name))
  .filter((file) => statSync(file).isFile() && /\.(js|css)$/.test(file))
for (const file of code.sort((a, b) => packed(b) - packed(a)).filter((one) => packed(one) > 1000))
  say(`file ${file.slice(page.length + 1)}`, packed(file), judge(packed(file), 25, 40))
for (const name of readdirSync(join(out, 'embed')).filter((one) => one.endsWith('.js')))
  say(`embed ${name} (everything in one module)`, packed(join(out, 'embed', name)))
rmSync(out, { recursive: true })
