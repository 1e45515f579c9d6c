import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch, openPage, type Look } from './browser'
import { serve } from './serve'

/** `npm run gallery`: the page as it looks, in every size, language and theme, into gallery/. To be looked at by people. */
let browser: Browser
let site: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  mkdirSync('gallery', { recursive: true })
  site = await serve(resolve('dist'))
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  site.close()
})

interface Shot {
  readonly name: string
  readonly look: Look
  readonly step: number
  readonly then?: string
}

const wide = { width: 1366, height: 768 }
const phone = { width: 390, height: 844 }
const hall = { width: 1920, height: 1080 }

const shots: readonly Shot[] = [
  { name: 'wide-light-en', look: wide, step: 12 },
  { name: 'wide-dark-zh', look: { ...wide, theme: 'dark', lang: 'zh-CN' }, step: 20 },
  { name: 'wide-kernel-en', look: { ...wide, attributes: { depth: '3' } }, step: 45 },
  { name: 'wide-story-zh', look: { ...wide, lang: 'zh-CN', attributes: { depth: '1' } }, step: 6 },
  { name: 'phone-light-zh', look: { ...phone, lang: 'zh-CN' }, step: 22 },
  { name: 'phone-dark-en', look: { ...phone, theme: 'dark' }, step: 30 },
  { name: 'hall-light-en', look: { ...hall, density: 'projector' }, step: 30 },
  { name: 'wide-wire-en', look: { ...wide, attributes: { scene: 'wire' } }, step: 24 },
  { name: 'wide-contrast-en', look: { ...wide, attributes: { theme: 'contrast' } }, step: 30 },
]

test.each(shots)('$name', async ({ name, look, step }) => {
  const page = await openPage(browser, site.url, look)
  if (look.width < 760) await page.locator('#tab-scene').click()
  await page.evaluate((n) => (document.querySelector('glass-whale') as HTMLElement & { step(by: number): Promise<void> }).step(n), step)
  await page.waitForTimeout(150)
  await page.screenshot({ path: `gallery/${name}.png` })
  await page.context().close()
})
