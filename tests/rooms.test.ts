import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * The walls of the house (docs/spec/rooms.md): which room may open which, and what is banned where. The compiler holds the rest:
 * src/sim/tsconfig.json knows no DOM, timers, console or crypto.
 */
const root = join(import.meta.dirname, '..')

const simLower = ['base', 'sim/world', 'sim/wire', 'sim/oci']

/** [ROOM-1] A room may import itself and these; `room:file` names one file of a room. */
const mayOpen: Readonly<Record<string, readonly string[]>> = {
  base: [],
  'sim/world': ['base', 'sim/wire'],
  'sim/wire': ['base'],
  'sim/oci': ['base'],
  'sim/api': ['base', 'sim/wire', 'sim/oci'],
  'sim/kernel': ['base', 'sim/world', 'sim/wire'],
  'sim/programs': ['base', 'sim/wire', 'sim/kernel:face'],
  'sim/terminal': ['base', 'sim/world', 'sim/wire'],
  'sim/registry': simLower,
  'sim/runtime': [...simLower, 'sim/kernel:face'],
  'sim/builder': [...simLower, 'sim/runtime:face'],
  'sim/daemon': [...simLower, 'sim/api', 'sim/runtime:face', 'sim/builder:face', 'sim/builder:frontend'],
  'sim/client': [...simLower, 'sim/api'],
  'sim/hub': ['base', 'sim/oci'],
  'sim/host': ['base', 'sim/*'],
  trace: ['base', 'sim/world', 'sim/wire'],
  lesson: ['base', 'trace', 'sim/host'],
  scene: ['base', 'trace'],
  locale: ['base', 'trace'],
  ui: ['base', 'lesson', 'scene', 'trace', 'locale'],
  embed: ['ui', 'lesson'],
  node: ['base', 'sim/*', 'trace', 'lesson', 'locale'],
}

/** Packages by room; a room not named here may import none. */
const mayInstall: Readonly<Record<string, RegExp>> = {
  base: /^(@noble\/hashes|fflate)/,
  lesson: /^(yaml|xstate)$/,
  scene: /^d3-/,
  ui: /^(svelte|xstate|d3-|mdast-util-from-markdown|micromark|@codemirror\/|@lezer\/)/,
  embed: /^svelte/,
  node: /^(node:|vite$)/,
  locale: /^svelte/,
}

const machineFiles = /(^src\/sim\/world\/life\.ts$|\.machine\.ts$)/

interface Import {
  readonly from: string
  readonly target: string
  readonly typesOnly?: boolean
}

const files = (dir: string): string[] =>
  readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

/** The code without its comments, so that prose about Date.now() is no offence. */
const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

const importPattern =
  /^\s*(?:import|export)\b([^'"`;]*?)from\s*['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/gm

const importsOf = (path: string, text: string): Import[] =>
  [...code(text).matchAll(importPattern)].map((match) => ({
    from: path,
    target: match[2] ?? match[3] ?? match[4] ?? '',
    typesOnly: /^\s*type\b/.test(match[1] ?? ''),
  }))

export function roomOf(path: string): string {
  const parts = path.replace(/^src\//, '').split('/')
  if (parts[0] === 'sim') return `sim/${(parts[1] ?? '').replace(/\.ts$/, '')}`
  return parts.length === 1 ? 'page' : parts[0]!
}

const fileInRoom = (path: string): string =>
  path
    .split('/')
    .pop()!
    .replace(/\.(svelte\.)?ts$|\.svelte$/, '')

/** What is wrong with an import, or undefined. */
export function offence({ from, target, typesOnly = false }: Import): string | undefined {
  const room = roomOf(from)
  if (!target.startsWith('.')) return installed(room, from, target, typesOnly)
  const path = normalize(join(dirname(from), target))
  const other = roomOf(path)
  if (other === room || room === 'page') return undefined
  if (path === 'package.json') return undefined
  const allowed = mayOpen[room] ?? []
  const named = allowed.some(
    (entry) =>
      entry === other || entry === `${other}:${fileInRoom(path)}` || (entry === 'sim/*' && other.startsWith('sim/')),
  )
  return named ? undefined : `${from}: room ${room} may not open ${other} (${target})`
}

function installed(room: string, from: string, target: string, typesOnly: boolean): string | undefined {
  if (/\?(raw|url|inline)$/.test(target) || target.startsWith('virtual:')) return undefined
  if (target === 'xstate' && from.startsWith('src/sim/') && (typesOnly || machineFiles.test(from))) return undefined
  if (target === 'unbash' && from.startsWith('src/sim/programs/bash/')) return undefined
  if (room === 'page' || mayInstall[room]?.test(target)) return undefined
  return `${from}: room ${room} may not import the package ${target}`
}

/** [ROOM-2] Nothing in the model may ask the real clock or dice, or wait. */
const bans: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date()', /\bnew Date\(\)/],
  ['Math.random', /\bMath\.random\b/],
  ['async', /\basync\b/],
  ['await', /\bawait\b/],
  ['setTimeout', /\bset(Timeout|Interval)\b/],
  ['Promise', /\bPromise\b/],
]

export const banned = (path: string, text: string): string[] =>
  bans.flatMap(([name, pattern]) => (pattern.test(stripStrings(code(text))) ? [`${path}: ${name}`] : []))

const stripStrings = (text: string): string =>
  text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''")

/** [ROOM-3] No import goes round in a circle (types may: they are gone when it runs). */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (node: string, way: readonly string[]): void => {
    if (state.get(node) === 'done') return
    if (state.get(node) === 'open') {
      found.push([...way.slice(way.indexOf(node)), node].join(' → '))
      return
    }
    state.set(node, 'open')
    for (const next of graph.get(node) ?? []) visit(next, [...way, node])
    state.set(node, 'done')
  }
  for (const node of graph.keys()) visit(node, [])
  return found
}

const sources = files('src').map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const valueImports = (path: string, text: string): string[] => {
  const withoutTypes = code(text).replace(/(?:import|export)\s+type\b[^'";]*from\s*['"][^'"]+['"]/g, '')
  return importsOf(path, withoutTypes)
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target }) => normalize(join(dirname(path), target)))
    .map(
      (target) =>
        [`${target}.ts`, `${target}.svelte.ts`, target].find((name) => sources.some((s) => s.path === name)) ?? target,
    )
}

describe('rooms', () => {
  test('[ROOM-1] every import goes through a door of the table', () => {
    expect(sources.flatMap(({ path, text }) => importsOf(path, text).flatMap((i) => offence(i) ?? []))).toEqual([])
  })

  test('[ROOM-2] the model asks no clock and no dice, and never waits', () => {
    const model = sources.filter(({ path }) => /^src\/(sim|base|trace)\//.test(path))
    expect(model.flatMap(({ path, text }) => banned(path, text))).toEqual([])
  })

  test('[ROOM-3] no import goes round in a circle between rooms', () => {
    const graph = new Map<string, string[]>()
    for (const { path, text } of sources) {
      const rooms = valueImports(path, text)
        .map(roomOf)
        .filter((room) => room !== roomOf(path))
      graph.set(roomOf(path), [...new Set([...(graph.get(roomOf(path)) ?? []), ...rooms])])
    }
    expect(cycles(graph)).toEqual([])
  })

  test('[ROOM-4] no default exports, no barrels', () => {
    const offenders = sources.filter(({ path, text }) => path.endsWith('.ts') && /^export default\b/m.test(code(text)))
    const barrels = sources.filter(({ path }) => path.endsWith('/index.ts'))
    expect([...offenders, ...barrels].map(({ path }) => path)).toEqual([])
  })
})

describe('planted violations are seen', () => {
  test('[ROOM-1] an import through a wall', () => {
    expect(offence({ from: 'src/sim/client/run.ts', target: '../daemon/state' })).toMatch(
      /client may not open sim\/daemon/,
    )
    expect(offence({ from: 'src/scene/map.ts', target: '../sim/kernel/state' })).toMatch(/scene may not open/)
    expect(offence({ from: 'src/sim/kernel/a.ts', target: '../oci/digest' })).toMatch(/kernel may not open sim\/oci/)
    expect(offence({ from: 'src/sim/builder/a.ts', target: '../runtime/runc/runc' })).toMatch(/builder may not open/)
    expect(offence({ from: 'src/sim/builder/a.ts', target: '../runtime/face' })).toBeUndefined()
    expect(offence({ from: 'src/sim/daemon/a.ts', target: 'node:fs' })).toMatch(/may not import the package node:fs/)
  })

  test('[ROOM-2] the clock, the dice and the wait', () => {
    expect(banned('a.ts', 'const t = Date.now()')).toEqual(['a.ts: Date.now'])
    expect(banned('a.ts', 'const x = Math.random()')).toEqual(['a.ts: Math.random'])
    expect(banned('a.ts', 'async function f() { await g() }')).toEqual(['a.ts: async', 'a.ts: await'])
    expect(banned('a.ts', "// Date.now\nconst s = 'await'")).toEqual([])
  })

  test('[ROOM-3] a circle', () => {
    expect(
      cycles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual(['a → b → c → a'])
    expect(
      cycles(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toEqual([])
  })

  test('[ROOM-1] a type import is an import too', () => {
    expect(importsOf('src/scene/a.ts', "import type { X } from '../sim/daemon/state'")).toHaveLength(1)
  })
})
