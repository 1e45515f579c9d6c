import { proofOf, secretOf } from '../sql/users'
import { errnoNumber } from './errno-number'
import { hear, parsed, say, type Problem, type Reply, type Request } from './protocol'
import type { Await, Fd, Sys } from '../../wire/sys'

/** A client's way to a server: the connection, the greeting, the login. */
export interface Way {
  readonly user: string
  readonly password: string
  readonly host: string
  readonly port: number
  readonly socket: string
  /** Through the socket rather than by TCP: where the host is localhost. */
  readonly local: boolean
  readonly database?: string
}

export interface Dial {
  readonly way: Way
  readonly fd: Fd
  readonly phase: 'connecting' | 'greeting' | 'login' | 'open'
  readonly input: string
  readonly version: string
  readonly id: number
}

export type Dialled =
  | { readonly is: 'waiting'; readonly dial: Dial; readonly on: Await }
  | { readonly is: 'open'; readonly dial: Dial }
  | { readonly is: 'failed'; readonly problem: Problem }

export const dial = (sys: Sys, way: Way): Dialled => {
  const fd = sys.connect(way.local ? `unix:${way.socket}` : `tcp:${way.host}:${way.port}`)
  return dialled(sys, { way, fd, phase: 'connecting', input: '', version: '', id: 0 })
}

const unreachable = ({ way }: Dial, how: string): Problem => {
  const number = errnoNumber(how === 'closed' ? 'ECONNREFUSED' : how)
  if (way.local)
    return {
      error: 2002,
      state: 'HY000',
      message: `Can't connect to local MySQL server through socket '${way.socket}' (${number})`,
    }
  return number === undefined
    ? { error: 2005, state: 'HY000', message: `Unknown MySQL server host '${way.host}' (-2)` }
    : { error: 2003, state: 'HY000', message: `Can't connect to MySQL server on '${way.host}:${way.port}' (${number})` }
}

export function dialled(sys: Sys, state: Dial): Dialled {
  if (state.phase === 'connecting') {
    const how = sys.connection(state.fd)
    if (how === 'connecting') return { is: 'waiting', dial: state, on: { on: 'connected', fd: state.fd } }
    if (how !== 'open') return { is: 'failed', problem: unreachable(state, how) }
    return dialled(sys, { ...state, phase: 'greeting' })
  }
  const { lines, rest, closed } = hear(sys, state.fd, state.input)
  const line = lines[0]
  if (line === undefined)
    return closed
      ? { is: 'failed', problem: lostAtStart }
      : { is: 'waiting', dial: { ...state, input: rest }, on: { on: 'readable', fd: state.fd } }
  return state.phase === 'greeting' ? greeted(sys, state, parsed(line)) : loggedIn(state, parsed(line))
}

const lostAtStart: Problem = {
  error: 2013,
  state: 'HY000',
  message: "Lost connection to MySQL server at 'reading initial communication packet', system error: 0",
}

function greeted(sys: Sys, state: Dial, message: unknown): Dialled {
  const greeting = message as { greeting?: string; salt?: string; id?: number } | undefined
  if (typeof greeting?.greeting !== 'string' || typeof greeting.salt !== 'string')
    return { is: 'failed', problem: lostAtStart }
  const { user, password, database } = state.way
  const request: Request = {
    login: user,
    ...(password !== '' && { proof: proofOf(greeting.salt, secretOf(password)) }),
    ...(database !== undefined && { database }),
  }
  say(sys, state.fd, request)
  const after: Dial = { ...state, phase: 'login', input: '', version: greeting.greeting, id: greeting.id ?? 0 }
  return { is: 'waiting', dial: after, on: { on: 'readable', fd: state.fd } }
}

function loggedIn(state: Dial, message: unknown): Dialled {
  const reply = message as Reply | undefined
  if (reply && 'error' in reply) return { is: 'failed', problem: reply }
  return { is: 'open', dial: { ...state, phase: 'open', input: '' } }
}

/** `ERROR 1045 (28000): Access denied …` */
export const problemText = ({ error, state, message }: Problem): string => `ERROR ${error} (${state}): ${message}\n`
