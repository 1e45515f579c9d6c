import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadScenario, ScenarioError } from '../src/lesson/load'
import { beatOutcome, goalOutcome } from '../src/lesson/outcome'
import type { ScenarioTexts } from '../src/lesson/scenario'
import { lengthOf, type Recording } from '../src/trace/recording'
import { line } from '../src/trace/text'
import { entered, opened, scenarioOf, slugs, solved, textsOf } from './played'

/** Each scenario is played by someone who types what it asks for, and by someone who types its solution. */
describe.each(slugs)('scenario %s', (slug) => {
  const scenario = scenarioOf(slug)

  test('has its id, and a heading with prose for each beat in both languages', () => {
    expect(scenario.id).toBe(slug)
    for (const { heading, prose } of scenario.beats)
      for (const lang of ['en', 'zh-CN'] as const) {
        expect(heading[lang]).not.toBe('')
        expect(prose[lang].length).toBeGreaterThan(20)
      }
    expect(scenario.next === undefined || slugs.includes(scenario.next)).toBe(true)
  })

  test('says different things in the two languages', () => {
    for (const beat of scenario.beats) expect(beat.prose['zh-CN']).toMatch(/\p{Script=Han}/u)
    for (const beat of scenario.beats) expect(beat.prose.en).not.toMatch(/\p{Script=Han}/u)
  })

  test('starts unsolved, and each beat is met once its command has run', () => {
    let voyage = opened(slug)
    expect(goalOutcome(voyage, 0)?.met).toBe(false)
    for (const { id, type, expect: wanted } of scenario.beats) {
      if (wanted !== undefined)
        expect(beatOutcome(voyage, id, lengthOf(voyage.recording))?.met, `${id} before`).toBe(false)
      if (type !== undefined) voyage = entered(voyage, type)
      if (wanted !== undefined)
        expect(beatOutcome(voyage, id, lengthOf(voyage.recording)), `${id} after`).toEqual({ met: true })
    }
    expect(goalOutcome(voyage, lengthOf(voyage.recording))).toEqual({ met: true })
  })

  test('reaches its goal by its solution, and not before the last line', () => {
    const { solution } = scenario
    const almost = solution.slice(0, -1).reduce(entered, opened(slug))
    expect(goalOutcome(almost, lengthOf(almost.recording))?.met).toBe(false)
    const voyage = solved(slug)
    expect(goalOutcome(voyage, lengthOf(voyage.recording))).toEqual({ met: true })
  })

  test('leaves the trace that was reviewed (UPDATE=1 writes it anew)', () => {
    const file = new URL(`../scenarios/${slug}/trace.txt`, import.meta.url)
    const trace = traceOf(solved(slug).recording)
    if (process.env['UPDATE'] || !existsSync(file)) writeFileSync(file, trace)
    expect(firstDifference(readFileSync(file, 'utf8'), trace)).toBeUndefined()
  })
})

/** Where two traces part, in two lines; thousands of lines would help nobody. */
function firstDifference(reviewed: string, now: string): string | undefined {
  const [before, after] = [reviewed.split('\n'), now.split('\n')]
  const at = before.findIndex((words, i) => words !== after[i])
  if (at < 0) return before.length === after.length ? undefined : `${after.length} lines instead of ${before.length}`
  return `- ${before[at]}\n+ ${after[at] ?? ''}`
}

/** Every message, or those of the two upper depths where all would be too many to read. */
function traceOf({ messages }: Recording): string {
  const lines = messages.map((message, i) => [message.depth, line(message, i + 1)] as const)
  const whole = `${lines.map(([, words]) => words).join('\n')}\n`
  if (whole.length <= 300_000) return whole
  return `${lines.flatMap(([depth, words]) => (depth <= 2 ? [words] : [])).join('\n')}\n`
}

describe('a faulty scenario is refused', () => {
  const good = textsOf('build-ship-run')
  const yaml = (from: string, to: string): ScenarioTexts => ({ ...good, yaml: good.yaml.replace(from, to) })

  const faults: readonly (readonly [name: string, texts: ScenarioTexts, message: string])[] = [
    [
      'an expectation that is no expression',
      yaml('container("web").state == "running"', 'container("web").state ==='),
      'beats[6].expect',
    ],
    [
      'an unknown field',
      yaml('level: beginner', 'level: beginner\ncolour: blue'),
      'colour is not a field of a scenario',
    ],
    ['an unknown field of a beat', yaml('  - id: look\n', '  - id: look\n    colour: blue\n'), 'beats[0].colour'],
    ['an unknown level', yaml('level: beginner', 'level: hard'), 'level is not one of'],
    [
      'a title in one language',
      yaml("{ en: 'Build, Ship and Run', zh-CN: 构建、分发、运行 }", '{ en: Build }'),
      'title.zh-CN is not a text',
    ],
    ['no goal', yaml('goal:', 'gaol:'), 'goal'],
    ['broken YAML', yaml('beats:', 'beats: ['), 'scenario.yaml'],
    [
      'an alias',
      { ...good, yaml: good.yaml.replace('id: build', 'id: &a build').replace('next: your-own-registry', 'next: *a') },
      'scenario.yaml',
    ],
    [
      'a heading that is missing',
      { ...good, prose: { ...good.prose, en: good.prose.en.replace('## Ship', 'Ship') } },
      'en.md has 7 headings for 8 beats',
    ],
    ['a file that leads outside', { ...good, files: { '../../etc/passwd': 'x' } }, 'leads outside'],
    ['a text that is too long', { ...good, yaml: '#'.repeat(70_000) }, 'longer than'],
  ]

  test.each(faults)('%s', (_name, texts, message) => {
    expect(() => loadScenario(texts)).toThrow(ScenarioError)
    expect(() => loadScenario(texts)).toThrow(message)
  })
})
