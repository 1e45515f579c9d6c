import { build } from 'vite'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from './browser'

/** The model in Node and in a browser: the same script and seed give the same trace, byte for byte. */
const script = [
  'docker run -d -p 8080:80 --name web nginx:alpine',
  'curl localhost:8080',
  'docker run --rm alpine sh -c "echo $RANDOM; date"',
  'docker ps',
  'docker rm -f web',
]

let bundle = ''

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: 'tests/browser/trace-of.ts', formats: ['iife'], name: 'Traced' },
    },
  })
  const output = (Array.isArray(result) ? result[0]! : result) as { output: { code?: string }[] }
  bundle = output.output[0]?.code ?? ''
}, 60_000)

let browser: Browser | undefined
afterAll(() => browser?.close())

test('[WORLD-6] same script and seed: byte-identical trace in Node and in Chromium', async () => {
  const { traceOf } = await import('./trace-of')
  const here = traceOf(script, 7)
  browser = await launch()
  const page = await browser.newPage()
  await page.addScriptTag({ content: bundle })
  const there = await page.evaluate(
    (lines) =>
      (globalThis as unknown as { Traced: { traceOf(l: string[], s: number): string } }).Traced.traceOf(lines, 7),
    script,
  )
  expect(here.split('\n').length).toBeGreaterThan(500)
  expect(there === here).toBe(true)
}, 120_000)
