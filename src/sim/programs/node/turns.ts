import { callSync } from './machine/call'
import { number } from './machine/convert'
import { isKind } from './machine/value'
import { takeAnswer } from './modules/client'
import { text as fromUtf8, utf8 } from '../../../base/bytes'
import { exit, put } from '../face'
import { freeze, type Frozen } from '../script/freeze'
import { hasKind } from '../script/kind'
import { typedLine } from '../script/typed'
import { compileScript } from './compile/compile'
import { complaint } from './faults'
import { awaits, shownResult, takeRequest, takeTask } from './loop'
import { newFrame, type Machine } from './machine/core'
import { run } from './machine/run'
import { parseScript } from './parse'
import { enterModule } from './require'
import type { Turn } from '../../wire/sys'
import type { Code } from './compile/code'
import type { Exit } from './modules/process'
import type { SyntaxFault } from './parse/words'

/**
 * node: a program, `-e`, `-p` and the prompt, on an interpreter of a part of the language, with its loop of tasks, timers and requests.
 *
 * @models nodejs.org
 * @fidelity part: no streams, workers, async generators; a part of the library; places in a stack trace have no columns
 */
export interface Noding {
  readonly codes: readonly Code[]
  readonly core: Frozen
  readonly prompt?: { readonly input: string; readonly lines: string }
  readonly read?: string
}

export type Prompt = Noding['prompt']

const kept = (m: Machine, prompt: Prompt): Noding => ({
  codes: m.codes,
  core: freeze(m.core),
  ...(prompt && { prompt }),
})

const slice = 20_000

export function begin(m: Machine, source: string, file: string, prints: boolean): Turn<Noding> {
  try {
    enterModule(m, source, file, prints)
  } catch (error) {
    return caught(m, error, undefined, source, file)
  }
  if (prints) m.core.kept.set('prints', true)
  return go(m, undefined)
}

/** Frames, then tasks, then what is due; then it waits for more, or is over. */
export function go(m: Machine, prompt: Prompt): Turn<Noding> {
  const { core } = m
  try {
    for (let n = 0; n < 200; n++) {
      if (core.frames.length > 0 && run(m, slice) === 'slice') return { turn: 'yield', state: kept(m, prompt) }
      shownResult(m, prompt)
      if (!takeTask(m) && !takeRequest(m) && !takeAnswer(m)) return idle(m, prompt)
    }
    return { turn: 'yield', state: kept(m, prompt) }
  } catch (error) {
    return caught(m, error, prompt)
  }
}

function idle(m: Machine, prompt: Prompt): Turn<Noding> {
  const { core } = m
  if (prompt) return readPrompt(m, prompt, core.kept.delete('asked'))
  const on = awaits(m)
  if (on.length > 0) return { turn: 'wait', state: kept(m, prompt), on }
  return leave(m, core.status)
}

/** The end, with what the program has asked for at its end. */
function leave(m: Machine, status: number): Turn<Noding> {
  const { kept } = m.core
  const last = kept.get('on.exit')
  const process = kept.get('process')
  const own = isKind(process, 'process') ? process.m.get('exitCode') : undefined
  const code = status === 0 && own !== undefined ? number(own) : status
  kept.delete('on.exit')
  if (last !== undefined) callSync(m, last, [code])
  return exit(code & 255)
}

/** What nobody caught: it ends the program, or the line at the prompt. */
function caught(m: Machine, error: unknown, prompt: Prompt, source = '', file = ''): Turn<Noding> {
  m.core.frames = []
  if (hasKind<Exit>(error, 'exit')) return leave(m, error.status)
  m.sys.write(2, utf8(complaint(m, error, prompt !== undefined, source, file)))
  return prompt ? readPrompt(m, { input: prompt.input, lines: '' }, true) : exit(1)
}

const promptHelp =
  '.exit     Exit the REPL\n.help     Print this help message\n\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n'

/** Reads lines until they make a whole, and runs it in the global scope. */
export function readPrompt(m: Machine, from: NonNullable<Prompt>, fresh: boolean): Turn<Noding> {
  let { input, lines } = from
  if (fresh) put(m.sys, lines === '' ? '> ' : '... ')
  for (;;) {
    const typed = typedLine(m.sys, input)
    input = typed.input
    if (typed.ended) put(m.sys, '\n')
    const line = typed.line === undefined ? undefined : fromUtf8(typed.line)
    if (typed.ended || line?.trim() === '.exit') return exit(0)
    if (line === undefined)
      return { turn: 'wait', state: kept(m, { input, lines }), on: [{ on: 'readable', fd: 0 }, ...awaits(m)] }
    const source = lines === '' ? line : `${lines}\n${line}`
    if (source.trim() === '' || line.trim() === '.help') {
      put(m.sys, `${line.trim() === '.help' ? promptHelp : ''}> `)
      continue
    }
    try {
      runLine(m, source)
    } catch (error) {
      if (!hasKind<SyntaxFault>(error, 'syntax') || !error.unfinished) return caught(m, error, { input, lines: '' })
      lines = source
      put(m.sys, '... ')
      continue
    }
    return go(m, { input, lines: '' })
  }
}

/** Puts the frame of what was typed on the stack. */
function runLine(m: Machine, source: string): void {
  m.codes = compileScript(parseScript(source), '<repl>', m.codes, true)
  m.core.frames.push(newFrame(m.codes.length - 1, m.core.globals, { after: { kind: 'stop' } }))
  m.core.kept.set('prints', true)
  m.core.kept.set('asked', true)
}
