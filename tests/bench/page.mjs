/**
 * `npm run bench -- --page`: how soon the built page is ready, how long it keeps the browser busy and how evenly it moves, in Chromium with
 * the processor slowed down, beside the budgets of the design. Nothing here is asserted: times are those of this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, judged, launch, serve, tabOf } from './site.mjs'

const rounds = 5
const budgets = {
  ready: [700, 1000],
  ready4: [1800, 2500],
  ready4slow: [2500, 3500],
  blocking: [200, 350],
  response: [100, 200],
  frame20: [17, 33],
  frame60: [33, 50],
}

const median = (values) => quantile(values, 0.5)
const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]
const say = (name, value, budget) =>
  console.log(`  ${name.padEnd(64)} ${value.toFixed(0).padStart(7)} ms  ${budget ? judged(value, budget, 'ms') : ''}`)

const out = mkdtempSync(join(tmpdir(), 'glasswhale-page-'))
build(out)
const site = await serve(out)
const browser = await launch()

/** 1.6 Mbit/s down, 150 ms there and back: Lighthouse's slow 4G. */
const slow4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }

/** A fresh visit, with what it notes of itself. */
async function visited(scenario, { rate, slow = false }, act) {
  const tab = await tabOf(browser, scenario)
  const cdp = await tab.context().newCDPSession(tab)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate })
  if (slow) {
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', slow4G)
  }
  await tab.addInitScript(() => {
    globalThis.noted = { long: [], keys: [] }
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) globalThis.noted.long.push([startTime, duration])
    }).observe({ type: 'longtask', buffered: true })
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) globalThis.noted.keys.push([name, duration])
    }).observe({ type: 'event', durationThreshold: 16, buffered: true })
    const look = () => {
      const busy = document.querySelector('glass-whale')?.shadowRoot?.querySelector('.gw')?.getAttribute('aria-busy')
      if (busy === 'false') globalThis.noted.ready ??= performance.now()
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  try {
    await tab.goto(site.url)
    await tab.waitForFunction(() => globalThis.noted.ready !== undefined)
    return await act(tab)
  } finally {
    await tab.context().close()
  }
}

async function several(measure) {
  const values = []
  for (let i = 0; i < rounds; i++) values.push(await measure())
  return values
}

const readyAt = (conditions) => () =>
  visited('build-ship-run', conditions, (tab) => tab.evaluate(() => globalThis.noted.ready))

const blockingUntil = (long, end) =>
  long.filter(([at]) => at < end).reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0)

/** Total blocking time until the page is ready, and with all that it prepares while idle. */
const blocking = () =>
  visited('build-ship-run', { rate: 4 }, async (tab) => {
    await tab.waitForLoadState('networkidle')
    await tab.waitForTimeout(3_000)
    const { long, ready } = await tab.evaluate(() => globalThis.noted)
    return [blockingUntil(long, ready), blockingUntil(long, Infinity), Math.max(0, ...long.map(([, ms]) => ms))]
  })

/** From a key or a click to the next picture, at the prompt and while something plays. */
const responses = () =>
  visited('sandbox', { rate: 4 }, async (tab) => {
    await tab.waitForTimeout(4_000)
    await tab.evaluate(() => void (globalThis.noted.keys.length = 0))
    await tab.locator('input.line, textarea.line').click()
    await tab.keyboard.type('echo hello', { delay: 60 })
    await tab.waitForTimeout(500)
    const keys = await tab.evaluate(() => globalThis.noted.keys.splice(0).map(([, ms]) => ms))
    await tab.keyboard.press('Enter')
    await tab.waitForTimeout(2_000)
    await tab.evaluate(() => void (globalThis.noted.keys.length = 0))
    for (let i = 0; i < 4; i++) {
      await tab.getByRole('button', { name: 'Step back', exact: true }).click()
      await tab.waitForTimeout(300)
    }
    const clicks = await tab.evaluate(() =>
      globalThis.noted.keys.filter(([name]) => name === 'click').map(([, ms]) => ms),
    )
    return [Math.max(16, ...keys), Math.max(16, ...clicks)]
  })

/** Time of each frame, and how many packets it drew, while some lines play. */
const frames = (line, depth, speed, seconds) => () =>
  visited('sandbox', { rate: 4 }, async (tab) => {
    await tab.waitForLoadState('networkidle')
    await tab.waitForTimeout(2_000)
    await tab.evaluate(
      ([wanted, quick]) => {
        const whale = document.querySelector('glass-whale')
        whale.setAttribute('depth', String(wanted))
        whale.setAttribute('speed', String(quick))
      },
      [depth, speed],
    )
    await tab.locator('input.line, textarea.line').fill(line)
    await tab.locator('input.line, textarea.line').press('Enter')
    await tab.waitForTimeout(500)
    return tab.evaluate(
      (most) =>
        new Promise((done) => {
          const found = []
          const shadow = document.querySelector('glass-whale').shadowRoot
          const began = performance.now()
          let before = began
          const frame = (now) => {
            found.push([now - before, shadow.querySelectorAll('.packet').length])
            before = now
            if (now - began > most * 1000) done(found.slice(1))
            else requestAnimationFrame(frame)
          }
          requestAnimationFrame(frame)
        }),
      seconds,
    )
  })

console.log(`Medians of ${rounds} in Chromium ${browser.version()}, the processor slowed down as said.`)
say('ready, 1x', median(await several(readyAt({ rate: 1 }))), budgets.ready)
say('ready, 4x', median(await several(readyAt({ rate: 4 }))), budgets.ready4)
say('ready, 4x and slow 4G', median(await several(readyAt({ rate: 4, slow: true }))), budgets.ready4slow)
const busy = await several(blocking)
say('total blocking time until ready, 4x', median(busy.map(([ready]) => ready)), budgets.blocking)
say('the same, with all that is prepared while idle', median(busy.map(([, all]) => all)))
say('the longest task of it', median(busy.map(([, , longest]) => longest)))
const response = await several(responses)
say('slowest answer to a key at the prompt, 4x', median(response.map(([key]) => key)), budgets.response)
say('slowest answer to a click on Step back, 4x', median(response.map(([, click]) => click)), budgets.response)
for (const [name, line, depth, speed, budget] of [
  ['docker run, protocol', 'docker run -d -p 8080:80 --name web nginx', 2, 1, budgets.frame20],
  ['docker run, kernel', 'docker run -d -p 8080:80 --name web nginx', 3, 1, budgets.frame20],
  [
    'five pulls at once',
    'for i in nginx redis ubuntu node python; do docker pull -q $i & done; wait',
    3,
    16,
    budgets.frame60,
  ],
]) {
  const runs = await several(frames(line, depth, speed, 5))
  const packets = runs.flat().map(([, count]) => count)
  say(
    `frame p95, ${name}, up to ${Math.max(...packets)} packets, 4x`,
    median(
      runs.map((run) =>
        quantile(
          run.map(([ms]) => ms),
          0.95,
        ),
      ),
    ),
    budget,
  )
  say(`longest frame of it`, median(runs.map((run) => Math.max(...run.map(([ms]) => ms)))))
}
await browser.close()
site.close()
rmSync(out, { recursive: true })
