import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { builtPage } from './browser'
import { field, run } from './whale'

/** What the built page (`npm run build`) fetches, and when. */
const { browser, url } = builtPage()

interface Visit {
  readonly page: Page
  /** Names of the scripts that were asked for, without what names their version. */
  readonly asked: () => readonly string[]
}

/** Opens the sandbox; `thrifty` as a visitor who asks to save data, for whom nothing is fetched beforehand. */
async function visit({ thrifty = false, lang = 'en' }, act: (visit: Visit) => Promise<void>): Promise<void> {
  const view = await browser().newContext({ viewport: { width: 1366, height: 768 }, locale: lang })
  try {
    const page = await view.newPage()
    const names: string[] = []
    page.on('request', (request) => {
      const name = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(new URL(request.url()).pathname)?.[1]
      if (name !== undefined) names.push(name)
    })
    await page.addInitScript((save) => {
      if (save) Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
      new MutationObserver((_changes, parsed) => {
        const whale = document.querySelector('glass-whale')
        if (!whale) return
        parsed.disconnect()
        whale.setAttribute('scenario', 'sandbox')
      }).observe(document, { childList: true, subtree: true })
    }, thrifty)
    await act({ page, asked: () => [...names] })
  } finally {
    await view.close()
  }
}

const ready = (page: Page) => page.locator('glass-whale .gw[aria-busy=false]').waitFor()
const type = async (page: Page, line: string) => {
  await field(page).fill(line)
  await field(page).press('Enter')
}
const partsOf = (names: readonly string[]) =>
  new Set(names.flatMap((name) => /^model-([a-z]+(?:-rest)?)(?:-voyage)?(?:-shared)?-\d+$/.exec(name)?.[1] ?? []))

describe('loading', { timeout: 60_000 }, () => {
  test('[LOAD-1] until there is a prompt nothing of the model comes', () =>
    visit({}, async ({ page, asked }) => {
      // What comes beforehand comes after the prompt. Here it never does: the prompt is there all the same.
      await page.route(/\/assets\/model-/, () => undefined)
      await page.goto(url())
      await ready(page)
      await page.getByText('you@host').first().waitFor()
      expect(asked()).toContain('open')
      expect(asked().filter((name) => /mirror|Layers|Inspector|open-voyage-1/.test(name))).toEqual([])
    }))

  test('[LOAD-2] [LOAD-5] echo needs the kernel and the shell, and may be typed before they are there', () =>
    visit({ thrifty: true }, async ({ page, asked }) => {
      const held: (() => void)[] = []
      let open = false
      await page.route(/\/assets\/model-/, (route) => {
        if (open) void route.continue()
        else held.push(() => void route.continue())
      })
      await page.goto(url())
      await ready(page)
      await type(page, 'echo early bird')
      await page.getByText('Fetching the part of the simulator').waitFor()
      open = true
      for (const go of held) go()
      await page.getByText('early bird', { exact: true }).waitFor()
      const parts = partsOf(asked())
      expect(
        [...parts].filter((part) => !['kernel', 'bash', 'look', 'outcome', 'hub', 'registry'].includes(part)),
      ).toEqual([])
      expect(parts).toContain('kernel')
      await type(page, 'docker version')
      await page.getByText('Server: Docker Engine').waitFor()
      expect(partsOf(asked())).toContain('dockerd')
      expect(partsOf(asked())).not.toContain('builder')
    }))

  test('[LOAD-3] after a while it goes on without a network', () =>
    visit({}, async ({ page, asked }) => {
      await page.goto(url())
      await ready(page)
      let seen = -1
      while (seen !== asked().length) {
        seen = asked().length
        await page.waitForLoadState('networkidle')
        await page.waitForTimeout(500)
      }
      await page.context().setOffline(true)
      const done = await run(page, 'docker run --rm alpine sh -c "seq 3 | wc -l; ps"')
      expect(done.stdout).toMatch(/^3\r?$/m)
      expect(done.exit).toBe(0)
    }))

  test('[LOAD-4] a part that does not come is told and can be had later', () =>
    visit({ thrifty: true, lang: 'zh-CN' }, async ({ page }) => {
      let cut = true
      await page.route(/\/assets\/model-client-/, (route) => void (cut ? route.abort() : route.continue()))
      await page.goto(url())
      await ready(page)
      await type(page, 'echo 一 > kept; docker ps')
      const alert = page.getByRole('alert')
      await alert.getByText('有一个模拟器模块没有下载成功').waitFor()
      cut = false
      await alert.getByRole('button', { name: '重试' }).click()
      await page.getByText('CONTAINER ID').waitFor()
      await alert.waitFor({ state: 'detached' })
      await type(page, 'cat kept')
      await page.getByText('一', { exact: true }).waitFor()
    }))
})
