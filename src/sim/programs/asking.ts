import { text, utf8 } from '../../base/bytes'
import type { Sys } from '../wire/sys'
import { orUndefined } from './face'
import type { Editing } from './bash/readline/editing'
import type { Desk, Manner } from './bash/readline/hand'
import { giveUp, openTyping, typeOn } from './bash/readline/typing'

/**
 * Lines that a program asks for at its own prompt on a terminal, with the keys and the history of the library that it is built with.
 *
 * @models readline(3), editline(3), linenoise; the history files of their users
 * @fidelity part: no completion and no hints; histories are read at the start and written as a whole
 */
export interface Lines {
  readonly history: readonly string[]
  readonly killed: readonly string[]
  /** The line that is being typed. */
  readonly edit?: Editing
}

/** A line has been typed, the input has ended, or more keys are to come; `more` where they are there already. */
export interface Asked {
  readonly is: 'line' | 'end' | 'waiting' | 'more'
  readonly line: string
  readonly lines: Lines
}

const isUtf8 = ({ env }: Sys): boolean =>
  /utf-?8/i.test([env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((name) => name !== undefined && name !== '') ?? '')

const deskOf = (sys: Sys, manner: Manner, history: readonly string[]): Desk => ({
  manner,
  utf8: isUtf8(sys),
  history,
  brackets: manner === 'readline' && !/^(dumb)?$/.test(sys.env['TERM'] ?? ''),
})

/** Shows the prompt, if it is not there, and takes the keys that have come. */
export function askLine(sys: Sys, manner: Manner, { history, killed, edit }: Lines, prompt: string): Asked {
  const desk = deskOf(sys, manner, history)
  const typed = typeOn(sys, 1, desk, edit ?? openTyping(sys, 1, desk, prompt, killed))
  if (typed.is === 'waiting' || typed.is === 'more') {
    return { is: typed.is, line: '', lines: { history, killed, edit: typed.e } }
  }
  return { is: typed.is === 'line' ? 'line' : 'end', line: typed.line, lines: { history, killed: typed.e.killed } }
}

/** Ctrl-C came as a signal: the line is given up, if there is one. */
export function giveUpLine(sys: Sys, manner: Manner, { history, killed, edit }: Lines): Lines {
  if (edit !== undefined) giveUp(sys, 1, deskOf(sys, manner, history), edit)
  return { history, killed }
}

/** The history with an entry more; linenoise does not keep the same twice in a row. */
export const withEntry = (lines: Lines, entry: string, manner: Manner): Lines =>
  entry === '' || (manner === 'linenoise' && lines.history.at(-1) === entry)
    ? lines
    : { ...lines, history: [...lines.history, entry] }

/** How each library writes an entry into a file: newlines in it are not the ends of entries. libedit marks its files. */
const filed: Readonly<Record<Manner, { head: string; write(entry: string): string; read(line: string): string }>> = {
  readline: {
    head: '',
    write: (entry) => entry.replaceAll('\n', '\x01'),
    read: (line) => line.replaceAll('\x01', '\n'),
  },
  libedit: {
    head: '_HiStOrY_V2_\n',
    write: (entry) => entry.replace(/[\\\s]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
    read: (line) => line.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(parseInt(digits, 8))),
  },
  busybox: { head: '', write: (entry) => entry, read: (line) => line },
  linenoise: { head: '', write: (entry) => entry, read: (line) => line },
}

/** The lines of earlier times, from a file; none where there is no file. */
export function remembered(sys: Sys, manner: Manner, path: string): Lines {
  const { head, read } = filed[manner]
  const words = text(orUndefined(() => sys.readFile(path)) ?? '')
  const entries = words.startsWith(head) ? words.slice(head.length).split('\n').slice(0, -1) : []
  return { history: entries.map(read), killed: [] }
}

/** Keeps them for the next time; where that cannot be, nobody is told. */
export function keep(sys: Sys, manner: Manner, path: string, { history }: Lines): void {
  const { head, write } = filed[manner]
  orUndefined(() => sys.writeFile(path, utf8(head + history.map((entry) => `${write(entry)}\n`).join('')), 0o600))
}

/** Where a program keeps them: what its variable names, else a file at home. */
export const historyFile = ({ env }: Sys, variable: string, name: string): string =>
  env[variable] ?? `${env['HOME'] ?? ''}/${name}`
