import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

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
