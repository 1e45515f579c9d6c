import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, openPage } from './browser'
import { serve } from './serve'

/** The scenes that look below the surface, in the built page. */
const built = resolve(process.env['GLASSWHALE_DIST'] ?? 'dist')
const sizes = { wide: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const scenes = ['layers', 'isolation', 'resources', 'compare'] as const

let browser: Browser
let site: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  if (!existsSync(built)) throw new Error('no dist/: run `npm run build` first')
  site = await serve(built)
  browser = await launch()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  site?.close()
})

interface Whale extends HTMLElement {
  run(line: string): Promise<{ exit: number }>
}

const run = (page: Page, line: string) =>
  page.evaluate((text) => (document.querySelector('glass-whale') as Whale).run(text), line)
const show = async (page: Page, scene: string): Promise<void> => {
  await page.evaluate((name) => document.querySelector('glass-whale')?.setAttribute('scene', name), scene)
  await page.locator('.below h2').first().waitFor()
}

async function withContainer(look: Parameters<typeof openPage>[2], act: (page: Page) => Promise<void>): Promise<void> {
  const page = await openPage(browser, site.url, look)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  try {
    await run(page, 'docker run -d --name box -m 64m alpine sh -c "echo hi > /new; sleep 1000"')
    await act(page)
    expect(errors).toEqual([])
  } finally {
    await page.context().close()
  }
}

describe('below', { timeout: 90_000 }, () => {
  test.each([
    { ...sizes.wide, lang: 'en' },
    { ...sizes.wide, lang: 'zh-CN', theme: 'dark' },
    { ...sizes.phone, lang: 'zh-CN' },
  ])('[UI-12] axe finds no violation at $width in $lang', (look) =>
    withContainer(look, async (page) => {
      if (look.width < 760) await page.locator('#tab-scene').click()
      for (const scene of scenes) {
        await show(page, scene)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${scene} ${id} ${nodes[0]?.html}`)).toEqual([])
      }
    }),
  )

  test('[UI-15] a process opens in the inspector as /proc shows it', () =>
    withContainer({ ...sizes.wide, lang: 'en' }, async (page) => {
      await show(page, 'isolation')
      await page.locator('.inside .row').first().click()
      const text = await page.locator('aside').innerText()
      expect(text).toContain('/proc/')
      expect(text).toMatch(/NSpid:\s+\d+\s+1/)
      expect(text).toContain('lsns -p')
    }))

  test('[SC-17] the meters show the limit that was set, and the writable layer what was written', () =>
    withContainer({ ...sizes.wide, lang: 'en' }, async (page) => {
      await show(page, 'resources')
      expect(await page.locator('tr.own').innerText()).toContain('of 67.1MB')
      await show(page, 'layers')
      expect(await page.locator('.plane.upper').innerText()).toContain('/new')
      await show(page, 'compare')
      expect(await page.locator('.badge.real').innerText()).toContain('box')
    }))
})
