import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { builtPage } from './browser'
import { field, focused, log, run, seek, step, violations, type Whale } from './whale'

/** The built page (`npm run build`) in a real browser. */
const wide = { width: 1366, height: 768, lang: 'en' }

const { on } = builtPage()

const count = (page: Page) => page.locator('.count').innerText()
const caption = (page: Page) => page.locator('.sentence').innerText()

describe('page', { timeout: 60_000 }, () => {
  test('typing a command plays it, and its output is in the log', () =>
    on(wide, async (page) => {
      await field(page).fill('echo hello whale')
      await field(page).press('Enter')
      await page.getByText('hello whale', { exact: true }).waitFor()
      expect(await log(page)).toContain('echo hello whale')
    }))

  test('stepping back takes the world back, and forward brings the same', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      const end = [await count(page), await log(page)]
      await page.locator('svg[role=group] [aria-label^="alpine"]').first().waitFor()
      await seek(page, 'docker pull')
      await page.waitForFunction(
        () => !document.querySelector('glass-whale')!.shadowRoot!.querySelector('[aria-label^="alpine:"]'),
      )
      expect(await log(page)).not.toContain('Digest:')
      await seek(page, 'end')
      expect([await count(page), await log(page)]).toEqual(end)
      const before = await caption(page)
      // Once to the last message, where its mark stands; once more to the one before.
      await page.getByRole('button', { name: 'Step back', exact: true }).dblclick()
      expect(await count(page)).not.toBe(end[0])
      await page.getByRole('button', { name: 'Step forward', exact: true }).click()
      expect(await caption(page)).toBe(before)
    }))

  test('scrubbing moves through time and says where it is', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      const slider = page.getByRole('slider', { name: 'Position in time' })
      await slider.focus()
      await slider.press('Home')
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/^step 0 of \d+, 0\.00 s/)
      await slider.press('ArrowRight')
      await slider.press('ArrowRight')
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/^step 2 of /)
      await slider.fill(String(Math.round(Number(await slider.getAttribute('max')) / 2)))
      expect(await count(page)).not.toMatch(/^[02] of/)
    }))

  test('[UI-9] typing in the past keeps the other future', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      await seek(page, '0')
      await field(page).fill('echo another way')
      await field(page).press('Enter')
      await page.getByText('another way', { exact: true }).waitFor()
      const branches = page.getByRole('combobox', { name: 'Other futures' })
      await branches.selectOption({ index: 1 })
      await seek(page, 'end')
      expect(await log(page)).toContain('docker pull alpine')
    }))

  test('Ctrl-C in the middle of a pull stops it', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull ubuntu')
      await seek(page, 'docker pull')
      await step(page, 40)
      await field(page).press('Control+c')
      await seek(page, 'end')
      expect(await log(page)).not.toContain('Downloaded newer image')
    }))

  test('both languages, changed while it runs', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      expect(await caption(page)).toMatch(/^[a-z]/i)
      await page.getByRole('button', { name: '简体中文' }).click()
      await page.getByRole('button', { name: '后退一步' }).waitFor()
      expect(await caption(page)).toMatch(/[\u4e00-\u9fff]/)
      expect(await page.locator('.gw').getAttribute('lang')).toBe('zh-CN')
    }))

  test('[UI-4] Tab completes where there is something to complete', () =>
    on(wide, async (page) => {
      await field(page).fill('docker vers')
      await field(page).press('Tab')
      await expect.poll(() => field(page).inputValue()).toBe('docker version ')
    }))

  test('[UI-5] by keyboard alone: into the terminal, out of it, to the picture and the inspector and back', () =>
    on(wide, async (page) => {
      for (let i = 0; i < 40 && !(await focused(page)).includes('class="line'); i++) await page.keyboard.press('Tab')
      expect(await focused(page)).toContain('class="line')
      await page.keyboard.type('docker ')
      await page.keyboard.press('Tab')
      expect(await focused(page)).toContain('class="line')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await focused(page)).not.toContain('class="line')
      for (let i = 0; i < 40 && !(await focused(page)).includes('mark hue-daemon'); i++)
        await page.keyboard.press('Tab')
      expect(await focused(page)).toContain('mark hue-daemon')
      await page.keyboard.press('Enter')
      await page.locator('aside').waitFor()
      expect(await focused(page)).toContain('<h2')
      await page.keyboard.press('Escape')
      await page.locator('aside').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }))

  test('[UI-13] with reduced motion it jumps and nothing is animated', () =>
    on({ ...wide, still: true }, async (page) => {
      await run(page, 'docker pull alpine')
      await seek(page, '0')
      await page.evaluate(() => (document.querySelector('glass-whale') as Whale).play())
      const places = await page.evaluate(async () => {
        const root = document.querySelector('glass-whale')!.shadowRoot!
        const seen = new Map<string, Set<string>>()
        for (let i = 0; i < 120; i++) {
          await new Promise(requestAnimationFrame)
          const label = root.querySelector('.count')!.textContent!
          const drawn = [...root.querySelectorAll('.packet')].map((packet) => packet.getAttribute('transform')).join()
          seen.set(label, (seen.get(label) ?? new Set()).add(drawn))
        }
        return [...seen.values()].map((at) => at.size)
      })
      // The last step has two: on its way in, and when all is over.
      expect(places.length).toBeGreaterThan(1)
      expect(Math.max(...places.slice(0, -1))).toBe(1)
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    }))

  test('[UI-10] 1366x768 needs no scrolling; 390 keeps the timeline in reach', async () => {
    await on({ ...wide, attributes: { scenario: 'your-own-registry' } }, async (page) => {
      for (const name of ['Lesson', 'Terminal', 'Scene', 'Timeline']) {
        const box = await page.getByRole('region', { name, exact: true }).boundingBox()
        expect(box!.y + box!.height).toBeLessThanOrEqual(768)
      }
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(768)
    })
    await on({ width: 390, height: 844, lang: 'zh-CN' }, async (page) => {
      for (const name of ['终端', '场景']) {
        await page.getByRole('tab', { name, exact: true }).click()
        const box = await page.getByRole('button', { name: '播放' }).boundingBox()
        expect(box!.y + box!.height).toBeLessThanOrEqual(844)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      }
    })
  })

  test.each([
    ['en', 'light', 'map'],
    ['zh-CN', 'dark', 'map'],
    ['en', 'contrast', 'map'],
    ['en', 'light', 'wire'],
    ['zh-CN', 'light', 'text'],
  ])('[UI-12] axe finds nothing: %s %s %s', (lang, theme, scene) =>
    on({ ...wide, lang, attributes: { theme, scene, scenario: 'your-own-registry' } }, async (page) => {
      await run(page, 'docker run -d --name web nginx')
      // Back to a moment at which something is drawn on a wire.
      for (let i = 0; i < 60 && (i < 20 || (scene === 'map' && (await page.locator('svg .packet').count()) === 0)); i++)
        await step(page, -1)
      await page
        .locator(scene === 'wire' ? 'table' : scene === 'text' ? '.text' : 'svg .packet')
        .first()
        .waitFor()
      expect(await violations(page)).toEqual([])
    }),
  )

  test('[UI-12] axe finds nothing in the inspector', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      await page.locator('[aria-label^="alpine"]').first().click()
      await page.locator('aside').waitFor()
      expect(await violations(page)).toEqual([])
    }))

  test('[UI-14] the live region says no more than one sentence a step', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      const [said, steps] = await page.evaluate(async () => {
        const whale = document.querySelector('glass-whale') as Whale
        const region = whale.shadowRoot!.querySelector('[aria-live=polite]')!
        let said = 0
        new MutationObserver(() => said++).observe(region, { childList: true, characterData: true, subtree: true })
        await whale.seek('start')
        await new Promise(requestAnimationFrame)
        said = 0
        for (let i = 0; i < 20; i++) {
          await whale.step(1)
          await new Promise(requestAnimationFrame)
        }
        return [said, 20]
      })
      expect(said).toBeLessThanOrEqual(steps!)
    }))

  test('[UI-16] [UI-17] [UI-18] Play alone tells a lesson: it types, rests, moves on', () =>
    on({ ...wide, still: true, attributes: { scenario: 'build-ship-run', speed: '16' } }, async (page) => {
      const title = (text: string) => page.getByRole('heading', { name: text, exact: true })
      const play = page.getByRole('button', { name: 'Play', exact: true })
      await title('What is to be built').waitFor()
      await play.click()
      await title('Build').waitFor()
      expect(await log(page)).toContain('cat web/Dockerfile')
      expect(await page.locator('.goal').innerText()).toContain('There is no image you/hello-web on this host yet.')
      await play.click()
      await page.getByText('A moment to look at.').waitFor()
      expect(await caption(page)).toBe('The daemon asks BuildKit to solve the build graph.')
      await page.getByRole('button', { name: 'Go on' }).click()
      await title('Build again').waitFor({ timeout: 30_000 })
      expect(await page.locator('.way .done').count()).toBe(2)
    }))

  test('[UI-17] who types alone is followed', () =>
    on({ ...wide, attributes: { scenario: 'build-ship-run' } }, async (page) => {
      await field(page).fill('cat ./web/Dockerfile')
      await field(page).press('Enter')
      await page.getByRole('heading', { name: 'Build', exact: true }).waitFor()
    }))

  test('[UI-20] programs know how many columns there are', async () => {
    const columns = async (width: number): Promise<number> => {
      let cols = 0
      await on({ ...wide, width }, async (page) => {
        if (width < 760) await page.getByRole('tab', { name: 'Terminal', exact: true }).click()
        cols = Number((await run(page, 'stty size')).stdout.trim().split(' ')[1])
      })
      return cols
    }
    const [phone, desk] = [await columns(390), await columns(1366)]
    expect(phone).toBeGreaterThanOrEqual(40)
    expect(phone).toBeLessThan(60)
    expect(desk).toBeGreaterThan(phone)
    expect(desk).toBeLessThan(70)
  })

  test('[UI-21] the tools of a block lie beside the command, and the keyboard reaches them', () =>
    on(wide, async (page) => {
      await run(page, 'echo one two')
      const command = (await page.locator('.block .command').boundingBox())!
      const tools = (await page.locator('.block .tools').boundingBox())!
      expect(tools.x).toBeGreaterThanOrEqual(command.x + command.width)
      const fold = page.getByRole('button', { name: 'Fold output' })
      await fold.focus()
      await page.keyboard.press('Enter')
      expect(await page.locator('.block pre').count()).toBe(0)
      await page.getByRole('button', { name: 'Unfold output' }).press('Enter')
      expect(await page.locator('.block pre').innerText()).toBe('one two')
    }))

  test('[UI-22] the inspector computes the digest of the bytes it shows', () =>
    on(wide, async (page) => {
      await run(page, 'docker pull alpine')
      await page.locator('svg [aria-label^="alpine:"]').first().click()
      const digests = page.locator('aside .digest')
      await digests.first().waitFor()
      for (const text of await digests.allInnerTexts()) expect(text).toMatch(/sha256:[0-9a-f]{64}\s*✓ matches/)
      expect(await digests.count()).toBeGreaterThan(1)
    }))

  test.each([
    [700, 430],
    [800, 300],
    [390, 600],
  ])('[UI-23] in a pane of %i by %i no letter of the map is under 10 pixels', (width, height) =>
    on({ ...wide, width, height, attributes: { view: 'scene timeline', controls: 'minimal' } }, async (page) => {
      await run(page, 'docker run -d -p 8080:80 --name web nginx')
      const least = await page.evaluate(() => {
        const root = document.querySelector('glass-whale')!.shadowRoot!
        const svg = root.querySelector<SVGSVGElement>('svg[role=group]')!
        const scale = svg.getScreenCTM()!.a
        return Math.min(
          ...[...svg.querySelectorAll('text')].map(
            (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize),
          ),
        )
      })
      expect(least).toBeGreaterThanOrEqual(9.6)
    }),
  )

  test('[UI-11] two elements live apart, and one that is taken out is gone', () =>
    on(wide, async (page) => {
      const result = await page.evaluate(async () => {
        const first = document.querySelector('glass-whale') as Whale
        first.style.height = '360px'
        const second = document.createElement('glass-whale') as Whale
        second.setAttribute('lang', 'zh-CN')
        second.style.height = '360px'
        const ready = new Promise((done) => second.addEventListener('gw-ready', done, { once: true }))
        document.body.append(second)
        await ready
        await first.run('echo one')
        const text = (whale: Whale) => whale.shadowRoot!.querySelector('[role=log]')!.textContent!
        const apart = [
          text(first).includes('echo one'),
          text(second).includes('echo one'),
          second.shadowRoot!.querySelector('.gw')!.getAttribute('lang'),
        ]
        second.remove()
        await new Promise((done) => setTimeout(done, 50))
        return [...apart, second.shadowRoot!.childNodes.length]
      })
      expect(result).toEqual([true, false, 'zh-CN', 0])
    }))
})
