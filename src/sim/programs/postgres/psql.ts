import { text, utf8 } from '../../../base/bytes'
import { exit, orUndefined, put, quietly } from '../face'
import { complaintText } from './complaint'
import { advance, hangUp, open, proven, send, type Link } from './link'
import { drawn } from './print'
import { commandAt, metaCommand } from './psql-commands'
import { planOf, type Job } from './psql-options'
import { splitScript } from './script'
import { major, version } from './version'
import type { Psql, Source } from './psql-state'
import type { Complaint, Described, FromServer } from './wire'
import type { Await, Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * psql: statements from its options, a file, a pipe or a person, and what the server answers drawn as tables.
 *
 * @models postgres src/bin/psql
 * @fidelity part: the terminal's own line editing instead of readline's, no pager, no \copy, \e, \watch or \if
 */
export const psql: Program<Psql> = {
  name: 'psql',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state, wake) =>
    quietly(() => (wake.on === 'signal' ? interrupted(sys, state) : run(sys, state, wake as Wake))),
}

function begin(sys: Sys): Turn<Psql> {
  const plan = planOf(sys)
  if (typeof plan === 'number') return exit(plan)
  const interactive = plan.jobs.length === 0 && sys.isatty(0) && sys.isatty(1)
  if (interactive) sys.sigaction('SIGINT', 'catch')
  const jobs: readonly Job[] = plan.jobs.length > 0 ? plan.jobs : [{ kind: 'file', words: '' }]
  const state: Psql = {
    link: open(sys, plan.target),
    look: plan.look,
    quiet: plan.quiet,
    echo: plan.echo,
    password: plan.password,
    variables: plan.variables,
    jobs: plan.single ? [{ kind: 'command', words: 'BEGIN' }, ...jobs, { kind: 'command', words: 'COMMIT' }] : jobs,
    interactive,
    begun: false,
    buffer: '',
    standing: 'I',
    superuser: false,
    server: version(sys),
    major: Number(major(sys)),
    timing: false,
    status: 0,
  }
  return run(sys, plan.password === 'always' ? asking(sys, state) : state, undefined)
}

/** Where it goes on by itself until it has to wait or is done. */
function run(sys: Sys, from: Psql, first: Wake | undefined): Turn<Psql> {
  let [state, wake]: [Psql, Wake | undefined] = [from, first]
  for (let i = 0; i < 2000; i++) {
    const next = step(sys, state, wake)
    wake = undefined
    if ('turn' in next) return next
    state = next
  }
  return { turn: 'yield', state }
}

const wait = (state: Psql, on: Await): Turn<Psql> => ({ turn: 'wait', state, on: [on] })

function step(sys: Sys, state: Psql, wake: Wake | undefined): Psql | Turn<Psql> {
  if (state.prompting) return passwordRead(sys, state, state.prompting)
  if (state.link.phase !== 'open' || state.asked) return listened(sys, state, wake)
  if (!state.begun) return greeted(sys, { ...state, begun: true })
  if (state.source) return fed(sys, state, state.source)
  const [job, ...jobs] = state.jobs
  if (job === undefined) return (hangUp(sys, state.link), exit(state.status))
  return started(sys, { ...state, jobs }, job)
}

function started(sys: Sys, state: Psql, { kind, words }: Job): Psql | Turn<Psql> {
  if (kind === 'command') {
    if (!words.trimStart().startsWith('\\')) return query(sys, state, words)
    const after = metaCommand(sys, state, words.trim())
    return 'status' in after && after.failedCommand ? { ...after, status: 1 } : after
  }
  if (words === '' || words === '-')
    return {
      ...state,
      source: { kind: 'input', pending: '', ended: false, line: 0, ...(words === '-' && { name: '<stdin>' }) },
    }
  const bytes = orUndefined(() => sys.readFile(words))
  if (bytes === undefined) {
    sys.write(2, utf8(`psql: error: ${words}: No such file or directory\n`))
    return { ...state, status: 1 }
  }
  return { ...state, source: { kind: 'file', pending: text(bytes), ended: true, line: 0, name: words } }
}

function greeted(sys: Sys, state: Psql): Psql {
  if (state.interactive && !state.quiet) put(sys, `psql (${state.server})\nType "help" for help.\n\n`)
  return state
}

// — the connection

function listened(sys: Sys, state: Psql, wake: Wake | undefined): Psql | Turn<Psql> {
  const was = state.link.phase
  const { link, said, on } = advance(sys, state.link, wake)
  const now = { ...state, link }
  if (on) return wait(now, on)
  if (link.phase === 'failed') return failed(sys, now, said)
  if (link.phase === 'password') return state.password === 'never' ? noPassword(sys, now) : asking(sys, now)
  if (was !== 'open') return opened(sys, now, said)
  return said.reduce<Psql>((all, message) => heard(sys, all, message), now)
}

function opened(sys: Sys, state: Psql, said: readonly FromServer[]): Psql {
  const now = said.reduce<Psql>((all, message) => heard(sys, all, message), state)
  if (!state.before) return now
  hangUp(sys, state.before)
  const { before: _, ...rest } = now
  if (!state.quiet)
    put(sys, `You are now connected to database "${now.link.target.database}" as user "${now.link.target.user}".\n`)
  return rest
}

function failed(sys: Sys, state: Psql, said: readonly FromServer[]): Psql | Turn<Psql> {
  if (state.before) {
    sys.write(2, utf8(`${state.link.failed}Previous connection kept\n`))
    const { before, ...rest } = state
    return { ...rest, link: before }
  }
  for (const message of said)
    if (message.type === 'ErrorResponse' && state.begun) sys.write(2, utf8(complaintText(message, '')))
  const lead = state.begun ? '' : 'psql: error: '
  sys.write(2, utf8(`${lead}${state.link.failed}`))
  if (state.begun) sys.write(2, 'The connection to the server was lost. Attempting reset: Failed.\n')
  return exit(2)
}

function noPassword(sys: Sys, state: Psql): Turn<Psql> {
  sys.write(
    2,
    utf8(`psql: error: connection to server ${placed(state.link)} failed: fe_sendauth: no password supplied\n`),
  )
  return exit(2)
}

const placed = ({ target: { host, port }, address }: Link) =>
  host.startsWith('/')
    ? `on socket "${host}/.s.PGSQL.${port}"`
    : `at "${host}"${address === undefined || address === host ? '' : ` (${address})`}, port ${port}`

/** Asks for the password on the terminal, without echo; without one, what standard input gives. */
function asking(sys: Sys, state: Psql): Psql {
  const tty = orUndefined(() => sys.open('/dev/tty', { read: true, write: true }))
  const fd = tty ?? 0
  const echo = tty === undefined ? false : sys.tcgetattr(fd).echo
  if (tty !== undefined) sys.tcsetattr(fd, { echo: false })
  sys.write(tty ?? 2, utf8(`Password for user ${state.link.target.user}: `))
  return { ...state, prompting: { fd, echo, opened: tty !== undefined, typed: '' } }
}

function passwordRead(sys: Sys, state: Psql, prompting: NonNullable<Psql['prompting']>): Psql | Turn<Psql> {
  const bytes = sys.read(prompting.fd)
  if (bytes === undefined) return wait(state, { on: 'readable', fd: prompting.fd })
  const typed = prompting.typed + text(bytes)
  if (bytes !== '' && !typed.includes('\n')) return { ...state, prompting: { ...prompting, typed } }
  if (prompting.opened) {
    sys.tcsetattr(prompting.fd, { echo: prompting.echo })
    sys.write(prompting.fd, '\n')
    sys.close(prompting.fd)
  } else sys.write(2, '\n')
  const { prompting: _, ...rest } = state
  const password = typed.split('\n')[0]!
  if (state.link.phase === 'password') return { ...rest, link: proven(sys, state.link, password) }
  return { ...rest, link: { ...rest.link, target: { ...rest.link.target, password } } }
}

// — statements

function query(sys: Sys, state: Psql, words: string, from: { readonly line?: number } = {}): Psql {
  if (state.echo) put(sys, `${words}\n`)
  send(sys, state.link, { type: 'Query', query: words })
  return { ...state, asked: { query: words, at: sys.now(), failed: false, ...from } }
}

/** The next statement or command of a source, or a line more of it. */
function fed(sys: Sys, state: Psql, source: Source): Psql | Turn<Psql> {
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
function interpolated(state: Psql, words: string): string {
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

const ended = (sys: Sys, state: Psql): Turn<Psql> => (hangUp(sys, state.link), exit(state.status))

function lineRead(sys: Sys, state: Psql, source: Source, mark: string): Psql | Turn<Psql> {
  const at = source.pending.indexOf('\n')
  if (at >= 0) {
    const line = source.pending.slice(0, at + 1)
    const next = { ...source, pending: source.pending.slice(at + 1), line: source.line + 1, prompted: false }
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
  if (state.interactive && !source.prompted) {
    put(sys, prompt(state, mark))
    return { ...state, source: { ...source, prompted: true } }
  }
  const bytes = sys.read(0)
  if (bytes === undefined) return wait(state, { on: 'readable', fd: 0 })
  if (bytes === '') return { ...state, source: { ...source, ended: true } }
  return { ...state, source: { ...source, pending: source.pending + text(bytes) } }
}

function prompt(state: Psql, mark: string): string {
  const standing = state.standing === 'T' ? '*' : state.standing === 'E' ? '!' : ''
  return `${state.link.target.database}${mark}${standing}${state.superuser ? '#' : '>'} `
}

// — answers

function heard(sys: Sys, state: Psql, message: FromServer): Psql {
  switch (message.type) {
    case 'RowDescription':
      return { ...state, ...(state.asked && { asked: { ...state.asked, columns: message.columns } }) }
    case 'DataRows':
      drawRows(sys, state, message.rows)
      return state
    case 'CommandComplete':
      return completed(sys, state, message.tag)
    case 'NoticeResponse':
      sys.write(2, utf8(`${prefix(state)}${complaintText(message, '')}`))
      return state
    case 'ErrorResponse':
      return complained(sys, state, message)
    case 'ReadyForQuery':
      return readied(sys, state, message)
    case 'Description':
      drawTables(sys, state, message.found)
      return state
    default:
      return state
  }
}

function drawRows(sys: Sys, state: Psql, rows: readonly (readonly (string | null)[])[]): void {
  const { columns = [], expanded, draw } = state.asked ?? {}
  if (draw && draw.none !== '' && rows.length === 0) {
    if (!state.quiet) sys.write(2, utf8(`${draw.none}\n`))
    return
  }
  const screen = orUndefined(() => (sys.isatty(1) ? sys.winsize(1).cols : undefined))
  const grid = { columns, rows, ...(draw && { title: draw.title }), ...(draw?.footer === false && { footer: [] }) }
  put(sys, drawn(grid, expanded ? { ...state.look, expanded: true } : state.look, screen))
}

function drawTables(sys: Sys, state: Psql, found: readonly Described[]): void {
  if (found.length === 0 && !state.quiet) sys.write(2, utf8(`${state.asked?.draw?.none ?? ''}\n`))
  for (const { name, columns, footer } of found)
    put(
      sys,
      drawn(
        {
          title: `Table "public.${name}"`,
          columns: ['Column', 'Type', 'Collation', 'Nullable', 'Default'].map((each) => ({ name: each, type: 'text' })),
          rows: columns.map(({ name: column, type, notNull, initial }) => [
            column,
            type,
            '',
            notNull ? 'not null' : '',
            initial,
          ]),
          footer,
        },
        { ...state.look, expanded: false },
      ),
    )
}

function completed(sys: Sys, state: Psql, tag: string): Psql {
  const rows = state.asked?.columns !== undefined
  const silent = state.quiet || (rows && /^(SELECT|SHOW|EXPLAIN)/.test(tag)) || state.asked?.draw !== undefined
  if (!silent) put(sys, `${tag}\n`)
  if (!state.asked) return state
  const { columns: _, ...asked } = state.asked
  return { ...state, asked }
}

const prefix = (state: Psql): string =>
  state.source?.name === undefined ? '' : `psql:${state.source.name}:${state.asked?.line ?? state.source.line}: `

function complained(sys: Sys, state: Psql, error: Complaint): Psql {
  sys.write(2, utf8(`${prefix(state)}${complaintText(error, state.asked?.query ?? '')}`))
  return state.asked ? { ...state, asked: { ...state.asked, failed: true } } : state
}

function readied(sys: Sys, from: Psql, message: Extract<FromServer, { type: 'ReadyForQuery' }>): Psql {
  const { asked, ...rest } = from
  const state = {
    ...rest,
    standing: message.status,
    superuser: message.superuser,
    link: { ...from.link, target: { ...from.link.target, database: message.database } },
  }
  if (!asked) return state
  if (from.timing && asked.draw === undefined) put(sys, `Time: ${((sys.now() - asked.at) / 1000).toFixed(3)} ms\n`)
  if (!asked.failed) return state
  const scripted = from.source !== undefined && !from.interactive
  if (scripted && from.variables['ON_ERROR_STOP'] !== undefined) return stopped(sys, state)
  return scripted || from.interactive
    ? state
    : { ...state, status: 1, ...(from.variables['ON_ERROR_STOP'] !== undefined && { jobs: [] }) }
}

/** ON_ERROR_STOP: nothing more is read. */
function stopped(_sys: Sys, state: Psql): Psql {
  const { source: _, ...rest } = state
  return { ...rest, jobs: [], buffer: '', status: 3 }
}

function interrupted(sys: Sys, state: Psql): Turn<Psql> {
  if (state.prompting?.opened) sys.tcsetattr(state.prompting.fd, { echo: state.prompting.echo })
  if (state.prompting || state.link.phase !== 'open') return exit(130)
  if (state.asked) {
    sys.write(2, 'Cancel request sent\n')
    send(sys, state.link, { type: 'CancelRequest' })
    return run(sys, state, undefined)
  }
  put(sys, '\n')
  const source = state.source && { ...state.source, prompted: false }
  return run(sys, { ...state, buffer: '', ...(source && { source }) }, undefined)
}
