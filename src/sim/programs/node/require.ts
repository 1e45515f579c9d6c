import { text as fromUtf8 } from '../../../base/bytes'
import { cleanPath } from '../../../base/path'
import { orUndefined } from '../face'
import { compileScript } from './compile/compile'
import { callSync } from './machine/call'
import { newFrame, type Machine } from './machine/core'
import { fail, unsimulated, type Thrown } from './machine/errors'
import { getMember } from './machine/members'
import { run } from './machine/run'
import { obj, type Scope, type Value } from './machine/value'
import { beyond, playedModule } from './modules/modules'
import { parseScript } from './parse'
import type { Sys } from '../../wire/sys'

/** Where modules come from, and running them. */

const isFile = (sys: Sys, path: string) => orUndefined(() => sys.stat(path))?.kind === 'file'

export function moduleFile(sys: Sys, path: string): string | undefined {
  const main = /"main":\s*"([^"]+)"/.exec(orUndefined(() => sys.readFile(`${path}/package.json`)) ?? '')?.[1]
  return [
    path,
    `${path}.js`,
    `${path}.mjs`,
    `${path}.cjs`,
    `${path}.json`,
    ...(main ? [`${path}/${main.replace(/^\.\//, '')}`] : []),
    `${path}/index.js`,
  ].find((each) => isFile(sys, each))
}

/** Compiles a module and puts its frame on the stack. */
export function enterModule(m: Machine, source: string, file: string, shows: boolean): void {
  m.codes = compileScript(parseScript(source), file, m.codes, shows)
  const module = obj({ exports: obj() })
  const members: readonly (readonly [string, Value])[] = [
    ['module', module],
    ['exports', module.m.get('exports')],
    ['__filename', file],
    ['__dirname', file.startsWith('/') ? file.replace(/\/[^/]*$/, '') || '/' : m.sys.cwd()],
  ]
  const scope: Scope = { m: new Map(members), up: m.core.globals, base: true }
  m.core.modules.set(file, module)
  m.core.frames.push(
    newFrame(m.codes.length - 1, scope, {
      self: module.m.get('exports'),
      after: shows ? { kind: 'stop' } : { kind: 'module', name: file },
    }),
  )
}

export function required(m: Machine, wanted: string): Value {
  const name = wanted.replace(/^node:/, '')
  const from = m.codes[m.core.frames.at(-1)?.code ?? 0]?.file ?? m.core.file
  const folder = from.startsWith('/') ? from.replace(/\/[^/]*$/, '') : m.sys.cwd()
  if (/^[./]/.test(name)) {
    const path = moduleFile(m.sys, cleanPath(name.startsWith('/') ? name : `${folder}/${name}`))
    if (path === undefined) throw missing(m, wanted)
    return loaded(m, path)
  }
  const held = m.core.modules.get(name)
  if (held !== undefined) return held
  if (beyond.has(name)) throw unsimulated(`the module ${name} is not simulated`)
  const there = name === 'express' || playedModule(m, name) === undefined ? installed(m, folder, name) : true
  if (!there) throw missing(m, wanted)
  const played = playedModule(m, name)
  if (played === undefined) throw unsimulated(`the package ${name} is not simulated`)
  m.core.modules.set(name, played)
  return played
}

/** A file's module: run to its end at the first require. */
function loaded(m: Machine, path: string): Value {
  const held = m.core.modules.get(path)
  if (held !== undefined) return getMember(m, held, 'exports')
  const source = fromUtf8(m.sys.readFile(path))
  if (path.endsWith('.json'))
    return callSync(m, { t: 'native', name: 'JSON.parse', self: undefined, m: new Map() }, [source])
  const depth = m.core.frames.length
  enterModule(m, source, path, false)
  if (run(m, 300_000, depth) === 'slice') throw unsimulated('so long a module is not simulated')
  // The value went onto the caller's stack as the answer of the call; the call pushes it itself.
  m.core.frames.at(-1)?.stack.pop()
  return getMember(m, m.core.modules.get(path), 'exports')
}

function installed(m: Machine, folder: string, name: string): boolean {
  const parts = folder.split('/')
  return parts.some(
    (_, i) =>
      orUndefined(() => m.sys.stat(`${parts.slice(0, parts.length - i).join('/')}/node_modules/${name}`)) !== undefined,
  )
}

const missing = (m: Machine, name: string): Thrown =>
  fail(
    'Error',
    `Cannot find module '${name}'\nRequire stack:\n- ${m.codes[m.core.frames.at(-1)?.code ?? 0]?.file ?? ''}`,
    { code: 'MODULE_NOT_FOUND' },
  )
