import { parseDocument } from 'yaml'
import { parseExpression } from './expect/parse'
import { parseProse } from './prose'
import type { Both, Quiz, Scenario, ScenarioBeat, ScenarioTexts } from './scenario'

/**
 * Reads and validates a scenario. Everything is bounded; a fault is an error with the place where it is (`beats[2].expect`).
 * Aliases and tags of YAML are refused, so a small file cannot become a large one.
 */
export class ScenarioError extends Error {}

const limits = { yaml: 64_000, prose: 128_000, file: 256_000, files: 64, beats: 64 }

export function loadScenario(texts: ScenarioTexts): Scenario {
  checkSizes(texts)
  const root = object(parsed(texts.yaml), '')
  const headings = { en: parseProse(texts.prose.en), 'zh-CN': parseProse(texts.prose['zh-CN']) }
  const beats = list(root['beats'], 'beats', limits.beats)
  for (const lang of ['en', 'zh-CN'] as const)
    if (headings[lang].length !== beats.length)
      throw new ScenarioError(`${lang}.md has ${headings[lang].length} headings for ${beats.length} beats`)
  const scenario: Scenario = {
    id: text(root['id'], 'id', /^[a-z0-9-]{1,64}$/),
    title: both(root['title'], 'title'),
    level: oneOf(root['level'], 'level', ['beginner', 'internals', 'kernel']),
    minutes: number(root['minutes'], 'minutes', 1, 240),
    start: { run: lines(object(root['start'] ?? {}, 'start')['run'] ?? [], 'start.run') },
    focus: focus(root['focus']),
    beats: beats.map((beat, i) =>
      readBeat(beat, `beats[${i}]`, { en: headings.en[i]!, 'zh-CN': headings['zh-CN'][i]! }),
    ),
    goal: expression(root['goal'], 'goal'),
    solution: lines(root['solution'], 'solution'),
    files: texts.files,
    ...(root['next'] !== undefined && { next: text(root['next'], 'next') }),
  }
  known(root, '', ['id', 'title', 'level', 'minutes', 'start', 'focus', 'beats', 'goal', 'solution', 'next'])
  return scenario
}

function checkSizes({ yaml, prose, files }: ScenarioTexts): void {
  if (yaml.length > limits.yaml) throw new ScenarioError(`scenario.yaml is longer than ${limits.yaml} characters`)
  for (const [lang, words] of Object.entries(prose))
    if (words.length > limits.prose) throw new ScenarioError(`${lang}.md is longer than ${limits.prose} characters`)
  if (Object.keys(files).length > limits.files) throw new ScenarioError(`more than ${limits.files} files`)
  for (const [path, content] of Object.entries(files)) {
    if (content.length > limits.file) throw new ScenarioError(`files/${path} is longer than ${limits.file} characters`)
    if (path.startsWith('/') || path.split('/').includes('..')) throw new ScenarioError(`files/${path} leads outside`)
  }
}

function parsed(yaml: string): unknown {
  const document = parseDocument(yaml, { uniqueKeys: true, strict: true })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) throw new ScenarioError(`scenario.yaml: ${fault.message.split('\n')[0]}`)
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new ScenarioError('scenario.yaml: aliases are not allowed')
  }
}

type Fields = Readonly<Record<string, unknown>>

function readBeat(
  value: unknown,
  at: string,
  words: { en: { heading: string; prose: string }; 'zh-CN': { heading: string; prose: string } },
): ScenarioBeat {
  const beat = object(value, at)
  known(beat, at, ['id', 'type', 'look', 'pause_on', 'expect', 'hint', 'quiz'])
  return {
    id: text(beat['id'], `${at}.id`, /^[a-z0-9-]{1,64}$/),
    heading: { en: words.en.heading, 'zh-CN': words['zh-CN'].heading },
    prose: { en: words.en.prose, 'zh-CN': words['zh-CN'].prose },
    pauseOn: lines(beat['pause_on'] ?? [], `${at}.pause_on`),
    ...(beat['type'] !== undefined && { type: text(beat['type'], `${at}.type`) }),
    ...(beat['look'] !== undefined && { look: look(beat['look'], `${at}.look`) }),
    ...(beat['expect'] !== undefined && { expect: expression(beat['expect'], `${at}.expect`) }),
    ...(beat['hint'] !== undefined && { hint: both(beat['hint'], `${at}.hint`) }),
    ...(beat['quiz'] !== undefined && { quiz: quiz(beat['quiz'], `${at}.quiz`) }),
  }
}

function look(value: unknown, at: string): NonNullable<ScenarioBeat['look']> {
  const fields = object(value, at)
  known(fields, at, ['scene', 'at', 'depth'])
  return {
    ...(fields['scene'] !== undefined && { scene: text(fields['scene'], `${at}.scene`) }),
    ...(fields['at'] !== undefined && { at: text(fields['at'], `${at}.at`) }),
    ...(fields['depth'] !== undefined && { depth: number(fields['depth'], `${at}.depth`, 1, 3) as 1 | 2 | 3 }),
  }
}

function quiz(value: unknown, at: string): Quiz {
  const fields = object(value, at)
  known(fields, at, ['ask', 'answers'])
  const answers = list(fields['answers'], `${at}.answers`, 8).map((answer, i) => {
    const one = object(answer, `${at}.answers[${i}]`)
    return {
      text: both(one['text'], `${at}.answers[${i}].text`),
      right: one['right'] === true,
      why: both(one['why'], `${at}.answers[${i}].why`),
    }
  })
  if (answers.filter((answer) => answer.right).length !== 1)
    throw new ScenarioError(`${at}.answers: exactly one must be right`)
  return { ask: both(fields['ask'], `${at}.ask`), answers }
}

function focus(value: unknown): Scenario['focus'] {
  const fields = object(value ?? {}, 'focus')
  return {
    scene: text(fields['scene'] ?? 'map', 'focus.scene'),
    depth: number(fields['depth'] ?? 2, 'focus.depth', 1, 3) as 1 | 2 | 3,
  }
}

function expression(value: unknown, at: string): string {
  const source = text(value, at)
  const fault = parseExpression(source)
  if ('fault' in fault) throw new ScenarioError(`${at}: ${fault.fault}`)
  return source
}

function object(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScenarioError(`${at || 'scenario.yaml'} is not a mapping`)
  return value as Fields
}

function known(fields: Fields, at: string, names: readonly string[]): void {
  const stranger = Object.keys(fields).find((name) => !names.includes(name))
  if (stranger !== undefined)
    throw new ScenarioError(`${at === '' ? '' : `${at}.`}${stranger} is not a field of a scenario`)
}

function list(value: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new ScenarioError(`${at} is not a list`)
  if (value.length > most) throw new ScenarioError(`${at} has more than ${most} entries`)
  return value
}

const lines = (value: unknown, at: string): readonly string[] =>
  list(value, at, 64).map((item, i) => text(item, `${at}[${i}]`))

function text(value: unknown, at: string, shape?: RegExp): string {
  if (typeof value !== 'string' || value === '') throw new ScenarioError(`${at} is not a text`)
  if (shape !== undefined && !shape.test(value))
    throw new ScenarioError(`${at}: "${value}" has a character that is not allowed there`)
  return value
}

function number(value: unknown, at: string, least: number, most: number): number {
  if (typeof value !== 'number' || value < least || value > most)
    throw new ScenarioError(`${at} is not a number from ${least} to ${most}`)
  return value
}

function oneOf<T extends string>(value: unknown, at: string, names: readonly T[]): T {
  if (!names.includes(value as T)) throw new ScenarioError(`${at} is not one of ${names.join(', ')}`)
  return value as T
}

function both(value: unknown, at: string): Both {
  const fields = object(value, at)
  return { en: text(fields['en'], `${at}.en`), 'zh-CN': text(fields['zh-CN'], `${at}.zh-CN`) }
}
