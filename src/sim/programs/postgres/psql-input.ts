import { text } from '../../../base/bytes'
import { askLine, historyFile, keep, withEntry } from '../asking'
import { exit, put } from '../face'
import { hangUp, send } from './link'
import { stopped } from './psql-answers'
import { commandAt, metaCommand } from './psql-commands'
import { splitScript } from './script'
import type { Psql, Source } from './psql-state'
import type { Sys, Turn } from '../../wire/sys'

/** Where psql's statements and commands come from, and what becomes of them. */
export function query(sys: Sys, state: Psql, words: string, from: { readonly line?: number } = {}): Psql {
  if (state.echo) put(sys, `${words}\n`)
  send(sys, state.link, { type: 'Query', query: words })
  return { ...state, asked: { query: words, at: sys.now(), failed: false, ...from } }
}

/** The next statement or command of a source, or a line more of it. */
export function fed(sys: Sys, state: Psql, source: Source): Psql | Turn<Psql> {
  const script = splitScript(state.buffer, true)
  const [first] = script.statements
  if (first !== undefined) {
    const buffer = state.buffer.slice(first.at + first.text.length)
    const words = first.text.replace(/;$/, '')
    return query(sys, { ...state, buffer: /^\s*$/.test(buffer) ? '' : buffer }, interpolated(state, `${words};`), {
      line: source.line,
    })
  }
  if (script.backslash !== undefined) return commanded(sys, state, script.backslash)
  if (/^\s*(help|exit|quit)\s*;?\s*$/.test(state.buffer) && state.interactive) return worded(sys, state)
  return lineRead(sys, /^\s*$/.test(state.buffer) ? { ...state, buffer: '' } : state, source, script.mark)
}

function worded(sys: Sys, state: Psql): Psql | Turn<Psql> {
  if (state.buffer.trim() !== 'help') return ended(sys, state)
  put(
    sys,
    'You are using psql, the command-line interface to PostgreSQL.\nType:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n       \\g or terminate with semicolon to execute query\n       \\q to quit\n',
  )
  return { ...state, buffer: '' }
}

/** `:name`, `:'name'` and `:"name"` of psql's own variables, outside of quotes. */
export function interpolated(state: Psql, words: string): string {
  return words.replace(
    /'(?:[^']|'')*'|::|:(['"]?)([A-Za-z_]\w*)\1/g,
    (all, quote: string | undefined, name: string | undefined) => {
      const value = name === undefined ? undefined : state.variables[name]
      if (value === undefined) return all
      return quote ? `${quote}${value.replaceAll(quote, quote + quote)}${quote}` : value
    },
  )
}

function commanded(sys: Sys, state: Psql, at: number): Psql | Turn<Psql> {
  const end = state.buffer.indexOf('\n', at)
  const words = state.buffer.slice(at, end < 0 ? undefined : end).trimEnd()
  const before = state.buffer.slice(0, at)
  const after = end < 0 ? '' : state.buffer.slice(end + 1)
  const command = commandAt(words)
  const kept = { ...state, buffer: `${/^\s*$/.test(before) ? '' : `${before}\n`}${after}` }
  if (command.name === 'q') return ended(sys, state)
  if (/^gx?$/.test(command.name)) {
    const asked = query(sys, { ...state, buffer: after }, interpolated(state, before.trim()), {
      line: state.source?.line ?? 0,
    })
    return command.name === 'gx' ? { ...asked, asked: { ...asked.asked!, expanded: true } } : asked
  }
  if (command.name === 'r') return (put(sys, 'Query buffer reset (cleared).\n'), { ...state, buffer: after })
  if (command.name === 'p')
    return (put(sys, before.trim() === '' ? 'Query buffer is empty.\n' : before.replace(/\n?$/, '\n')), kept)
  const done = metaCommand(sys, kept, words)
  return done.failedCommand && done.variables['ON_ERROR_STOP'] && !state.interactive ? stopped(sys, done) : done
}

export function ended(sys: Sys, state: Psql): Turn<Psql> {
  hangUp(sys, state.link)
  if (state.interactive) keep(sys, 'readline', historyPath(sys), settled({ ...state, buffer: '' }).lines)
  return exit(state.status)
}

function lineRead(sys: Sys, state: Psql, source: Source, mark: string): Psql | Turn<Psql> {
  const at = source.pending.indexOf('\n')
  if (at >= 0) {
    const line = source.pending.slice(0, at + 1)
    const next = { ...source, pending: source.pending.slice(at + 1), line: source.line + 1 }
    return { ...state, buffer: state.buffer + line, source: next }
  }
  if (source.kind === 'input' && !source.ended) return inputRead(sys, state, source, mark)
  if (source.pending !== '')
    return {
      ...state,
      buffer: state.buffer + source.pending,
      source: { ...source, pending: '', line: source.line + 1 },
    }
  const { source: _, ...rest } = state
  if (state.interactive) put(sys, '\\q\n')
  // What is left without a semicolon is still run at the end.
  return state.buffer === ''
    ? rest
    : query(sys, { ...rest, buffer: '' }, interpolated(state, state.buffer.trim()), { line: source.line })
}

function inputRead(sys: Sys, state: Psql, source: Source, mark: string): Psql | Turn<Psql> {
  if (state.interactive) return typedRead(sys, state.lines.edit ? state : settled(state), source, mark)
  const bytes = sys.read(0)
  if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
  if (bytes === '') return { ...state, source: { ...source, ended: true } }
  return { ...state, source: { ...source, pending: source.pending + text(bytes) } }
}

/** A line from a person. What makes one statement is one entry of the history. */
function typedRead(sys: Sys, state: Psql, source: Source, mark: string): Psql | Turn<Psql> {
  const { is, line, lines } = askLine(sys, 'readline', state.lines, prompt(state, mark))
  if (is === 'waiting') return { turn: 'wait', state: { ...state, lines }, on: [{ on: 'readable', fd: 0 }] }
  if (is === 'more') return { turn: 'yield', state: { ...state, lines } }
  if (is === 'end') return { ...state, lines, source: { ...source, ended: true } }
  const entry = state.entry === '' ? line : `${state.entry}\n${line}`
  return { ...state, lines, entry, source: { ...source, pending: `${line}\n` } }
}

/** What was typed goes into the history once nothing of it is left to be completed. */
const settled = (state: Psql): Psql =>
  state.buffer === '' ? { ...state, lines: withEntry(state.lines, state.entry, 'readline'), entry: '' } : state

export const historyPath = (sys: Sys): string => historyFile(sys, 'PSQL_HISTORY', '.psql_history')

function prompt(state: Psql, mark: string): string {
  const standing = state.standing === 'T' ? '*' : state.standing === 'E' ? '!' : ''
  return `${state.link.target.database}${mark}${standing}${state.superuser ? '#' : '>'} `
}
