import { text as fromUtf8, utf8 } from '../../../base/bytes'
import { exit, orUndefined, put, quietly } from '../face'
import { join } from '../coreutils/walk'
import { freeze, thaw, type Frozen } from '../script/freeze'
import { builtins } from './builtins'
import { compileScript, type Code } from './compile'
import { inspect } from './inspect'
import {
  call,
  callSync,
  fail,
  getMember,
  isThing,
  isThrown,
  obj,
  raise,
  run,
  stackOf,
  text,
  unsimulated,
  type Core,
  type Machine,
  type NativeFn,
  type Obj,
  type Scope,
  type Thrown,
  type Value,
} from './machine'
import { beyond, moduleNatives, nodeVersion, playedModule, serve, type Exit } from './modules'
import { parseScript, type SyntaxFault } from './parse'
import type { Await, Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * node: a program, `-e`, `-p` and the prompt, on an interpreter of a part of the language, with its loop of tasks, timers and requests.
 *
 * @models nodejs.org
 * @fidelity part: no generators, streams, workers; a part of the library; places in a stack trace have no columns
 */
export interface Noding {
  readonly codes: readonly Code[]
  readonly core: Frozen
  readonly prompt?: { readonly input: string; readonly lines: string }
  readonly read?: string
}

type Prompt = Noding['prompt']

const natives: Readonly<Record<string, NativeFn>> = {
  ...builtins,
  ...moduleNatives,
  require: (m, [name]) => required(m, text(name)),
}

export const node: Program<Noding> = {
  name: 'node',
  start: (sys) => quietly(() => start(sys, sys.argv.slice(1))),
  resume: (sys, state, wake) => quietly(() => resume(sys, state, wake as Wake)),
}

const said = (sys: Sys, fd: number, words: string, status: number): Turn<Noding> => {
  sys.write(fd, utf8(words))
  return exit(status)
}

function start(sys: Sys, args: readonly string[]): Turn<Noding> {
  const [first, ...rest] = args
  if (first === '-v' || first === '--version') return said(sys, 1, `v${nodeVersion({ sys })}\n`, 0)
  if (first === '-h' || first === '--help')
    return said(
      sys,
      1,
      'Usage: node [options] [ script.js ] [arguments]\n       node inspect [options] [ script.js | host:port ] [arguments]\n',
      0,
    )
  if (first === '-e' || first === '--eval' || first === '-p' || first === '--print' || first === '-pe') {
    const m = machine(sys, join(sys.cwd(), '[eval]'), rest.slice(1))
    return begin(m, rest[0] ?? '', '[eval]', first.includes('p'))
  }
  if (first?.startsWith('--')) return start(sys, rest)
  if (first === undefined || first === '-') return sys.isatty(0) ? startPrompt(sys) : readScript(sys, '')
  const wanted = first.startsWith('/') ? first : join(sys.cwd(), first.replace(/^\.\//, ''))
  const path = moduleFile(sys, wanted)
  if (path === undefined)
    return said(
      sys,
      2,
      `node:internal/modules/cjs/loader:1215\n  throw err;\n  ^\n\nError: Cannot find module '${wanted}'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1212:15)\n    at Module._load (node:internal/modules/cjs/loader:1043:27) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${nodeVersion({ sys })}\n`,
      1,
    )
  return begin(machine(sys, path, [path, ...rest]), fromUtf8(sys.readFile(path)), path, false)
}

const machine = (sys: Sys, file: string, args: readonly string[]): Machine => {
  const core: Core = {
    frames: [],
    globals: { m: new Map() },
    tasks: [],
    timers: [],
    servers: [],
    modules: new Map(),
    kept: new Map(),
    next: 1,
    file,
    args: [...args],
    status: 0,
  }
  return { sys, codes: [], core, natives }
}

function readScript(sys: Sys, before: string): Turn<Noding> {
  let read = before
  for (;;) {
    const bytes = sys.read(0)
    if (bytes === undefined)
      return {
        turn: 'wait',
        state: { codes: [], core: { root: null, nodes: [] }, read },
        on: [{ on: 'readable', fd: 0 }],
      }
    if (bytes === '') return begin(machine(sys, join(sys.cwd(), '[stdin]'), []), fromUtf8(read), '[stdin]', false)
    read += bytes
  }
}

const isFile = (sys: Sys, path: string) => orUndefined(() => sys.stat(path))?.kind === 'file'

function moduleFile(sys: Sys, path: string): string | undefined {
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
function enterModule(m: Machine, source: string, file: string, shows: boolean): void {
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
  m.core.frames.push({
    code: m.codes.length - 1,
    pc: 0,
    stack: [],
    scope,
    args: [],
    self: module.m.get('exports'),
    blocks: [],
    after: shows ? { kind: 'stop' } : { kind: 'module', name: file },
  })
}

function required(m: Machine, wanted: string): Value {
  const name = wanted.replace(/^node:/, '')
  const from = m.codes[m.core.frames.at(-1)?.code ?? 0]?.file ?? m.core.file
  const folder = from.startsWith('/') ? from.replace(/\/[^/]*$/, '') : m.sys.cwd()
  if (/^[./]/.test(name)) {
    const path = moduleFile(m.sys, clean(name.startsWith('/') ? name : `${folder}/${name}`))
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

const clean = (path: string): string => {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
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

const isSyntax = (value: unknown): value is SyntaxFault =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'syntax'
const isExit = (value: unknown): value is Exit =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'exit'

function begin(m: Machine, source: string, file: string, prints: boolean): Turn<Noding> {
  try {
    enterModule(m, source, file, prints)
  } catch (error) {
    return caught(m, error, undefined, source, file)
  }
  if (prints) m.core.kept.set('prints', true)
  return go(m, undefined)
}

const slice = 20_000

/** Frames, then tasks, then what is due; then it waits for more, or is over. */
function go(m: Machine, prompt: Prompt): Turn<Noding> {
  const { core } = m
  try {
    for (let n = 0; n < 200; n++) {
      if (core.frames.length > 0 && run(m, slice) === 'slice') return { turn: 'yield', state: kept(m, prompt) }
      shownResult(m, prompt)
      if (!takeTask(m) && !takeRequest(m)) return idle(m, prompt)
    }
    return { turn: 'yield', state: kept(m, prompt) }
  } catch (error) {
    return caught(m, error, prompt)
  }
}

function shownResult(m: Machine, prompt: Prompt): void {
  const { core } = m
  if (core.kept.get('prints') !== true) return
  core.kept.delete('prints')
  if (prompt || core.result !== undefined || core.file.endsWith('[eval]'))
    put(m.sys, `${typeof core.result === 'string' && !prompt ? core.result : inspect(m, core.result)}\n`)
}

const kept = (m: Machine, prompt: Prompt): Noding => ({
  codes: m.codes,
  core: freeze(m.core),
  ...(prompt && { prompt }),
})

function takeTask(m: Machine): boolean {
  const { core } = m
  const task = core.tasks.shift()
  if (task === undefined) {
    const due = core.timers.filter((each) => each.at <= m.sys.now()).sort((a, b) => a.at - b.at)[0]
    if (due === undefined) return false
    if (due.every !== undefined) due.at = m.sys.now() + due.every
    else core.timers = core.timers.filter((each) => each !== due)
    call(m, due.call, due.args, undefined, { kind: 'drop' })
    return true
  }
  if ('frame' in task) {
    core.frames.push(task.frame)
    if (task.failed) raise(m, { kind: 'thrown', value: task.value, where: '' })
    else task.frame.stack.push(task.value)
    return true
  }
  if (!task.gives) {
    call(m, task.call, task.args, undefined, { kind: 'drop' })
    return true
  }
  chained(m, task.call, task.args, task.gives)
  return true
}

/** The handler of a promise: what it gives settles the next one. */
function chained(
  m: Machine,
  fn: Value,
  args: Value[],
  gives: NonNullable<Extract<Core['tasks'][number], { call: Value }>['gives']>,
): void {
  const settle = (name: string, value: Value) => natives[name]!(m, [value], gives)
  try {
    settle('.resolve', callSync(m, fn, args))
  } catch (error) {
    if (!isThrown(error)) throw error
    if (isThing(error.value) && error.value.t === 'obj' && error.value.kind === 'unsimulated') throw error
    settle('.reject', error.value)
  }
}

function takeRequest(m: Machine): boolean {
  for (const server of m.core.servers) {
    for (let fd = m.sys.accept(server.fd); fd !== undefined; fd = m.sys.accept(server.fd)) server.conns.push(fd)
    for (const fd of server.conns) {
      const payload = m.sys.receive(fd)
      if (payload?.kind === 'conn.closed') {
        m.sys.close(fd)
        server.conns = server.conns.filter((each) => each !== fd)
      } else if (payload?.kind === 'http.request') {
        serve(m, server.app, payload, fd)
        return true
      }
    }
  }
  return false
}

function idle(m: Machine, prompt: Prompt): Turn<Noding> {
  const { core } = m
  if (prompt) return readPrompt(m, prompt, core.kept.delete('asked'))
  const on = awaits(m)
  if (on.length > 0) return { turn: 'wait', state: kept(m, prompt), on }
  return exit(core.status)
}

function awaits(m: Machine): readonly Await[] {
  const at = Math.min(...m.core.timers.map((each) => each.at))
  return [
    ...(Number.isFinite(at) ? [{ on: 'timer', at } as const] : []),
    ...m.core.servers.flatMap(({ fd, conns }): readonly Await[] => [
      { on: 'acceptable', fd },
      ...conns.map((each): Await => ({ on: 'readable', fd: each })),
    ]),
  ]
}

function resume(sys: Sys, state: Noding, wake: Wake): Turn<Noding> {
  if (state.read !== undefined) return readScript(sys, state.read)
  const m: Machine = { sys, codes: state.codes, core: thaw(state.core) as Core, natives }
  if (wake.on !== 'signal')
    return state.prompt && m.core.frames.length === 0 && wake.on === 'readable' && wake.fd === 0
      ? readPrompt(m, state.prompt, false)
      : go(m, state.prompt)
  const handler = m.core.kept.get(`on.${wake.signal}`)
  if (handler !== undefined) {
    m.core.tasks.push({ call: handler, args: [wake.signal] })
    return go(m, state.prompt)
  }
  if (!state.prompt) return exit(130)
  m.core.frames = []
  put(sys, '\n')
  return readPrompt(m, { input: '', lines: '' }, true)
}

function caught(m: Machine, error: unknown, prompt: Prompt, source = '', file = ''): Turn<Noding> {
  const again = () => readPrompt(m, { input: prompt?.input ?? '', lines: '' }, true)
  m.core.frames = []
  if (isExit(error)) return exit(error.status & 255)
  if (isSyntax(error)) {
    const line = source.split('\n')[error.line - 1] ?? ''
    const words = error.beyond
      ? `glasswhale: node: ${error.words} (line ${error.line})\n`
      : prompt
        ? `Uncaught SyntaxError: ${error.words}\n`
        : `${file || 'node'}:${error.line}\n${line}\n${' '.repeat(line.length - line.trimStart().length)}^\n\nSyntaxError: ${error.words}\n\nNode.js v${nodeVersion(m)}\n`
    m.sys.write(2, utf8(words))
    return prompt ? again() : exit(1)
  }
  if (!isThrown(error)) throw error
  const { value } = error
  if (isThing(value) && value.t === 'obj' && value.kind === 'unsimulated') {
    m.sys.write(2, utf8(`glasswhale: node: ${text(value.m.get('message'))}\n`))
    return prompt ? again() : exit(1)
  }
  m.sys.write(2, utf8(prompt ? `Uncaught ${brief(m, value)}\n` : uncaught(m, value, error.where)))
  return prompt ? again() : exit(1)
}

const brief = (m: Machine, value: Value): string =>
  isThing(value) && value.t === 'obj' && value.kind === 'Error' ? text(value) : inspect(m, value)

function uncaught(m: Machine, value: Value, where: string): string {
  const place = (where || text((value as Obj | undefined)?.m?.get('.where') ?? '')).split('\n')[0]?.split('|')[1] ?? ''
  const [file = '', line = '1'] = place.split(/:(?=\d+$)/)
  const source = (orUndefined(() => m.sys.readFile(file)) ?? '').split('\n')[Number(line) - 1] ?? ''
  const isError = isThing(value) && value.t === 'obj' && value.kind === 'Error'
  const shown = isError ? inspect(m, value) : `Uncaught:\n${inspect(m, value)}`
  const head =
    place === '' ? '' : `${place}\n${fromUtf8(source)}\n${' '.repeat(source.length - source.trimStart().length)}^\n\n`
  return `${head}${isError ? (stackOf(value) === '' ? '' : shown) : `${shown}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`}\n\nNode.js v${nodeVersion(m)}\n`
}

function startPrompt(sys: Sys): Turn<Noding> {
  put(
    sys,
    `Welcome to Node.js v${nodeVersion({ sys })}.\nType ".help" for more information.\nglasswhale: a small part of JavaScript is simulated here\n`,
  )
  sys.sigaction('SIGINT', 'catch')
  return readPrompt(machine(sys, join(sys.cwd(), '<repl>'), []), { input: '', lines: '' }, true)
}

/** Reads lines until they make a whole, and runs it in the global scope. */
function readPrompt(m: Machine, from: NonNullable<Prompt>, fresh: boolean): Turn<Noding> {
  let { input, lines } = from
  if (fresh) put(m.sys, lines === '' ? '> ' : '... ')
  for (;;) {
    const end = input.indexOf('\n')
    if (end < 0) {
      const bytes = m.sys.read(0)
      if (bytes === undefined)
        return { turn: 'wait', state: kept(m, { input, lines }), on: [{ on: 'readable', fd: 0 }, ...awaits(m)] }
      if (bytes === '') {
        put(m.sys, '\n')
        return exit(0)
      }
      input += bytes
      continue
    }
    const line = fromUtf8(input.slice(0, end))
    input = input.slice(end + 1)
    const source = lines === '' ? line : `${lines}\n${line}`
    if (line.trim() === '.exit') return exit(0)
    if (source.trim() === '' || line.trim() === '.help') {
      put(
        m.sys,
        `${line.trim() === '.help' ? '.exit     Exit the REPL\n.help     Print this help message\n\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n' : ''}> `,
      )
      continue
    }
    try {
      m.codes = compileScript(parseScript(source), '<repl>', m.codes, true)
    } catch (error) {
      if (isSyntax(error) && error.unfinished) {
        lines = source
        put(m.sys, '... ')
        continue
      }
      return caught(m, error, { input, lines: '' })
    }
    m.core.frames.push({
      code: m.codes.length - 1,
      pc: 0,
      stack: [],
      scope: m.core.globals,
      args: [],
      self: undefined,
      blocks: [],
      after: { kind: 'stop' },
    })
    m.core.kept.set('prints', true)
    m.core.kept.set('asked', true)
    return go(m, { input, lines: '' })
  }
}
