import { text, utf8 } from '../../../base/bytes'
import { exit, orUndefined, put } from '../face'
import { complaintText } from './complaint'
import { advance, hangUp, proven, type Link } from './link'
import { heard } from './psql-answers'
import type { Psql } from './psql-state'
import type { FromServer } from './wire'
import type { Sys, Turn, Wake } from '../../wire/sys'

/** psql and its connection: until it is open, and what comes through it then. */
export function listened(sys: Sys, state: Psql, wake: Wake | undefined): Psql | Turn<Psql> {
  const was = state.link.phase
  const { link, said, on } = advance(sys, state.link, wake)
  const now = { ...state, link }
  if (on) return { turn: 'wait', state: now, on: [on] }
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
export function asking(sys: Sys, state: Psql): Psql {
  const tty = orUndefined(() => sys.open('/dev/tty', { read: true, write: true }))
  const fd = tty ?? 0
  const echo = tty === undefined ? false : sys.tcgetattr(fd).echo
  if (tty !== undefined) sys.tcsetattr(fd, { echo: false })
  sys.write(tty ?? 2, utf8(`Password for user ${state.link.target.user}: `))
  return { ...state, prompting: { fd, echo, opened: tty !== undefined, typed: '' } }
}

export function passwordRead(sys: Sys, state: Psql, prompting: NonNullable<Psql['prompting']>): Psql | Turn<Psql> {
  const bytes = sys.read(prompting.fd)
  if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: prompting.fd }] }
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
