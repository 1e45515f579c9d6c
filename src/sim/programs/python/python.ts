import { text } from '../../../base/bytes'
import { join } from '../coreutils/walk'
import { orUndefined, put, quietly } from '../face'
import { typedWhole } from '../script/typed'
import { pythonServer } from '../servers/answering'
import { httpServer, type Serving } from '../servers/http'
import { pythonVersion } from './modules/version'
import { plays } from './plays/plays'
import { library } from './run/library'
import { resume } from './run/resume'
import { begin, newCore, readPrompt, type Pythoning } from './run/turns'
import { said, webStarts } from './run/web-start'
import type { Program, Sys, Turn, Wake } from '../../wire/sys'
import type { Machine } from './machine/core'

const files = httpServer<{ readonly root: string }>({
  name: 'python3',
  begin: (sys) => pythonServer.begin(sys, sys.argv.slice(sys.argv.indexOf('http.server') + 1)),
  answer: pythonServer.answer,
  signals: {},
})

const asFiles = (turn: Turn<Serving<{ readonly root: string }>>): Turn<Pythoning> =>
  'state' in turn ? ({ ...turn, state: { kind: 'files', serving: turn.state } } as Turn<Pythoning>) : turn

export const python3: Program<Pythoning> = {
  name: 'python3',
  start: (sys) => quietly(() => start(sys, sys.argv.slice(1))),
  resume: (sys, state, wake) =>
    quietly(() => {
      if (state.kind === 'files') return asFiles(files.resume(sys, state.serving, wake))
      if (state.kind === 'script') return readScript(sys, state.read)
      return resume(sys, state, wake as Wake)
    }),
}

const usage = (called: string): string => `usage: ${called} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n`

const plainOptions = ['-u', '-B', '-i', '-O', '-E', '-s']

function start(sys: Sys, args: readonly string[]): Turn<Pythoning> {
  const [first, ...rest] = args
  const called = sys.argv[0] ?? 'python3'
  if (first === undefined || first === '-') return sys.isatty(0) ? startPrompt(sys) : readScript(sys, '')
  if (first === '-V' || first === '--version') return said(sys, 1, `Python ${pythonVersion({ sys })}\n`, 0)
  if (first === '-h' || first === '--help') return said(sys, 1, usage(called), 0)
  if (plainOptions.includes(first)) return start(sys, rest)
  const cluster = /^-([uBiOEs]+)([cm])$/.exec(first)
  if (cluster) return start(sys, [`-${cluster[2]}`, ...rest])
  if (first === '-m') return startModule(sys, rest)
  if (first === '-c') return begin(sys, rest[0] ?? '', '<string>', ['-c', ...rest.slice(1)])
  if (!first.startsWith('-')) return startFile(sys, called, first, args)
  return said(sys, 2, `Unknown option: ${first}\n${usage(called)}Try \`python -h' for more information.\n`, 2)
}

function startFile(sys: Sys, called: string, name: string, args: readonly string[]): Turn<Pythoning> {
  const path = orUndefined(() => sys.stat(name))?.kind === 'dir' ? `${name}/__main__.py` : name
  const shown = path.startsWith('/') ? path : join(sys.cwd(), path)
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes !== undefined) return begin(sys, text(bytes), shown, args)
  const there = orUndefined(() => sys.stat(path)) !== undefined
  const why = there ? '[Errno 13] Permission denied' : '[Errno 2] No such file or directory'
  return said(sys, 2, `${called}: can't open file '${shown}': ${why}\n`, 2)
}

function startModule(sys: Sys, [name = '', ...rest]: readonly string[]): Turn<Pythoning> {
  if (name === 'http.server') return asFiles(files.start(sys))
  if (name === 'flask' || name === 'gunicorn') return webStarts[name](sys, rest)
  if (name === 'pip' || name === 'venv')
    return said(sys, 2, `glasswhale: python3 -m ${name} is not simulated${name === 'pip' ? '; pip is' : ''}\n`, 1)
  const path = `${name.replace(/\./g, '/')}.py`
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes === undefined) return said(sys, 2, `${sys.exe}: No module named ${name}\n`, 1)
  return begin(sys, text(bytes), join(sys.cwd(), path), [path, ...rest])
}

/** A program on standard input. */
function readScript(sys: Sys, before: string): Turn<Pythoning> {
  const { input, ended } = typedWhole(sys, before)
  if (ended) return begin(sys, text(input), '<stdin>', ['-'])
  return { turn: 'wait', state: { kind: 'script', read: input }, on: [{ on: 'readable', fd: 0 }] }
}

function startPrompt(sys: Sys): Turn<Pythoning> {
  put(
    sys,
    `Python ${pythonVersion({ sys })} (main, Aug 14 2025, 20:13:20) [GCC 12.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\nglasswhale: a small part of Python is simulated here\n`,
  )
  sys.sigaction('SIGINT', 'catch')
  const m: Machine = { sys, codes: [], core: newCore(sys, '', [''], ''), plays, lib: library }
  m.core.file = join(sys.cwd(), '<stdin>')
  return readPrompt(m, { input: '', lines: '' }, true)
}

export const python: Program<Pythoning> = { ...python3, name: 'python' }

const web = (name: 'flask' | 'gunicorn'): Program<Pythoning> => ({
  ...python3,
  name,
  start: (sys) => quietly(() => webStarts[name](sys, sys.argv.slice(1))),
})

export const flask = web('flask')
export const gunicorn = web('gunicorn')
