import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { bringing, halved, passing, switchboard, virtual } from '../../../vite.rest.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasswhale-rest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const absent = `export const absent = (part) => Object.assign(new Error('no ' + part), { name: 'Absent', part })
export const isAbsent = (error) => error.name === 'Absent'`

/** Two modules that need each other, with all that can leave and all that has to stay. */
const counting = `import { doubled } from './second.mjs'
const words = ['no word', 'one word', 'two words', 'so many words that nobody would count them any more']
let asked = 0
export const ask = () => { asked += 1; return 'asked ' + asked + ' times since this module has been loaded here' }
export function said(count = 0, ...more) { return words[Math.min(count, words.length - 1)] + more.map((one) => ', ' + one).join('') }
export const twice = (count) => said(doubled(count), 'which is twice of ' + said(count))
export class Counter {
  constructor(start) { this.at = start }
  next(by = 1) { this.at += by; return said(this.at) + ' after the counter went on by that many words: ' + by }
  get now() { return 'the counter has come to ' + this.at + ', that is to say: ' + said(this.at) }
}
export const table = {
  *walked(most) { for (let at = 0; at < most; at += 1) yield said(at, 'walked on the way to a higher number') },
  described(count) { return this.named + ' has been asked to describe ' + said(count) + ' in its own words' },
  named: 'the table',
}
export const guarded = (count) => { try { return twice(count) } catch { return 'caught what was thrown on the way' } }`

const doubling = `import { said } from './first.mjs'
const factor = 2
export const doubled = (count) => { if (count < 0) throw new Error('less than ' + said(0)); return count * factor }
export default 1`

interface Modules {
  readonly ask: () => string
  readonly said: (count?: number, ...more: readonly string[]) => string
  readonly twice: (count: number) => string
  readonly guarded: (count: number) => string
  readonly Counter: new (start: number) => { next(by?: number): string; readonly now: string }
  readonly table: { walked(most: number): Iterable<string>; described(count: number): string }
}

const answers = ({ ask, said, twice, guarded, Counter, table }: Modules) => {
  const counter = new Counter(1)
  return [
    ask(),
    ask(),
    said(),
    said(9, 'really'),
    twice(1),
    guarded(1),
    guarded(-1),
    counter.next(),
    counter.now,
    [...table.walked(2)],
    table.described(1),
  ]
}

async function divided(ran: ReadonlySet<number>) {
  const here = join(folder, [...ran].join('-') || 'none')
  const [first, second] = ['first', 'second'].map((name) => `${here}-${name}.mjs`) as [string, string]
  const own = (code: string) =>
    passing(
      code
        .replaceAll('./first', `./${first.split('/').at(-1)!.replace('.mjs', '')}`)
        .replaceAll('./second', `./${second.split('/').at(-1)!.replace('.mjs', '')}`),
    )
  const halves = halved(
    new Map([
      [first, { code: own(counting), units: ran }],
      [second, { code: own(doubling), units: new Set() }],
    ]),
    () => 0,
  )
  const put = (name: string, code: string) =>
    writeFileSync(name, code.replaceAll(`${virtual}0`, `${here}-board.mjs`).replaceAll('.mjs?rest', '-rest.mjs'))
  put(`${here}-absent.mjs`, absent)
  put(`${here}-board.mjs`, switchboard(`${here}-absent.mjs`, 'little-rest'))
  put(`${here}-part.mjs`, bringing([...halves], 0))
  for (const [id, { first: kept, rest }] of halves) {
    put(id, kept)
    put(id.replace('.mjs', '-rest.mjs'), rest)
  }
  const modules = (await import(pathToFileURL(first).href)) as Modules
  return {
    modules,
    left: [...halves.values()].flatMap(({ left }) => left),
    bring: () => import(pathToFileURL(`${here}-part.mjs`).href),
  }
}

test('[LOAD-6] what has left a module does as it did, once it is there; before, its absence is no answer', async () => {
  writeFileSync(join(folder, 'first.mjs'), counting)
  writeFileSync(join(folder, 'second.mjs'), doubling)
  const whole = answers((await import(pathToFileURL(join(folder, 'first.mjs')).href)) as Modules)
  const { modules, left, bring } = await divided(new Set())
  expect(left).toEqual(['said', 'twice', '$2', '$3', '$4', 'guarded', 'doubled'])
  expect(modules.ask()).toContain('asked 1 times')
  expect(() => modules.said()).toThrow('no little-rest')
  expect(() => modules.guarded(1)).toThrow('no little-rest')
  expect(() => new modules.Counter(1).now).toThrow('no little-rest')
  await bring()
  expect(answers(modules).slice(2)).toEqual(whole.slice(2))
})

test('[LOAD-6] what has run stays, and what was caught on the way to something absent is thrown on', async () => {
  const { modules, left } = await divided(new Set([0, 1, 2, 8]))
  expect(left).not.toContain('said')
  expect(modules.said(1)).toBe('one word')
  expect(() => modules.guarded(1)).toThrow('no little-rest')
})
