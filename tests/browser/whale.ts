import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** The element of the page, as far as tests drive it by its methods. */
export interface Whale extends HTMLElement {
  run(line: string): Promise<{ exit: number; stdout: string }>
  seek(where: number | string): Promise<void>
  step(by: number): Promise<void>
  play(): Promise<void>
}

/** Runs a line to its end. */
export const run = (page: Page, line: string): Promise<{ exit: number; stdout: string }> =>
  page.evaluate((text) => (document.querySelector('glass-whale') as Whale).run(text), line)

export const seek = (page: Page, where: string): Promise<void> =>
  page.evaluate((to) => (document.querySelector('glass-whale') as Whale).seek(to), where)

export const step = (page: Page, by: number): Promise<void> =>
  page.evaluate((count) => (document.querySelector('glass-whale') as Whale).step(count), by)

/** Where one types. */
export const field = (page: Page) => page.locator('textarea.line')

export const log = (page: Page): Promise<string> => page.locator('[role=log]').innerText()

/** The element that has the focus, as it begins. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('glass-whale')?.shadowRoot?.activeElement?.outerHTML.slice(0, 400) ?? '')

/** What axe finds against the page as it is: each rule, and where it was broken. */
export async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page }).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
}
