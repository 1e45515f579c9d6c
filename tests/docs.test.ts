import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fidelityPage } from './fidelity-page'

/** The pages of docs/ say what is so. */
describe('docs', () => {
  test('docs/fidelity.md is what the tags in the sources say (UPDATE=1 writes it)', () => {
    const page = fidelityPage()
    if (process.env['UPDATE']) writeFileSync('docs/fidelity.md', page)
    expect(readFileSync('docs/fidelity.md', 'utf8') === page, 'docs/fidelity.md is out of date').toBe(true)
  })

  const pages = [
    'README.md',
    'CHANGELOG.md',
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]

  test.each(pages)('%s: every link into this repository leads somewhere', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) =>
      join(dirname(page), target!),
    )
    expect(links.filter((target) => !existsSync(target) && target !== 'docs/screenshot.png')).toEqual([])
  })

  test('every rule that a test names is written down in docs/spec', () => {
    const rules = readdirSync('docs/spec')
      .map((name) => readFileSync(`docs/spec/${name}`, 'utf8'))
      .join('\n')
    const tests = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.test.ts') && !name.includes('scratch'),
    )
    const unwritten = tests.flatMap((name) => {
      const ids = [
        ...readFileSync(`tests/${name}`, 'utf8').matchAll(
          /^\s*(?:test|it|describe)(?:\.\w+)*(?:\([^\n]*?\))?\(?\s*['"`]((?:\[[A-Z][A-Z0-9]*-\d+[a-z]?\]\s*)+)/gm,
        ),
      ].flatMap(([, found]) => [...found!.matchAll(/\[([^\]]+)\]/g)].map(([, id]) => id!))
      return ids.filter((id) => !written(rules, id)).map((id) => `${name}: ${id}`)
    })
    expect([...new Set(unwritten)]).toEqual([])
  })
})

/** A rule stands by itself, or within a range: `[IMG-60] – [IMG-63]`. */
function written(rules: string, id: string): boolean {
  if (new RegExp(`\\b${id}\\b`).test(rules)) return true
  const [, name, number] = /^(.*)-(\d+)/.exec(id)!
  const ranges = [...rules.matchAll(new RegExp(`\\b${name}-(\\d+)\\]?\\W{1,4}\\[?${name}-(\\d+)`, 'g'))]
  return ranges.some(([, from, to]) => Number(from) <= Number(number) && Number(number) <= Number(to))
}
