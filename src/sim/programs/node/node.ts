import { continueCalls } from './modules/client'
import { text as fromUtf8, utf8 } from '../../../base/bytes'
import { join } from '../coreutils/walk'
import { exit, put, quietly } from '../face'
import { thaw } from '../script/freeze'
import { typedWhole } from '../script/typed'
import { builtins } from './builtins/builtins'
import { text } from './machine/convert'
import { moduleNatives } from './modules/modules'
import { nodeVersion } from './modules/version'
import { plays } from './plays/plays'
import { moduleFile, required } from './require'
import { begin, go, readPrompt, type Noding } from './turns'
import type { Program, Sys, Turn, Wake } from '../../wire/sys'
import type { Core, Machine, NativeFn } from './machine/core'

export const natives: Readonly<Record<string, NativeFn>> = {
  ...builtins,
  ...moduleNatives,
  require: (m, [name]) => required(m, text(name)),
}

const machine = (sys: Sys, file: string, args: readonly string[]): Machine => {
  const core: Core = {
    frames: [],
    globals: { m: new Map() },
    tasks: [],
    timers: [],
    servers: [],
    callings: [],
    unheard: [],
    modules: new Map(),
    kept: new Map(),
    next: 1,
    file,
    args: [...args],
    status: 0,
  }
  return { sys, codes: [], core, plays, natives }
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

const help =
  'Usage: node [options] [ script.js ] [arguments]\n       node inspect [options] [ script.js | host:port ] [arguments]\n'

function start(sys: Sys, args: readonly string[]): Turn<Noding> {
  const [first, ...rest] = args
  if (first === '-v' || first === '--version') return said(sys, 1, `v${nodeVersion({ sys })}\n`, 0)
  if (first === '-h' || first === '--help') return said(sys, 1, help, 0)
  if (first === '-e' || first === '--eval' || first === '-p' || first === '--print' || first === '-pe') {
    const m = machine(sys, join(sys.cwd(), '[eval]'), rest.slice(1))
    return begin(m, rest[0] ?? '', '[eval]', first.includes('p'))
  }
  if (first?.startsWith('--')) return start(sys, rest)
  if (first === undefined || first === '-') return sys.isatty(0) ? startPrompt(sys) : readScript(sys, '')
  return startFile(sys, first, rest)
}

function startFile(sys: Sys, name: string, args: readonly string[]): Turn<Noding> {
  const wanted = name.startsWith('/') ? name : join(sys.cwd(), name.replace(/^\.\//, ''))
  const path = moduleFile(sys, wanted)
  if (path === undefined) return said(sys, 2, noFile(sys, wanted), 1)
  return begin(machine(sys, path, [path, ...args]), fromUtf8(sys.readFile(path)), path, false)
}

const noFile = (sys: Sys, wanted: string): string => `node:internal/modules/cjs/loader:1215
  throw err;
  ^

Error: Cannot find module '${wanted}'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1212:15)
    at Module._load (node:internal/modules/cjs/loader:1043:27) {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v${nodeVersion({ sys })}
`

/** A program on standard input. */
function readScript(sys: Sys, before: string): Turn<Noding> {
  const { input, ended } = typedWhole(sys, before)
  if (ended) return begin(machine(sys, join(sys.cwd(), '[stdin]'), []), fromUtf8(input), '[stdin]', false)
  const state: Noding = { codes: [], core: { root: null, nodes: [] }, read: input }
  return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
}

function startPrompt(sys: Sys): Turn<Noding> {
  put(
    sys,
    `Welcome to Node.js v${nodeVersion({ sys })}.\nType ".help" for more information.\nglasswhale: a small part of JavaScript is simulated here\n`,
  )
  sys.sigaction('SIGINT', 'catch')
  return readPrompt(machine(sys, join(sys.cwd(), '<repl>'), []), { input: '', lines: '' }, true)
}

function resume(sys: Sys, state: Noding, wake: Wake): Turn<Noding> {
  if (state.read !== undefined) return readScript(sys, state.read)
  const m: Machine = { sys, codes: state.codes, core: thaw(state.core) as Core, plays, natives }
  if (wake.on !== 'signal') {
    continueCalls(m, wake)
    return state.prompt && m.core.frames.length === 0 && wake.on === 'readable' && wake.fd === 0
      ? readPrompt(m, state.prompt, false)
      : go(m, state.prompt)
  }
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
