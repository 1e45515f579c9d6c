import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { builtPage, type Look } from './browser'
import { field, log, seek, violations } from './whale'

/** The terminal of the built page (`npm run build`) in a real browser. */
const wide: Look = { width: 1366, height: 768, lang: 'en', still: true, attributes: { speed: '16' } }

const site = builtPage()

const tabs = (page: Page) => page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab')
const value = (page: Page) => field(page).inputValue()
const prompt = async (page: Page) => (await page.locator('.row .prompt').innerText()).trim()

/** Types a line, and waits until the shell asks for the next. */
async function enter(page: Page, line: string): Promise<void> {
  await field(page).fill(line)
  await field(page).press('Enter')
  await rest(page)
  await idle(page)
}
/** Nothing is being played any more. */
const rest = (page: Page) => page.getByRole('button', { name: /^(Play|播放)$/ }).waitFor()
const idle = (page: Page) => page.locator('.row .prompt').waitFor()
const shows = (page: Page, text: string) => page.locator('.log').getByText(text, { exact: true }).first().waitFor()

/** Opens the page and waits for the prompt. */
const on = (look: Look, act: (page: Page) => Promise<void>): Promise<void> =>
  site.on(look, async (page) => {
    await idle(page)
    await act(page)
  })

describe('terminal', { timeout: 60_000 }, () => {
  test('[UI-24] a second terminal sees what runs in the first', () =>
    on(wide, async (page) => {
      await page.getByRole('button', { name: 'Open a terminal' }).click()
      await expect.poll(() => tabs(page).count()).toBe(2)
      await idle(page)
      await enter(page, 'tty')
      await shows(page, '/dev/pts/1')
      await tabs(page).first().click()
      await field(page).fill('cat -u')
      await field(page).press('Enter')
      await page.getByRole('button', { name: 'Ctrl-C' }).waitFor()
      await tabs(page).nth(1).click()
      await enter(page, 'ps -eo tty,args | grep cat')
      expect(await log(page)).toContain('pts/0    cat -u')
    }))

  test('[UI-29] the list of terminals goes by keyboard', () =>
    on(wide, async (page) => {
      await page.getByRole('button', { name: 'Open a terminal' }).press('Enter')
      await expect.poll(() => tabs(page).count()).toBe(2)
      await tabs(page).nth(1).focus()
      const selected = () => tabs(page).evaluateAll((all) => all.map((tab) => tab.getAttribute('aria-selected')))
      await page.keyboard.press('ArrowRight')
      expect(await selected()).toEqual(['true', 'false'])
      await page.keyboard.press('End')
      expect(await selected()).toEqual(['false', 'true'])
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Delete')
      await expect.poll(() => tabs(page).count()).toBe(1)
    }))

  test('[UI-26] Ctrl-D ends the shell, Enter logs in again', () =>
    on(wide, async (page) => {
      await enter(page, 'echo one')
      await field(page).press('Control+d')
      await page.getByText('The shell has ended.').waitFor()
      await field(page).press('Enter')
      await idle(page)
      await enter(page, 'echo two')
      expect(await log(page)).toMatch(/echo one[^]*one[^]*echo two[^]*two/)
    }))

  test('[UI-27] Ctrl-C at the prompt leaves the line with ^C', () =>
    on(wide, async (page) => {
      await field(page).fill('docker ru')
      await field(page).press('Control+c')
      await page.locator('.block').getByText('docker ru^C').waitFor()
      expect(await value(page)).toBe('')
    }))

  test('[UI-28] an unfinished command stands there with its prompts', () =>
    on(wide, async (page) => {
      await enter(page, 'for i in 1 2')
      expect(await prompt(page)).toBe('>')
      expect(await page.locator('.unfinished').innerText()).toContain('for i in 1 2')
      await enter(page, 'do echo n$i')
      await enter(page, 'done')
      await shows(page, 'n1')
      expect(await page.locator('.command').innerText()).toMatch(/for i in 1 2\n> do echo n\$i\n> done/)
      await field(page).press('ArrowUp')
      expect(await value(page)).toBe('for i in 1 2; do echo n$i; done')
    }))

  test('[UI-30] history is the shell’s: recalled, searched, its last words taken', () =>
    on(wide, async (page) => {
      await enter(page, 'echo first whale')
      await enter(page, 'echo second')
      await field(page).press('ArrowUp')
      await field(page).press('ArrowUp')
      expect(await value(page)).toBe('echo first whale')
      await field(page).press('Control+c')
      await idle(page)
      await field(page).press('Control+r')
      await field(page).pressSequentially('fir')
      expect(await prompt(page)).toBe("(reverse-i-search)`fir':")
      expect(await value(page)).toBe('echo first whale')
      await field(page).pressSequentially('x')
      expect(await prompt(page)).toBe("(failed reverse-i-search)`firx':")
      await field(page).press('Control+g')
      expect(await value(page)).toBe('')
      await field(page).press('Alt+.')
      await field(page).press('Alt+.')
      expect(await value(page)).toBe('whale')
    }))

  test('[UI-4] Tab completes programs, flags, variables and paths', () =>
    on(wide, async (page) => {
      await enter(page, 'touch Dockerfile')
      for (const [typed, whole] of [
        ['hostna', 'hostname'],
        ['docker network disc', 'docker network disconnect '],
        ['docker run --entry', 'docker run --entrypoint '],
        ['echo $HOM', 'echo $HOME '],
        ['cat Doc', 'cat Dockerfile '],
        ['sudo docker run --restart unless', 'sudo docker run --restart unless-stopped '],
      ] as const) {
        await field(page).fill(typed)
        await field(page).press('Tab')
        await expect.poll(() => value(page)).toBe(whole)
      }
    }))

  test('[UI-31] pasted lines run one after the other, the last stays to be finished', () =>
    on(wide, async (page) => {
      await field(page).evaluate((element) => {
        const data = new DataTransfer()
        data.setData('text/plain', 'echo p1\necho p2\necho p3')
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      })
      await shows(page, 'p2')
      await rest(page)
      expect(await value(page)).toBe('echo p3')
      expect(await page.locator('.block').count()).toBe(2)
    }))

  test('[UI-32] what the terminal shows can be searched', () =>
    on(wide, async (page) => {
      await enter(page, 'seq 1 300')
      await field(page).press('Control+Shift+f')
      await page.getByRole('textbox', { name: 'Find in the terminal' }).pressSequentially('29')
      await page.locator('.find [role=status]').getByText('13 of 13').waitFor()
      await page.keyboard.press('Enter')
      await page.locator('.find [role=status]').getByText('12 of 13').waitFor()
      await page.keyboard.press('Escape')
      expect(await page.locator('.find').count()).toBe(0)
      expect(await field(page).evaluate((element) => element.matches(':focus'))).toBe(true)
    }))

  test('[UI-33] clear erases by its bytes; the past still has what it erased', () =>
    on(wide, async (page) => {
      await enter(page, 'echo gone')
      await enter(page, 'printf "\\033[H\\033[2J\\033[3J"')
      await enter(page, 'echo here')
      expect(await log(page)).not.toContain('gone')
      expect(await log(page)).toContain('here')
      await seek(page, 'echo here')
    }))

  test('[UI-34] of a very long output the end is shown, and the rest on demand', () =>
    on(wide, async (page) => {
      await enter(page, 'seq 1 10000')
      await shows(page, 'Show 9000 earlier lines')
      expect(await log(page)).toMatch(/\n10000$/)
      await page.getByRole('button', { name: 'Show 9000 earlier lines' }).click()
      expect(await log(page)).toMatch(/\n1\n2\n3\n/)
    }))

  test('[UI-37] typing quickly into a program leaves no other futures', () =>
    on(wide, async (page) => {
      await field(page).fill('docker run -it --rm alpine sh')
      await field(page).press('Enter')
      await page.locator('.log').getByText('/ #').waitFor()
      await field(page).pressSequentially('echo quick')
      await field(page).press('Enter')
      await page
        .locator('.log')
        .getByText(/^quick$/m)
        .waitFor()
      expect(await log(page)).toMatch(/\/ # echo quick\nquick\n\/ # /)
      await rest(page)
      expect(await page.getByRole('combobox', { name: 'Other futures' }).count()).toBe(0)
      expect(await page.locator('.cursor').count()).toBe(1)
    }))

  test('[UI-21] a block’s tools go by keyboard: run again, copy, fold', () =>
    on(wide, async (page) => {
      await enter(page, 'echo tool')
      await page.getByRole('button', { name: 'Copy…' }).press('Enter')
      await page.keyboard.press('ArrowDown')
      expect(
        await page.evaluate(() => document.querySelector('glass-whale')!.shadowRoot!.activeElement!.textContent),
      ).toBe('Command')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Fold output' }).press('Enter')
      await shows(page, '1 line')
      await page.getByRole('button', { name: 'Run again' }).press('Enter')
      await expect.poll(() => page.locator('.block').count()).toBe(2)
    }))

  test.each([
    { ...wide, theme: 'light' },
    { ...wide, theme: 'dark', lang: 'zh-CN' },
    { ...wide, width: 390, height: 844, attributes: { view: 'terminal timeline' } },
  ])('[UI-12] axe finds nothing in a terminal at work (%j)', (look) =>
    on(look, async (page) => {
      await page.locator('.bar .icon').first().click()
      await expect.poll(() => page.locator('.tabs [role=tab]').count()).toBeGreaterThan(1)
      await idle(page)
      await enter(page, 'printf "\\033[31mred\\033[0m\\n"; false')
      await page.locator('.bar .icon').last().click()
      await page.locator('.copy > button').first().press('Enter')
      expect(await violations(page)).toEqual([])
    }),
  )
})
