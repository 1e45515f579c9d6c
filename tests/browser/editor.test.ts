import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { builtPage } from './browser'
import { field, focused, run, seek, violations } from './whale'

/** The editor of the built page (`npm run build`) in a real browser. */
const wide = { width: 1366, height: 768, lang: 'en', attributes: { speed: '16' } }

const { on } = builtPage()

/** What a line prints; a terminal ends its lines with CR LF. */
const printed = async (page: Page, line: string): Promise<string> =>
  (await run(page, line)).stdout.replaceAll('\r\n', '\n')
const editor = (page: Page) => page.locator('section.editor')
/** What the program said last. */
const said = (page: Page) => editor(page).locator('.said')
const dirty = (page: Page) => editor(page).locator('.dirty')
const content = (page: Page) => page.locator('.cm-content')

/** Types a line that opens an editor. */
async function edit(page: Page, line: string): Promise<void> {
  await field(page).fill(line)
  await field(page).press('Enter')
  await content(page).waitFor()
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
      await page.waitForFunction(
        () =>
          !document.querySelector('glass-whale')!.shadowRoot!.querySelector('[role=log]')!.textContent.includes('RUN'),
      )
      await seek(page, 'end')
      await page.locator('[role=log]').getByText('RUN echo hi').waitFor()
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
      await field(page).focus()
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
      await field(page).fill('nano f')
      await field(page).press('Enter')
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
        expect(await violations(page)).toEqual([])
      }))
})
