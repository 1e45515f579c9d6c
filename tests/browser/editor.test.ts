import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, openPage } from './browser'
import { serve } from './serve'

/** The editor of the built page (`npm run build`) in a real browser. */
const built = resolve(process.env['GLASSWHALE_DIST'] ?? 'dist')
const wide = { width: 1366, height: 768, lang: 'en', attributes: { speed: '16' } }

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
  run(line: string): Promise<{ exit: number; stdout: string }>
  seek(where: number | string): Promise<void>
}

/** What a line prints; a terminal ends its lines with CR LF. */
const printed = async (page: Page, line: string): Promise<string> =>
  (await run(page, line)).stdout.replaceAll('\r\n', '\n')
const run = (page: Page, line: string) =>
  page.evaluate((text) => (document.querySelector('glass-whale') as Whale).run(text), line)
const seek = (page: Page, where: string) =>
  page.evaluate((to) => (document.querySelector('glass-whale') as Whale).seek(to), where)
const editor = (page: Page) => page.locator('section.editor')
/** What the program said last. */
const said = (page: Page) => editor(page).locator('.said')
const dirty = (page: Page) => editor(page).locator('.dirty')
const content = (page: Page) => page.locator('.cm-content')
const focused = (page: Page) =>
  page.evaluate(() => document.querySelector('glass-whale')?.shadowRoot?.activeElement?.outerHTML.slice(0, 400) ?? '')

/** Types a line that opens an editor. */
async function edit(page: Page, line: string): Promise<void> {
  await page.locator('.line').fill(line)
  await page.locator('.line').press('Enter')
  await content(page).waitFor()
}

async function on(look: Parameters<typeof openPage>[2], act: (page: Page) => Promise<void>): Promise<void> {
  const page = await openPage(browser, site.url, look)
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  try {
    await act(page)
    expect(errors).toEqual([])
  } finally {
    await page.context().close()
  }
}

describe('editor', { timeout: 60_000 }, () => {
  test('[ED-13] nano Dockerfile: edit, save, close; the file is there, and stepping back takes it away', () =>
    on(wide, async (page) => {
      await edit(page, 'nano Dockerfile')
      await page.keyboard.type('FROM alpine\nRUN echo hi\n')
      await dirty(page).waitFor()
      await page.keyboard.press('Control+s')
      await said(page).filter({ hasText: '[ Wrote 2 lines ]' }).waitFor()
      expect(await dirty(page).count()).toBe(0)
      await page.keyboard.press('Control+x')
      await editor(page).waitFor({ state: 'detached' })
      await page.waitForFunction(() =>
        document.querySelector('glass-whale')!.shadowRoot!.activeElement?.matches('.line'),
      )
      expect(await printed(page, 'cat Dockerfile')).toBe('FROM alpine\nRUN echo hi\n')
      await seek(page, '0')
      const log = page.locator('[role=log]')
      await page.waitForFunction(
        () =>
          !document.querySelector('glass-whale')!.shadowRoot!.querySelector('[role=log]')!.textContent.includes('RUN'),
      )
      await seek(page, 'end')
      await log.getByText('RUN echo hi').waitFor()
    }))

  test('[ED-12] the editor is where the world is; what is not saved is kept', () =>
    on(wide, async (page) => {
      await edit(page, 'vi notes.txt')
      await page.keyboard.type('draft')
      await seek(page, '0')
      await editor(page).waitFor({ state: 'detached' })
      await seek(page, 'end')
      await content(page).waitFor()
      expect(await content(page).innerText()).toContain('draft')
      expect(await dirty(page).count()).toBe(1)
    }))

  test('[ED-14] the keys of a habit: Escape, colon, and what closing asks', () =>
    on(wide, async (page) => {
      await edit(page, 'vi a.sh')
      await page.keyboard.type('echo one')
      await page.keyboard.press('Escape')
      await page.keyboard.type(':q\n')
      await page.getByRole('alertdialog').waitFor()
      await page.getByRole('button', { name: 'Keep editing' }).click()
      await page.keyboard.press('Escape')
      await page.keyboard.type(':wq\n')
      await editor(page).waitFor({ state: 'detached' })
      expect(await printed(page, 'sh a.sh')).toBe('one\n')
      await edit(page, 'vi a.sh')
      await page.keyboard.press('Tab')
      expect(await focused(page)).toContain('cm-content')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await focused(page)).not.toContain('cm-content')
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      await page.getByRole('button', { name: 'Close without saving' }).click()
      await editor(page).waitFor({ state: 'detached' })
      expect(await printed(page, 'cat a.sh')).toBe('echo one\n')
    }))

  test('[ED-4] in a container, over the whole wire; a refusal is shown and nothing is lost', () =>
    on(wide, async (page) => {
      await run(page, 'docker run -d --name web --read-only --tmpfs /tmp alpine sleep 1000')
      await edit(page, 'docker exec -it web vi /tmp/page.json')
      expect(await editor(page).innerText()).toContain('in container web')
      await page.keyboard.type('{"a": 1}')
      await page.keyboard.press('Control+s')
      await said(page).filter({ hasText: "'/tmp/page.json' 1L" }).waitFor()
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      await editor(page).waitFor({ state: 'detached' })
      expect(await printed(page, 'docker exec web cat /tmp/page.json')).toBe('{"a": 1}\n')
      await edit(page, 'docker exec -it web vi /etc/motd')
      await page.keyboard.type('x')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await said(page).filter({ hasText: "'/etc/motd' is read only" }).waitFor()
      await page.getByRole('button', { name: 'Write anyway' }).click()
      await said(page).filter({ hasText: "'/etc/motd' Read-only file system" }).waitFor()
      expect(await content(page).innerText()).toMatch(/^x/)
    }))

  test('[ED-5] the program itself can be used instead', () =>
    on(wide, async (page) => {
      await edit(page, 'vi f')
      await page.getByRole('button', { name: 'Use vi itself' }).click()
      await editor(page).waitFor({ state: 'detached' })
      await page.locator('.line').focus()
      for (const key of ['i', 'h', 'i', 'Escape', ':', 'w', 'q', 'Enter']) await page.keyboard.press(key)
      expect(await printed(page, 'cat f')).toBe('hi\n')
    }))

  test('[ED-15] nothing of CodeMirror comes before an editor opens, and without it a plain field does', () =>
    on(wide, async (page) => {
      const fetched: string[] = []
      page.on('request', (request) => fetched.push(request.url()))
      await page.route(/\/mirror-[^/]*\.js$/, (route) => route.abort())
      await run(page, 'echo hi')
      expect(fetched.filter((url) => /\/(?:mirror|editor-)/.test(url))).toEqual([])
      await page.locator('.line').fill('nano f')
      await page.locator('.line').press('Enter')
      const area = page.locator('section.editor textarea')
      await area.fill('plain')
      await area.press('Control+s')
      await said(page).filter({ hasText: '[ Wrote 1 line ]' }).waitFor()
    }))

  for (const look of [
    { lang: 'en', theme: 'light' },
    { lang: 'zh-CN', theme: 'contrast' },
  ])
    test(`[UI-12] axe finds nothing while an editor is open: ${look.lang}, ${look.theme}`, () =>
      on({ width: 390, height: 844, lang: look.lang, attributes: { theme: look.theme } }, async (page) => {
        await page.locator('#tab-terminal').click()
        await edit(page, 'vi compose.yaml')
        await content(page).click()
        await page.keyboard.type('services:\n  web: {image: nginx} # one\n')
        const { violations } = await new AxeBuilder({ page: page as never }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      }))
})
