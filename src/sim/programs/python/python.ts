import { text, utf8 } from '../../../base/bytes'
import { join } from '../coreutils/walk'
import { exit, orUndefined, put, quietly } from '../face'
import { freeze, thaw, type Frozen } from '../script/freeze'
import { hasKind } from '../script/kind'
import { pythonServer } from '../servers/answering'
import { httpServer, type Serving } from '../servers/http'
import { compilePython } from './compile/compile'
import { library } from './library'
import { newFrame, type Core, type Machine } from './machine/core'
import { flush } from './machine/output'
import { raise, run, type Unanswered } from './machine/run'
import { parsePython } from './parse'
import { plays } from './plays/plays'
import { redisAwaits, redisResume } from './redis-client'
import { pythonVersion } from './system-modules'
import { syntaxText, traceback } from './trace'
import { argsOf, failure, isSub, type Raised } from './value/exceptions'
import { str } from './value/repr'
import { serveAwaits, serveResume, unanswered } from './web'
import type { Await, Program, Sys, Turn, Wake } from '../../wire/sys'
import type { Code } from './compile/code'
import type { PythonSyntax } from './lex'
import type { Instance, Value } from './value/thing'

/**
 * python3: a program, `-c`, `-m http.server` and the prompt, on an interpreter of a part of the language.
 *
 * @models python.org
 * @fidelity part: no generators, async, threads, subprocesses; a part of the library; what is not there says so in one line
 */
export type Pythoning =
  | { readonly kind: 'run'; readonly codes: readonly Code[]; readonly core: Frozen; readonly prompt?: Prompt }
  | { readonly kind: 'files'; readonly serving: Serving<{ readonly root: string }> }
  | { readonly kind: 'script'; readonly read: string }

/** The prompt: what has been typed and not been run yet. */
interface Prompt {
  readonly input: string
  readonly lines: string
}

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

function start(sys: Sys, args: readonly string[]): Turn<Pythoning> {
  const [first, ...rest] = args
  const called = sys.argv[0] ?? 'python3'
  if (first === '-V' || first === '--version') return said(sys, 1, `Python ${pythonVersion({ sys })}\n`, 0)
  if (first === '-u' || first === '-B' || first === '-i' || first === '-O' || first === '-E' || first === '-s')
    return start(sys, rest)
  if (first === '-h' || first === '--help')
    return said(sys, 1, `usage: ${called} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n`, 0)
  const cluster = /^-([uBiOEs]+)([cm])$/.exec(first ?? '')
  if (cluster) return start(sys, [`-${cluster[2]}`, ...rest])
  if (first === '-m') return startModule(sys, rest)
  if (first === '-c') return begin(sys, rest[0] ?? '', '<string>', ['-c', ...rest.slice(1)])
  if (first === undefined || first === '-') return sys.isatty(0) ? startPrompt(sys) : readScript(sys, '')
  if (first.startsWith('-'))
    return said(
      sys,
      2,
      `Unknown option: ${first}\nusage: ${called} [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
      2,
    )
  const path = orUndefined(() => sys.stat(first))?.kind === 'dir' ? `${first}/__main__.py` : first
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes === undefined) {
    const there = orUndefined(() => sys.stat(path)) !== undefined
    return said(
      sys,
      2,
      `${called}: can't open file '${path.startsWith('/') ? path : join(sys.cwd(), path)}': [Errno ${there ? '13] Permission denied' : '2] No such file or directory'}\n`,
      2,
    )
  }
  const shown = path.startsWith('/') ? path : join(sys.cwd(), path.replace(/^\.\//, ''))
  return begin(sys, text(bytes), shown, args)
}

function startModule(sys: Sys, [name = '', ...rest]: readonly string[]): Turn<Pythoning> {
  if (name === 'http.server') return asFiles(files.start(sys))
  if (name === 'flask' || name === 'gunicorn') return startWeb(sys, name, rest)
  if (name === 'pip' || name === 'venv')
    return said(sys, 2, `glasswhale: python3 -m ${name} is not simulated${name === 'pip' ? '; pip is' : ''}\n`, 1)
  const path = `${name.replace(/\./g, '/')}.py`
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes === undefined) return said(sys, 2, `${sys.exe}: No module named ${name}\n`, 1)
  return begin(sys, text(bytes), join(sys.cwd(), path), [path, ...rest])
}

/** `flask run` and `gunicorn app:app`: a line of Python each. */
export function startWeb(sys: Sys, name: 'flask' | 'gunicorn', args: readonly string[]): Turn<Pythoning> {
  const option = (...names: readonly string[]) =>
    args.flatMap((arg, i) =>
      names.flatMap((each) =>
        arg === each ? [args[i + 1] ?? ''] : arg.startsWith(`${each}=`) ? [arg.slice(each.length + 1)] : [],
      ),
    )[0]
  if (args.includes('--version'))
    return said(
      sys,
      1,
      name === 'flask'
        ? `Python ${pythonVersion({ sys })}\nFlask 3.1.2\nWerkzeug 3.1.3\n`
        : 'gunicorn (version 23.0.0)\n',
      0,
    )
  if (name === 'gunicorn') {
    const where =
      args.find((arg, i) => /^[\w.]+:\w+(\(\))?$/.test(arg) && !(args[i - 1] ?? '').startsWith('-')) ?? 'app:app'
    const [module, object] = where.split(':')
    const [host = '127.0.0.1', port = '8000'] = (option('-b', '--bind') ?? '127.0.0.1:8000').split(':')
    return begin(
      sys,
      `from ${module} import ${object?.replace('()', '')} as _app\n_app._gunicorn('${host}', ${port})\n`,
      join(sys.cwd(), `${module}.py`),
      [...args],
    )
  }
  if (!args.includes('run')) return said(sys, 2, `glasswhale: flask ${args.join(' ')} is not simulated\n`, 1)
  const given =
    option('--app', '-A') ??
    sys.env['FLASK_APP'] ??
    ['app.py', 'wsgi.py'].find((file) => orUndefined(() => sys.stat(file)))
  if (given === undefined)
    return said(
      sys,
      2,
      "Usage: flask run [OPTIONS]\nTry 'flask run --help' for help.\n\nError: Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.\n",
      2,
    )
  const [module = 'app', object] = given.split('/').at(-1)!.replace(/\.py/, '').split(':')
  const host = option('--host', '-h') ?? sys.env['FLASK_RUN_HOST'] ?? '127.0.0.1'
  const port = option('--port', '-p') ?? sys.env['FLASK_RUN_PORT'] ?? '5000'
  const debug = args.includes('--debug') || sys.env['FLASK_DEBUG'] === '1' || sys.env['FLASK_ENV'] === 'development'
  return begin(
    sys,
    `import ${module} as _m\n_m.${object ?? 'app'}.run('${host}', ${port}, ${debug ? 'True' : 'False'})\n`,
    join(sys.cwd(), `${module}.py`),
    [...args],
  )
}

const said = (sys: Sys, fd: number, words: string, status: number): Turn<Pythoning> => {
  sys.write(fd, utf8(words))
  return exit(status)
}

/** A program on standard input. */
function readScript(sys: Sys, before: string): Turn<Pythoning> {
  let read = before
  for (;;) {
    const bytes = sys.read(0)
    if (bytes === undefined) return { turn: 'wait', state: { kind: 'script', read }, on: [{ on: 'readable', fd: 0 }] }
    if (bytes === '') return begin(sys, text(read), '<stdin>', ['-'])
    read += bytes
  }
}

const newCore = (sys: Sys, file: string, args: readonly string[], source: string): Core => ({
  frames: [],
  globals: {
    m: new Map<string, Value>([
      ['__name__', '__main__'],
      ['__file__', file],
    ]),
  },
  handling: [],
  modules: new Map(),
  out: '',
  buffered:
    !sys.isatty(1) &&
    !sys.argv.some((arg, i) => i > 0 && i < 3 && /^-[BiOEs]*u/.test(arg)) &&
    (sys.env['PYTHONUNBUFFERED'] ?? '') === '',
  file,
  args: [...args],
  kept: new Map(),
  source,
  status: 0,
})

function begin(sys: Sys, source: string, file: string, args: readonly string[]): Turn<Pythoning> {
  const m: Machine = { sys, codes: [], core: newCore(sys, file, args, source), plays, lib: library }
  if (file.startsWith('<')) m.core.file = join(sys.cwd(), file)
  sys.sigaction('SIGINT', 'catch')
  if (!compiled(m, source, file, false)) return exit(1)
  return go(m, undefined)
}

/** Puts a program's frame on the stack; false after the complaint where it is none. */
function compiled(m: Machine, source: string, file: string, shows: boolean): boolean {
  try {
    m.codes = compilePython(parsePython(source), file, shows, m.codes)
  } catch (error) {
    if (!hasKind<PythonSyntax>(error, 'syntax')) throw error
    m.sys.write(
      2,
      utf8(
        error.type === 'unsimulated'
          ? `glasswhale: python3: ${error.words} (line ${error.line})\n`
          : syntaxText(error, file, source),
      ),
    )
    return false
  }
  m.core.frames.push(newFrame(m, m.codes.length - 1, m.core.globals))
  return true
}

/** Instructions in one slice. */
const slice = 20_000

function go(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
  try {
    const how = m.core.waiting ? 'waiting' : run(m, slice)
    if (how === 'over') return over(m, prompt)
    if (how === 'waiting') return wait(m, prompt)
    return { turn: 'yield', state: kept(m, prompt) }
  } catch (error) {
    return caught(m, error, prompt)
  }
}

const kept = (m: Machine, prompt: Prompt | undefined): Pythoning => ({
  kind: 'run',
  codes: m.codes,
  core: freeze(m.core),
  ...(prompt && { prompt }),
})

function over(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
  flush(m)
  return prompt ? readPrompt(m, prompt, true) : exit(m.core.status)
}

function wait(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
  const waiting = m.core.waiting!
  const on: readonly Await[] =
    waiting.kind === 'time'
      ? [{ on: 'timer', at: waiting['at'] as number }]
      : waiting.kind === 'input'
        ? [{ on: 'readable', fd: 0 }]
        : waiting.kind === 'lookup'
          ? [{ on: 'resolved', name: waiting['name'] as string }]
          : waiting.kind === 'redis'
            ? redisAwaits(waiting)
            : serveAwaits(waiting)
  if (waiting.kind === 'input' && takeLine(m)) return go(m, prompt)
  return { turn: 'wait', state: kept(m, prompt), on }
}

function resume(sys: Sys, state: Pythoning & { kind: 'run' }, wake: Wake): Turn<Pythoning> {
  const m: Machine = { sys, codes: state.codes, core: thaw(state.core) as Core, plays, lib: library }
  const { prompt } = state
  if (wake.on === 'signal') return interrupted(m, prompt)
  if (prompt && m.core.frames.length === 0 && !m.core.waiting) return readPrompt(m, prompt, false)
  try {
    woken(m, wake)
  } catch (error) {
    if (!hasKind<Raised>(error, 'raised')) return caught(m, error, prompt)
    delete m.core.waiting
    try {
      raise(m, error.value)
    } catch (worse) {
      return caught(m, worse, prompt)
    }
  }
  return go(m, prompt)
}

/** What was waited for is there: its value goes onto the stack. */
function woken(m: Machine, wake: Wake): void {
  const { waiting } = m.core
  if (!waiting) return
  const answer = (value: Value) => {
    delete m.core.waiting
    m.core.frames.at(-1)?.stack.push(value)
  }
  if (waiting.kind === 'time' && m.sys.now() >= (waiting['at'] as number)) answer(null)
  else if (waiting.kind === 'serve') serveResume(m, waiting)
  else if (waiting.kind === 'lookup' && wake.on === 'resolved') {
    if (wake.addresses[0] === undefined) throw failure('socket.gaierror', -2n, 'Name or service not known')
    answer(wake.addresses[0])
  } else if (waiting.kind === 'redis') {
    const value = redisResume(m, waiting, wake.on === 'resolved' ? wake.addresses : undefined)
    if (value !== undefined) answer(value)
  }
}

/** A line for input(): false while there is none. */
function takeLine(m: Machine): boolean {
  let ahead = str(m.core.kept.get('stdin') ?? '')
  for (;;) {
    const end = ahead.indexOf('\n')
    const bytes = end >= 0 ? '' : m.sys.read(0)
    if (bytes === undefined) {
      m.core.kept.set('stdin', ahead)
      return false
    }
    if (end < 0 && bytes !== '') {
      ahead += bytes
      continue
    }
    const line = end >= 0 ? ahead.slice(0, end) : ahead
    m.core.kept.set('stdin', end >= 0 ? ahead.slice(end + 1) : '')
    delete m.core.waiting
    if (end < 0 && ahead === '') raise(m, failure('EOFError', 'EOF when reading a line').value)
    else m.core.frames.at(-1)?.stack.push(text(line))
    return true
  }
}

function interrupted(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
  const idle = prompt && m.core.frames.length === 0
  if (idle) {
    put(m.sys, '\nKeyboardInterrupt\n')
    return readPrompt(m, { input: '', lines: '' }, true)
  }
  const serving = m.core.waiting?.kind === 'serve'
  delete m.core.waiting
  if (serving && !prompt) {
    flush(m)
    if (m.core.kept.has('flask')) return exit(0)
  }
  try {
    raise(m, failure('KeyboardInterrupt').value)
  } catch (error) {
    return caught(m, error, prompt)
  }
  return go(m, prompt)
}

/** What nobody handled: it ends the program, or the line at the prompt. */
function caught(m: Machine, error: unknown, prompt: Prompt | undefined): Turn<Pythoning> {
  if (hasKind<Unanswered>(error, 'unanswered')) {
    delete m.core.waiting
    unanswered(m, (error.after as { serving: unknown }).serving, traceback(m, error.value))
    return go(m, prompt)
  }
  if (hasKind<PythonSyntax>(error, 'syntax')) {
    m.sys.write(
      2,
      utf8(error.type === 'unsimulated' ? `glasswhale: python3: ${error.words}\n` : syntaxText(error, '<unknown>', '')),
    )
    return prompt ? readPrompt(m, { input: prompt.input, lines: '' }, true) : exit(1)
  }
  if (!hasKind<Raised>(error, 'raised')) throw error
  const { value } = error
  delete m.core.waiting
  m.core.frames = []
  m.core.handling = []
  if (isSub(value.of, 'SystemExit')) return ended(m, value)
  if (value.of.name === 'unsimulated') {
    flush(m)
    m.sys.write(2, utf8(`glasswhale: python3: ${argsOf(value).map(str).join(' ')}\n`))
  } else
    m.sys.write(2, utf8(isSub(value.of, 'KeyboardInterrupt') && prompt ? '\nKeyboardInterrupt\n' : traceback(m, value)))
  flush(m)
  if (prompt) return readPrompt(m, { input: prompt.input, lines: '' }, true)
  return exit(isSub(value.of, 'KeyboardInterrupt') ? 130 : 1)
}

function ended(m: Machine, value: Instance): Turn<Pythoning> {
  const [status = null] = argsOf(value)
  if (status !== null && typeof status !== 'bigint' && typeof status !== 'boolean')
    m.sys.write(2, utf8(`${str(status)}\n`))
  flush(m)
  return exit(
    status === null ? 0 : typeof status === 'bigint' || typeof status === 'boolean' ? Number(status) & 255 : 1,
  )
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

/** Reads lines until they make a statement, and runs it. A compound statement ends with an empty line. */
function readPrompt(m: Machine, from: Prompt, fresh: boolean): Turn<Pythoning> {
  let { input, lines } = from
  if (fresh) put(m.sys, lines === '' ? '>>> ' : '... ')
  for (;;) {
    const end = input.indexOf('\n')
    if (end < 0) {
      const bytes = m.sys.read(0)
      if (bytes === undefined)
        return { turn: 'wait', state: kept(m, { input, lines }), on: [{ on: 'readable', fd: 0 }] }
      if (bytes === '') {
        put(m.sys, '\n')
        return exit(0)
      }
      input += bytes
      continue
    }
    const line = text(input.slice(0, end))
    input = input.slice(end + 1)
    const source = lines === '' ? line : `${lines}\n${line}`
    if (source.trim() === '') {
      put(m.sys, '>>> ')
      continue
    }
    if (unfinished(source, line)) {
      lines = source
      put(m.sys, '... ')
      continue
    }
    m.core.source = source
    if (compiled(m, source, '<stdin>', true)) return go(m, { input, lines: '' })
    lines = ''
    put(m.sys, '>>> ')
  }
}

function unfinished(source: string, line: string): boolean {
  const compound = /^\s*(?:if|for|while|def|class|with|try|@)/.test(source)
  if (compound && line.trim() !== '') return true
  try {
    parsePython(source)
    return false
  } catch (error) {
    return hasKind<PythonSyntax>(error, 'syntax') && error.unfinished && line.trim() !== ''
  }
}

export const python: Program<Pythoning> = { ...python3, name: 'python' }

const web = (name: 'flask' | 'gunicorn'): Program<Pythoning> => ({
  ...python3,
  name,
  start: (sys) => quietly(() => startWeb(sys, name, sys.argv.slice(1))),
})

export const flask = web('flask')
export const gunicorn = web('gunicorn')
