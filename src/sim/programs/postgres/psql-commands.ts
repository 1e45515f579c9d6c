import { text, utf8 } from '../../../base/bytes'
import { orUndefined, put } from '../face'
import { open, send } from './link'
import { listFor } from './psql-lists'
import { preset } from './psql-options'
import { fromString } from './target'
import type { Psql } from './psql-state'
import type { Sys } from '../../wire/sys'

/**
 * psql's own commands: those that begin with a backslash.
 *
 * @models postgres src/bin/psql/command.c
 * @fidelity part: \c \conninfo \d \dn \ds \dt \du \dx \di \dv \df \echo \encoding \i \l \pset \q \r \p \g \gx \set \unset \t \a \x \timing \? and \! not
 */
interface Command {
  readonly name: string
  readonly words: readonly string[]
}

/** `\dt+ 'a b'` is `dt+` and its words. */
export function commandAt(line: string): Command {
  const found = /^\\([a-zA-Z]+\+?|[?!])\s*(.*)$/s.exec(line)
  const [name, rest] = [found?.[1] ?? line.slice(1, 2), found?.[2] ?? '']
  const words = [...rest.matchAll(/'((?:[^']|'')*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll("''", "'") ?? bare!,
  )
  return { name, words: words.map((word) => word.replace(/;+$/, '')).filter((word) => word !== '') }
}

export function metaCommand(sys: Sys, from: Psql, line: string): Psql {
  const { failedCommand: _, ...state } = from
  const { name, words } = commandAt(line)
  const list = listFor(name, words[0], state.major)
  if (list) {
    if (list.describe) send(sys, state.link, { type: 'Describe', what: 'table', pattern: words[0] ?? '' })
    else send(sys, state.link, { type: 'Query', query: list.query })
    return { ...state, asked: { query: list.query, at: sys.now(), failed: false, draw: list.draw } }
  }
  return plain(sys, state, name, words)
}

const toggled = (
  state: Psql,
  key: 'expanded' | 'tuples_only',
  word: string | undefined,
  label: string,
  sys: Sys,
): Psql => {
  const look = preset(state.look, key, word)!
  const on = key === 'expanded' ? look.expanded : look.tuplesOnly
  if (!state.quiet)
    put(sys, on === 'auto' ? `${label} is used automatically.\n` : `${label} is ${on ? 'on' : 'off'}.\n`)
  return { ...state, look }
}

function plain(sys: Sys, state: Psql, name: string, words: readonly string[]): Psql {
  switch (name) {
    case 'c':
    case 'connect':
      return reconnected(sys, state, words)
    case 'conninfo':
      return (put(sys, conninfo(state)), state)
    case 'x':
      return toggled(state, 'expanded', words[0], 'Expanded display', sys)
    case 't':
      return toggled(state, 'tuples_only', words[0], 'Tuples only', sys)
    case 'a': {
      const format = state.look.format === 'aligned' ? 'unaligned' : 'aligned'
      put(sys, `Output format is ${format}.\n`)
      return { ...state, look: { ...state.look, format } }
    }
    case 'timing': {
      const timing = words[0] === undefined ? !state.timing : words[0] === 'on'
      put(sys, `Timing is ${timing ? 'on' : 'off'}.\n`)
      return { ...state, timing }
    }
    case 'echo':
    case 'qecho':
      return (put(sys, `${words.map((word) => variable(state, word)).join(' ')}\n`), state)
    case 'encoding':
      return (put(sys, 'UTF8\n'), state)
    case 'set':
      return setVariable(sys, state, words)
    case 'unset':
      return {
        ...state,
        variables: Object.fromEntries(Object.entries(state.variables).filter(([key]) => key !== words[0])),
      }
    case 'pset':
      return pset(sys, state, words)
    case 'i':
    case 'include':
      return included(sys, state, words[0] ?? '')
    case 'q':
      return { ...state, jobs: [] }
    case '?':
      return (put(sys, help), state)
    default:
      return refused(sys, state, name)
  }
}

/** What is in the file comes before what is still to be read. */
function included(sys: Sys, state: Psql, path: string): Psql {
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes !== undefined) {
    const source = state.source ?? { kind: 'file', pending: '', ended: true, line: 0, name: path }
    return { ...state, source, buffer: `${text(bytes).replace(/\n?$/, '\n')}${state.buffer}` }
  }
  sys.write(2, utf8(`${path}: No such file or directory\n`))
  return { ...state, failedCommand: true }
}

const variable = (state: Psql, word: string) => (word.startsWith(':') ? (state.variables[word.slice(1)] ?? word) : word)

function refused(sys: Sys, state: Psql, name: string): Psql {
  const real =
    /^(copy|e|edit|watch|if|elif|else|endif|gexec|gset|h|help|o|out|w|s|password|prompt|sf|ef|ev|d[A-Za-z]*\+?|z|dp|!|cd|copyright|crosstabview|errverbose|gdesc|html|H|f|C|T|ir|lo_\w+|bind)$/
  sys.write(
    2,
    utf8(
      real.test(name)
        ? `glasswhale: psql's \\${name} is not simulated\n`
        : `invalid command \\${name}\n${state.interactive ? 'Try \\? for help.\n' : ''}`,
    ),
  )
  return { ...state, failedCommand: true }
}

function conninfo({ link: { target, address } }: Psql): string {
  const { host, port, user, database } = target
  const where = host.startsWith('/')
    ? `via socket in "${host}"`
    : `on host "${host}"${address === undefined || address === host ? '' : ` (address "${address}")`}`
  return `You are connected to database "${database}" as user "${user}" ${where} at port "${port}".\n`
}

function reconnected(sys: Sys, state: Psql, [where, user, host, port]: readonly string[]): Psql {
  const { target } = state.link
  if (where === undefined) {
    put(sys, `You are now connected to database "${target.database}" as user "${target.user}".\n`)
    return state
  }
  const given = (word: string | undefined) => (word === undefined || word === '-' ? undefined : word)
  const asked = fromString(where) ?? (given(where) === undefined ? {} : { database: where })
  const next = {
    ...target,
    ...asked,
    ...(given(user) !== undefined && { user: user! }),
    ...(given(host) !== undefined && { host: host! }),
    ...(given(port) !== undefined && { port: port! }),
  }
  return { ...state, before: state.link, link: open(sys, next) }
}

function setVariable(sys: Sys, state: Psql, [name, ...values]: readonly string[]): Psql {
  if (name !== undefined) return { ...state, variables: { ...state.variables, [name]: values.join('') } }
  for (const [key, value] of Object.entries(state.variables)) put(sys, `${key} = '${value}'\n`)
  return state
}

function pset(sys: Sys, state: Psql, [name = '', value]: readonly string[]): Psql {
  const look = preset(state.look, name, value)
  if (look) {
    if (name === 'null') put(sys, `Null display is "${value ?? ''}".\n`)
    if (name === 'format') put(sys, `Output format is ${look.format}.\n`)
    if (/^(x|expanded)$/.test(name)) put(sys, `Expanded display is ${look.expanded === true ? 'on' : 'off'}.\n`)
    return { ...state, look }
  }
  sys.write(2, utf8(`\\pset: unknown option: ${name}\n`))
  return { ...state, failedCommand: true }
}

const help = `General
  \\g [(OPTIONS)] [FILE]  execute query (and send result to file or |pipe);
                         \\g with no arguments is equivalent to a semicolon
  \\gx [(OPTIONS)] [FILE] as \\g, but forces expanded output mode
  \\q                     quit psql

Query Buffer
  \\p                     show the contents of the query buffer
  \\r                     reset (clear) the query buffer

Input/Output
  \\echo [-n] [STRING]    write string to standard output (-n for no newline)
  \\i FILE                execute commands from file

Informational
  (options: S = show system objects, + = additional detail)
  \\d[S+]                 list tables, views, and sequences
  \\d[S+]  NAME           describe table, view, sequence, or index
  \\di[S+] [PATTERN]      list indexes
  \\dn[S+] [PATTERN]      list schemas
  \\ds[S+] [PATTERN]      list sequences
  \\dt[S+] [PATTERN]      list tables
  \\du[S+] [PATTERN]      list roles
  \\dx[+]  [PATTERN]      list extensions
  \\l[+]   [PATTERN]      list databases

Formatting
  \\a                     toggle between unaligned and aligned output mode
  \\pset [NAME [VALUE]]   set table output option
  \\t [on|off]            show only rows (currently off)
  \\x [on|off|auto]       toggle expanded output (currently off)

Connection
  \\c[onnect] {[DBNAME|- USER|- HOST|- PORT|-] | conninfo}
                         connect to new database
  \\conninfo              display information about current connection
  \\encoding [ENCODING]   show or set client encoding

Operating System
  \\timing [on|off]       toggle timing of commands (currently off)

Variables
  \\set [NAME [VALUE]]    set internal variable, or list all if no parameters
  \\unset NAME            unset (delete) internal variable
`
