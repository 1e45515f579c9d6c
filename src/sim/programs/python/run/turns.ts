import { text, utf8 } from '../../../../base/bytes'
import { join } from '../../coreutils/walk'
import { exit, put } from '../../face'
import { freeze, type Frozen } from '../../script/freeze'
import { hasKind } from '../../script/kind'
import { typedLine } from '../../script/typed'
import { compilePython } from '../compile/compile'
import { newFrame, type Core, type Machine, type Waiting } from '../machine/core'
import { flush } from '../machine/output'
import { raise, run, type Unanswered } from '../machine/run'
import { redisAwaits } from '../modules/redis-talk'
import { fetchAwaits } from '../modules/urllib'
import { parsePython } from '../parse/parse'
import { plays } from '../plays/plays'
import { argsOf, failure, isSub, type Raised } from '../value/exceptions'
import { str } from '../value/repr'
import { serveAwaits, unanswered } from '../web/serve'
import { library } from './library'
import { syntaxText, traceback } from './trace'
import type { Await, Sys, Turn } from '../../../wire/sys'
import type { Serving } from '../../servers/http'
import type { Code } from '../compile/code'
import type { PythonSyntax } from '../parse/token'
import type { Instance, Value } from '../value/thing'

/** A program of Python from turn to turn: it runs a slice, waits, or is over. */
/**
 * python3: a program, `-c`, `-m http.server` and the prompt, on an interpreter of a part of the language.
 *
 * @models python.org
 * @fidelity part: no async, threads, subprocesses; a part of the library; what is not there says so in one line
 */
export type Pythoning =
  | { readonly kind: 'run'; readonly codes: readonly Code[]; readonly core: Frozen; readonly prompt?: Prompt }
  | { readonly kind: 'files'; readonly serving: Serving<{ readonly root: string }> }
  | { readonly kind: 'script'; readonly read: string }

/** The prompt: what has been typed and not been run yet. */
export interface Prompt {
  readonly input: string
  readonly lines: string
}

/** Instructions in one slice. */
const slice = 20_000

export const newCore = (sys: Sys, file: string, args: readonly string[], source: string): Core => ({
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
  buffered: keepsBack(sys),
  file,
  args: [...args],
  kept: new Map(),
  source,
  status: 0,
})

/** What is printed is kept back where nobody looks on, unless it is told not to be. */
const keepsBack = (sys: Sys): boolean =>
  !sys.isatty(1) &&
  !sys.argv.some((arg, i) => i > 0 && i < 3 && /^-[BiOEs]*u/.test(arg)) &&
  (sys.env['PYTHONUNBUFFERED'] ?? '') === ''

export function begin(sys: Sys, source: string, file: string, args: readonly string[]): Turn<Pythoning> {
  const m: Machine = { sys, codes: [], core: newCore(sys, file, args, source), plays, lib: library }
  if (file.startsWith('<')) m.core.file = join(sys.cwd(), file)
  sys.sigaction('SIGINT', 'catch')
  if (!compiled(m, source, file, false)) return exit(1)
  return go(m, undefined)
}

function complaint(error: PythonSyntax, file: string, source: string): string {
  if (error.type !== 'unsimulated') return syntaxText(error, file, source)
  return `glasswhale: python3: ${error.words}${error.line > 0 && source !== '' ? ` (line ${error.line})` : ''}\n`
}

/** Puts a program's frame on the stack; false after the complaint where it is none. */
function compiled(m: Machine, source: string, file: string, shows: boolean): boolean {
  try {
    m.codes = compilePython(parsePython(source), file, shows, m.codes)
  } catch (error) {
    if (!hasKind<PythonSyntax>(error, 'syntax')) throw error
    m.sys.write(2, utf8(complaint(error, file, source)))
    return false
  }
  m.core.frames.push(newFrame(m, m.codes.length - 1, m.core.globals))
  return true
}

export function go(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
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
  if (waiting.kind === 'input' && takeLine(m)) return go(m, prompt)
  return { turn: 'wait', state: kept(m, prompt), on: awaits(waiting) }
}

function awaits(waiting: Waiting): readonly Await[] {
  switch (waiting.kind) {
    case 'time':
      return [{ on: 'timer', at: waiting['at'] as number }]
    case 'input':
      return [{ on: 'readable', fd: 0 }]
    case 'lookup':
      return [{ on: 'resolved', name: waiting['name'] as string }]
    case 'redis':
      return redisAwaits(waiting)
    case 'fetch':
      return fetchAwaits(waiting)
    default:
      return serveAwaits(waiting)
  }
}

/** A line for input(): false while there is none. */
function takeLine(m: Machine): boolean {
  const { line, input, ended } = typedLine(m.sys, str(m.core.kept.get('stdin') ?? ''))
  m.core.kept.set('stdin', ended ? '' : input)
  if (line === undefined && !ended) return false
  delete m.core.waiting
  if (ended && input === '') raise(m, failure('EOFError', 'EOF when reading a line').value)
  else m.core.frames.at(-1)?.stack.push(text(line ?? input))
  return true
}

/** What nobody handled: it ends the program, or the line at the prompt. */
export function caught(m: Machine, error: unknown, prompt: Prompt | undefined): Turn<Pythoning> {
  if (hasKind<Unanswered>(error, 'unanswered')) {
    delete m.core.waiting
    unanswered(m, (error.after as { serving: unknown }).serving, traceback(m, error.value))
    return go(m, prompt)
  }
  if (hasKind<PythonSyntax>(error, 'syntax')) {
    m.sys.write(2, utf8(complaint(error, '<unknown>', '')))
    return again(m, prompt, 1)
  }
  if (!hasKind<Raised>(error, 'raised')) throw error
  const { value } = error
  delete m.core.waiting
  m.core.frames = []
  m.core.handling = []
  if (isSub(value.of, 'SystemExit')) return ended(m, value)
  if (value.of.name === 'unsimulated') flush(m)
  m.sys.write(2, utf8(lastWords(m, value, prompt !== undefined)))
  flush(m)
  return again(m, prompt, isSub(value.of, 'KeyboardInterrupt') ? 130 : 1)
}

const again = (m: Machine, prompt: Prompt | undefined, status: number): Turn<Pythoning> =>
  prompt ? readPrompt(m, { input: prompt.input, lines: '' }, true) : exit(status)

function lastWords(m: Machine, value: Instance, prompted: boolean): string {
  if (value.of.name === 'unsimulated') return `glasswhale: python3: ${argsOf(value).map(str).join(' ')}\n`
  return prompted && isSub(value.of, 'KeyboardInterrupt') ? '\nKeyboardInterrupt\n' : traceback(m, value)
}

/** sys.exit() with nothing, a number, or words. */
function ended(m: Machine, value: Instance): Turn<Pythoning> {
  const [status = null] = argsOf(value)
  const number = status === null ? 0n : typeof status === 'boolean' ? BigInt(status) : status
  if (typeof number !== 'bigint') m.sys.write(2, utf8(`${str(number)}\n`))
  flush(m)
  return exit(typeof number === 'bigint' ? Number(number) & 255 : 1)
}

/** Reads lines until they make a statement, and runs it. A compound statement ends with an empty line. */
export function readPrompt(m: Machine, from: Prompt, fresh: boolean): Turn<Pythoning> {
  let { input, lines } = from
  if (fresh) put(m.sys, lines === '' ? '>>> ' : '... ')
  for (;;) {
    const typed = typedLine(m.sys, input)
    input = typed.input
    if (typed.ended) {
      put(m.sys, '\n')
      return exit(0)
    }
    if (typed.line === undefined)
      return { turn: 'wait', state: kept(m, { input, lines }), on: [{ on: 'readable', fd: 0 }] }
    const line = text(typed.line)
    const source = lines === '' ? line : `${lines}\n${line}`
    lines = unfinished(source, line) ? source : ''
    if (lines === '' && runLine(m, source)) return go(m, { input, lines })
    put(m.sys, lines === '' ? '>>> ' : '... ')
  }
}

/** Puts the frame of what was typed on the stack; false where there is nothing to run. */
function runLine(m: Machine, source: string): boolean {
  if (source.trim() === '') return false
  m.core.source = source
  return compiled(m, source, '<stdin>', true)
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
