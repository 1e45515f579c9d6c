import { mkdirSync } from 'node:fs'
import { beforeAll, test } from 'vitest'
import type { Page } from 'playwright-core'
import { builtPage, type Look } from './browser'
import { run, type Whale } from './whale'

/** `npm run gallery`: the page as it looks, in every size, language and theme, into gallery/. To be looked at by people. */
const { on } = builtPage()
beforeAll(() => void mkdirSync('gallery', { recursive: true }))

interface Shot {
  readonly name: string
  readonly look: Look
  /** What has been typed, where to stop, and so many steps on. */
  readonly typed: readonly string[]
  readonly at: string
  readonly step: number
  readonly click?: string
  /** Which part of the lesson is shown. */
  readonly beat?: number
  /** On a phone: which part is in front. */
  readonly tab?: 'lesson' | 'terminal'
}

const wide = { width: 1366, height: 768 }
const phone = { width: 390, height: 844 }
const hall = { width: 1920, height: 1080 }
const registry = [
  'docker run -d -p 5000:5000 --restart always --name registry registry:2',
  'docker pull ubuntu',
  'docker image tag ubuntu localhost:5000/ubuntu',
  'docker push localhost:5000/ubuntu',
]
const web = [
  'docker pull alpine',
  'docker run -d -p 8080:80 --name web nginx',
  'docker run -d --name db busybox sleep 1000',
  'curl -s localhost:8080',
]
const ship = [
  'cat web/Dockerfile',
  'docker build -t you/hello-web web',
  'docker build -t you/hello-web web',
  'echo glasswhale | docker login -u you --password-stdin',
  'docker push you/hello-web',
  'docker rmi you/hello-web',
  'docker run -d -p 8080:80 --name web you/hello-web',
  'curl localhost:8080',
]
const lesson = { scenario: 'your-own-registry' }
const voyage = { scenario: 'build-ship-run' }

const shots: readonly Shot[] = [
  { name: 'wide-light-en-open', look: wide, typed: [], at: 'start', step: 0 },
  {
    name: 'wide-light-en-push',
    look: { ...wide, attributes: lesson },
    typed: registry,
    at: 'docker push',
    step: 17,
    beat: 3,
  },
  {
    name: 'wide-dark-zh-push',
    look: { ...wide, theme: 'dark', lang: 'zh-CN', attributes: lesson },
    typed: registry,
    at: 'docker push',
    step: 30,
    beat: 3,
  },
  { name: 'wide-light-zh-pull', look: { ...wide, lang: 'zh-CN' }, typed: web, at: 'docker run -d -p', step: 60 },
  {
    name: 'wide-light-en-kernel',
    look: { ...wide, attributes: { depth: '3' } },
    typed: web,
    at: 'docker run -d --name db',
    step: 110,
  },
  { name: 'wide-dark-en-curl', look: { ...wide, theme: 'dark' }, typed: web, at: 'curl', step: 1 },
  {
    name: 'wide-light-en-story',
    look: { ...wide, attributes: { depth: '1' } },
    typed: web,
    at: 'docker run -d -p',
    step: 4,
  },
  {
    name: 'wide-light-en-build',
    look: { ...wide, attributes: { ...voyage, depth: '2' } },
    typed: ship.slice(0, 2),
    at: 'docker build',
    step: 70,
    beat: 1,
  },
  {
    name: 'wide-light-zh-lesson',
    look: { ...wide, lang: 'zh-CN', attributes: voyage },
    typed: [],
    at: 'start',
    step: 0,
  },
  {
    name: 'wide-light-en-ship',
    look: { ...wide, attributes: voyage },
    typed: ship.slice(0, 5),
    at: 'docker push',
    step: 62,
    beat: 4,
  },
  {
    name: 'wide-light-zh-run',
    look: { ...wide, lang: 'zh-CN', attributes: voyage },
    typed: ship,
    at: 'docker run',
    step: 66,
    beat: 6,
  },
  {
    name: 'wide-dark-en-run',
    look: { ...wide, theme: 'dark', attributes: voyage },
    typed: ship,
    at: 'docker run',
    step: 66,
    beat: 6,
  },
  {
    name: 'phone-light-en-lesson',
    look: { ...phone, attributes: voyage },
    typed: ship.slice(0, 5),
    at: 'docker push',
    step: 40,
    beat: 4,
    tab: 'lesson',
  },
  {
    name: 'phone-dark-zh-run',
    look: { ...phone, theme: 'dark', lang: 'zh-CN', attributes: { ...voyage, depth: '2' } },
    typed: ship,
    at: 'docker run',
    step: 66,
  },
  {
    name: 'phone-light-zh-terminal',
    look: { ...phone, lang: 'zh-CN', attributes: lesson },
    typed: registry,
    at: 'docker push',
    step: 40,
    beat: 3,
    tab: 'terminal',
  },
  {
    name: 'hall-dark-zh-ship',
    look: { ...hall, lang: 'zh-CN', theme: 'dark', density: 'projector', attributes: voyage },
    typed: ship.slice(0, 5),
    at: 'docker push',
    step: 62,
    beat: 4,
  },
  {
    name: 'pane-light-en',
    look: { width: 700, height: 430, attributes: { view: 'scene timeline', controls: 'minimal' } },
    typed: web,
    at: 'docker run -d -p',
    step: 40,
  },
  { name: 'wide-light-en-inspector', look: wide, typed: web, at: 'end', step: 0, click: '[aria-label^="alpine"]' },
  {
    name: 'wide-dark-en-wire',
    look: { ...wide, theme: 'dark', attributes: { scene: 'wire' } },
    typed: web,
    at: 'docker run -d -p',
    step: 12,
  },
  { name: 'wide-contrast-en', look: { ...wide, attributes: { theme: 'contrast' } }, typed: web, at: 'end', step: -20 },
  { name: 'phone-light-zh-scene', look: { ...phone, lang: 'zh-CN' }, typed: web, at: 'docker run -d -p', step: 30 },
  {
    name: 'phone-dark-en-kernel',
    look: { ...phone, theme: 'dark', attributes: { depth: '3' } },
    typed: web,
    at: 'docker run -d --name db',
    step: 110,
  },
  {
    name: 'hall-light-en',
    look: { ...hall, density: 'projector', attributes: lesson },
    typed: registry,
    at: 'docker push',
    step: 24,
    beat: 3,
  },
  {
    name: 'hall-dark-zh',
    look: { ...hall, lang: 'zh-CN', theme: 'dark', density: 'projector' },
    typed: web,
    at: 'end',
    step: -6,
  },
]

test.each(shots)('$name', ({ look, ...shot }) => on(look, (page) => take(page, look, shot)), 60_000)

async function take(page: Page, look: Look, { name, typed, at, step, click, beat = 0, tab }: Omit<Shot, 'look'>) {
  for (const line of typed) await run(page, line)
  const front = async (part: string): Promise<void> => {
    const choice = page.locator(`#tab-${part}`)
    if (await choice.count()) await choice.click()
  }
  if (beat > 0) await front('lesson')
  for (let i = 0; i < beat; i++) await page.locator('button.next').click()
  await page.evaluate(
    async ([where, by, depth]) => {
      const whale = document.querySelector('glass-whale') as Whale
      // A lesson's part brings its own depth; what was asked for goes before.
      if (depth) whale.removeAttribute('depth')
      if (depth) whale.setAttribute('depth', depth)
      await new Promise(requestAnimationFrame)
      await whale.seek(where)
      await whale.step(by)
    },
    [at, step, look.attributes?.['depth'] ?? ''] as const,
  )
  await front(tab ?? 'scene')
  if (click) await page.locator(click).first().click()
  await page.waitForTimeout(200)
  await page.screenshot({ path: `gallery/${name}.png` })
}
