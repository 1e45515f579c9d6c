import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { builtPage, type Look } from './browser'
import { run, violations } from './whale'

/** The scenes that look below the surface, in the built page. */
const sizes = { wide: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const scenes = ['layers', 'isolation', 'resources', 'compare'] as const

const { on } = builtPage()

const show = async (page: Page, scene: string): Promise<void> => {
  await page.evaluate((name) => document.querySelector('glass-whale')?.setAttribute('scene', name), scene)
  await page.locator('.below h2').first().waitFor()
}

const withContainer = (look: Look, act: (page: Page) => Promise<void>): Promise<void> =>
  on(look, async (page) => {
    await run(page, 'docker run -d --name box -m 64m alpine sh -c "echo hi > /new; sleep 1000"')
    await act(page)
  })

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
        expect(await violations(page)).toEqual([])
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
