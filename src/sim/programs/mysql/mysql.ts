import { text, utf8 } from '../../../base/bytes'
import { askLine, giveUpLine, historyFile, keep, remembered, withEntry, type Lines } from '../asking'
import { exit, orUndefined, put, quietly } from '../face'
import { dial, dialled, problemText, type Dial, type Dialled } from './dial'
import { clientOptions, type ClientOptions } from './client-options'
import { shown, wordsOf, type Manner } from './answers'
import { banner, command, help, promptFor, type Command } from './talk'
import { hear, parsed, say, type Reply } from './protocol'
import { bare, split } from './split'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * The client: statements from the keyboard, a pipe or -e go to the server, answers come out as tables or tab-separated.
 *
 * @models mysql 9.4, mariadb 12.0
 * @fidelity part: the commands exit use source delimiter help status \G \g \c; no completion, no pager
 */
interface Client {
  readonly options: ClientOptions
  readonly manner: Manner
  readonly phase: 'asking' | 'dialling' | 'ready' | 'busy'
  readonly dial?: Dial
  /** Read but not yet taken, and whether nothing more will come. */
  readonly input: string
  readonly ended: boolean
  /** A statement that is not complete yet, and on which line it began. */
  readonly pending: string
  readonly line: number
  readonly delimiter: string
  readonly database: string | undefined
  /** What a person types, and what of it is not in the history yet. */
  readonly lines: Lines
  readonly entry: string
  readonly asked: { readonly at: number; readonly vertical: boolean; readonly line: number }
}

export const clientNamed = (name: string): Program<Client> => ({
  name,
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state, wake) => quietly(() => (wake.on === 'signal' ? interrupted(sys, state) : go(sys, state))),
})

function begin(sys: Sys): Turn<Client> {
  const options = clientOptions(sys)
  const { flags } = options
  if ('version' in flags || 'help' in flags) {
    put(sys, wordsOf(options, 'help' in flags))
    return exit(0)
  }
  const tty = sys.isatty(0) && sys.isatty(1)
  const batch = 'execute' in flags || 'batch' in flags || !tty
  const silent = 'batch' in flags || 'silent' in flags || !tty
  const manner: Manner = {
    flavour: options.flavour,
    batch,
    table: 'table' in flags || !silent,
    headings:
      !('skip_column_names' in flags || 'skip_column_names_' in flags) && !(flags['silent'] ?? '').includes('++'),
    vertical: 'vertical' in flags,
    raw: 'raw' in flags,
    force: 'force' in flags,
    verbose: (flags['verbose'] ?? '').length,
  }
  const state: Client = {
    options,
    manner,
    phase: options.ask ? 'asking' : 'dialling',
    input: flags['execute'] ?? '',
    ended: 'execute' in flags,
    pending: '',
    line: 1,
    delimiter: ';',
    database: options.way.database,
    lines: batch ? { history: [], killed: [] } : remembered(sys, 'libedit', historyPath(sys, options)),
    entry: '',
    asked: { at: 0, vertical: false, line: 1 },
  }
  return options.ask ? askPassword(sys, state) : go(sys, state, dial(sys, options.way))
}

function askPassword(sys: Sys, state: Client): Turn<Client> {
  sys.write(2, 'Enter password: ')
  if (sys.isatty(0)) sys.tcsetattr(0, { echo: false })
  return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
}

function interrupted(sys: Sys, state: Client): Turn<Client> {
  if (state.phase === 'busy') return go(sys, state)
  const lines = giveUpLine(sys, 'libedit', state.lines)
  return onward(sys, { ...state, lines, entry: '', pending: '', input: '' })
}

function go(sys: Sys, state: Client, way?: Dialled): Turn<Client> {
  switch (state.phase) {
    case 'asking':
      return password(sys, state)
    case 'dialling':
      return dialling(sys, state, way ?? dialled(sys, state.dial!))
    case 'busy':
      return answered(sys, state)
    case 'ready':
      return onward(sys, state)
  }
}

function password(sys: Sys, state: Client): Turn<Client> {
  const bytes = sys.read(0)
  if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
  const [line = '', ...rest] = (state.input + text(bytes)).split('\n')
  if (sys.isatty(0)) sys.tcsetattr(0, { echo: true })
  sys.write(2, '\n')
  const way = { ...state.options.way, password: line }
  const after: Client = {
    ...state,
    phase: 'dialling',
    input: 'execute' in state.options.flags ? state.input : rest.join('\n'),
    options: { ...state.options, way },
  }
  return go(sys, after, dial(sys, way))
}

function dialling(sys: Sys, state: Client, way: Dialled): Turn<Client> {
  if (way.is === 'waiting') return { turn: 'wait', state: { ...state, dial: way.dial }, on: [way.on] }
  if (way.is === 'failed') {
    sys.write(2, utf8(problemText(way.problem)))
    return exit(1)
  }
  const open: Client = { ...state, phase: 'ready', dial: way.dial }
  if (state.manner.batch) return onward(sys, open)
  sys.sigaction('SIGINT', 'catch')
  put(sys, banner(way.dial, state.manner.flavour))
  return onward(sys, open)
}

const historyPath = (sys: Sys, { flavour }: ClientOptions): string =>
  historyFile(sys, 'MYSQL_HISTFILE', flavour === 'mysql' ? '.mysql_history' : '.mariadb_history')

const open = (state: Client) => {
  const found = split(state.pending, state.delimiter)
  return 'open' in found ? found.open : ''
}

/** Takes the next line, or waits for one. */
function onward(sys: Sys, from: Client): Turn<Client> {
  let state = from
  for (;;) {
    const at = state.input.indexOf('\n')
    if (at >= 0 || (state.ended && state.input !== '')) {
      const line = at >= 0 ? state.input.slice(0, at) : state.input
      const taken = took({ ...state, input: at >= 0 ? state.input.slice(at + 1) : '' }, line)
      const turn = 'command' in taken ? commanded(sys, taken.state, taken.command) : pieces(sys, taken.state)
      if ('turn' in turn) return turn
      state = turn
      continue
    }
    if (state.ended) return finished(sys, state)
    if (!state.manner.batch) {
      const next = typed(sys, state.lines.edit ? state : settled(state))
      if ('turn' in next) return next
      state = next
      continue
    }
    const bytes = sys.read(0)
    if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
    state = bytes === '' ? { ...state, ended: true } : { ...state, input: state.input + text(bytes) }
  }
}

/** A line from a person. */
function typed(sys: Sys, state: Client): Client | Turn<Client> {
  const { is, line, lines } = askLine(sys, 'libedit', state.lines, promptFor(state, open(state)))
  if (is === 'waiting') return { turn: 'wait', state: { ...state, lines }, on: [{ on: 'readable', fd: 0 }] }
  if (is === 'more') return { turn: 'yield', state: { ...state, lines } }
  if (is === 'end') return { ...state, lines, ended: true }
  return {
    ...state,
    lines,
    entry: state.entry === '' ? line : `${state.entry} ${line}`,
    input: `${state.input}${line}\n`,
  }
}

/** The lines of a statement are one entry of the history once it is whole. */
const settled = (state: Client): Client =>
  bare(state.pending) === '' ? { ...state, lines: withEntry(state.lines, state.entry, 'libedit'), entry: '' } : state

function left(sys: Sys, state: Client, farewell: string): Turn<Client> {
  if (state.manner.batch) return exit(0)
  put(sys, farewell)
  const { lines } = settled({ ...state, pending: '' })
  keep(sys, 'libedit', historyPath(sys, state.options), lines)
  return exit(0)
}

type Taken = { readonly state: Client } | { readonly state: Client; readonly command: Command }

function took(state: Client, line: string): Taken {
  const fresh = bare(state.pending) === ''
  const found = fresh ? command(line, state.delimiter) : undefined
  const counted = { ...state, line: state.line + (fresh ? newlines(state.pending) : 0) }
  return found
    ? { state: { ...counted, line: counted.line + 1, pending: '' }, command: found }
    : { state: { ...counted, pending: `${fresh ? '' : state.pending}${line}\n` } }
}

/** The next complete statement of what is pending goes to the server. */
function pieces(sys: Sys, from: Client): Client | Turn<Client> {
  let state = from
  for (;;) {
    const found = split(state.pending, state.delimiter)
    if ('open' in found) return state
    const line = state.line
    state = {
      ...state,
      pending: found.rest.replace(/^\s*\n/, ''),
      line: line + newlines(found.text) + (/^\s*\n/.test(found.rest) ? 1 : 0),
    }
    if (found.end === '\\c') continue
    const statement = bare(found.text)
    if (statement !== '') return ask(sys, state, statement, found.end === '\\G', line)
    if (!state.manner.batch) sys.write(2, utf8('ERROR: \nNo query specified\n\n'))
  }
}

const newlines = (words: string): number => words.split('\n').length - 1

function ask(sys: Sys, state: Client, query: string, vertical: boolean, line: number): Turn<Client> {
  if (state.manner.batch && state.manner.verbose > 0) put(sys, `--------------\n${query}\n--------------\n\n`)
  say(sys, state.dial!.fd, { query })
  return {
    turn: 'wait',
    state: { ...state, phase: 'busy', asked: { at: sys.now(), vertical, line } },
    on: [{ on: 'readable', fd: state.dial!.fd }],
  }
}

function finished(sys: Sys, state: Client): Turn<Client> {
  const statement = bare(state.pending)
  if (statement !== '' && state.manner.batch) return ask(sys, { ...state, pending: '' }, statement, false, state.line)
  return left(sys, state, state.manner.flavour === 'mysql' ? '^DBye\n' : 'Bye\n')
}

function answered(sys: Sys, state: Client): Turn<Client> {
  const { fd } = state.dial!
  const { lines, rest, closed } = hear(sys, fd, state.dial!.input)
  const line = lines[0]
  const kept: Client = { ...state, dial: { ...state.dial!, input: rest } }
  if (line === undefined && !closed) return { turn: 'wait', state: kept, on: [{ on: 'readable', fd }] }
  const reply: Reply = line === undefined ? gone : (parsed(line) as Reply)
  return replied(sys, { ...kept, phase: 'ready' }, reply)
}

const gone: Reply = { error: 2013, state: 'HY000', message: 'Lost connection to MySQL server during query' }

function replied(sys: Sys, from: Client, reply: Reply): Turn<Client> {
  const { manner, asked } = from
  if ('error' in reply) {
    const where = manner.batch ? ` at line ${asked.line}` : ''
    sys.write(2, utf8(problemText(reply).replace(':', `${where}:`) + (manner.batch ? '' : '\n')))
    if ((manner.batch && !manner.force) || reply === gone) return exit(1)
  } else put(sys, shown(reply, manner, asked.vertical, sys.now() - asked.at))
  const database = 'ok' in reply && reply.database !== undefined ? reply.database || undefined : from.database
  const turn = pieces(sys, { ...from, database })
  return 'turn' in turn ? turn : onward(sys, turn)
}

function commanded(sys: Sys, state: Client, order: Command): Client | Turn<Client> {
  switch (order.kind) {
    case 'exit':
      return left(sys, state, 'Bye\n')
    case 'help':
      put(sys, help(state.manner.flavour))
      return state
    case 'use':
      return ask(sys, state, `USE \`${order.name}\``, false, state.line - 1)
    case 'status':
      put(
        sys,
        `--------------\nmysql  Ver ${state.options.version}\n\nConnection id:\t\t${state.dial!.id}\nCurrent database:\t${state.database ?? ''}\nCurrent user:\t\t${state.options.way.user}\nServer version:\t\t${state.dial!.version}\n--------------\n\n`,
      )
      return state
    case 'delimiter':
      return { ...state, delimiter: order.mark }
    case 'source':
      return sourced(sys, state, order.path)
    case 'clear':
      return state
  }
}

function sourced(sys: Sys, state: Client, path: string): Client | Turn<Client> {
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes !== undefined) return { ...state, input: `${text(bytes)}\n${state.input}` }
  sys.write(2, utf8(`ERROR: \nFailed to open file '${path}', error: 2\n`))
  return state.manner.batch ? exit(1) : state
}
