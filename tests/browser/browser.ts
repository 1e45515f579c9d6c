import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { serve } from './serve'

/** The system's Chromium where there is one, else the one that Playwright installed. */
export const launch = (): Promise<Browser> => {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  )
  return chromium.launch({
    ...(system !== undefined && { executablePath: system }),
    args: ['--no-sandbox'],
    headless: true,
  })
}

export interface Look {
  readonly width: number
  readonly height: number
  readonly lang?: string
  readonly theme?: string
  readonly density?: string
  readonly still?: boolean
  /** Attributes of the element beside those above. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** Opens the page at a size, in a language and a theme, and waits until it is ready. */
export async function openPage(browser: Browser, url: string, look: Look): Promise<Page> {
  const view = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    locale: look.lang ?? 'en',
    colorScheme: look.theme === 'dark' ? 'dark' : 'light',
    reducedMotion: look.still ? 'reduce' : 'no-preference',
  })
  const page = await view.newPage()
  const given = {
    scenario: 'sandbox',
    ...look.attributes,
    ...(look.density && { density: look.density }),
    ...(look.lang && { lang: look.lang }),
  }
  await page.addInitScript((attributes) => {
    // As soon as the element is parsed, which is before its script runs.
    const parsed = new MutationObserver(() => {
      const whale = document.querySelector('glass-whale')
      if (!whale) return
      parsed.disconnect()
      for (const [name, value] of Object.entries(attributes)) whale.setAttribute(name, value)
    })
    parsed.observe(document, { childList: true, subtree: true })
  }, given)
  await page.goto(url)
  await page.locator('glass-whale .gw[aria-busy=false]').waitFor()
  return page
}

/** The built page, served, and a browser to see it with. */
export interface BuiltPage {
  readonly browser: () => Browser
  readonly url: () => string
  /** Opens the page, acts on it and closes it. What the page throws meanwhile fails the test. */
  readonly on: (look: Look, act: (page: Page) => Promise<void>) => Promise<void>
}

/** Serves the built page (`npm run build`) to a browser while the tests of a file run. To be called once, outside of any test. */
export function builtPage(): BuiltPage {
  const built = resolve(process.env['GLASSWHALE_DIST'] ?? 'dist')
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
  const on: BuiltPage['on'] = async (look, act) => {
    const page = await openPage(browser, site.url, look)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    try {
      await act(page)
      expect(errors).toEqual([])
    } finally {
      await page.context().close()
    }
  }
  return { browser: () => browser, url: () => site.url, on }
}
