import { text, utf8, type Bytes } from '../../base/bytes'
import type { Json } from '../wire/rpc'
import type { Fd, Sys, Turn, Await, Wake } from '../wire/sys'
import type { Signal } from '../wire/signal'
import type { StreamData } from '../wire/http'
import type { Call, CallEvent, Heard, Mode, Request } from './call'
import type { Parsed } from './flags/parse'
import { httpRequest } from './api/request'
import { unreachable } from './errors'
import { SysError } from '../wire/errno'

/**
 * What carries a verb from wait to wait. The docker CLI is a Go program with goroutines; here a command is a table of named
 * phases, and its whole continuation is data: the exchanges under way, each with the phase that hears of it.
 *
 * @models docker/cli cli/command/cli.go (API negotiation), moby client/client.go
 * @fidelity part: TLS, SSH and TCP endpoints other than plain HTTP are not spoken
 */
export interface DockerState {
  /** Key of the verb's table: `container run`. */
  readonly command: string
  readonly parsed: Parsed
  readonly data?: unknown
  readonly host: string
  /** Agreed with the daemon by HEAD /_ping; '' before. */
  readonly api: string
  readonly calls: Readonly<Record<string, Call>>
  readonly nextCall: number
  /** Connections that are open and have nothing under way. */
  readonly idle: readonly Fd[]
  readonly stdin: string
  readonly timers: readonly { readonly at: number; readonly then: string }[]
  readonly signals: string
}

/** A command: `start` after parsing, then one phase for each thing that it waits for. */
export interface Verb<D = unknown> {
  start(c: Cli<D>): void
  readonly phases: Readonly<Record<string, (c: Cli<D>, heard: Heard) => void>>
  /** How a failure is told where the verb has a way of its own (`docker: …`, status 125). */
  readonly fail?: (c: Cli<D>, message: string) => void
  /** What a phase does where what it waits for breaks off, or cannot be asked; absent: it is a failure of the verb. */
  readonly cut?: Readonly<Record<string, (c: Cli<D>, error: string) => void>>
}

/** Gives a verb its data type; the table of all verbs does not know it. */
export const verb = <D>(v: Verb<D>): Verb => v as unknown as Verb

/** The bench of one turn: what a phase can read and do. It lives inside one call of `start` or `resume` only. */
export interface Cli<D = unknown> {
  readonly sys: Sys
  readonly parsed: Parsed
  readonly command: string
  readonly host: string
  data: D
  call(request: Request, then: string, mode?: Mode, tag?: Json): number
  /** Says something on a hijacked connection. */
  say(call: number, channel: StreamData['channel'], data: Bytes, end?: boolean): void
  /** Gives an exchange up: its connection is closed and nothing more is heard of it. */
  drop(call: number): void
  out(text: string): void
  err(text: string): void
  outBytes(data: Bytes): void
  errBytes(data: Bytes): void
  /** Reads standard input from now on; '' stops. */
  read(then: string): void
  after(micros: number, then: string): void
  /** Signals that the process catches from now on, and the phase that hears of them. */
  catch(signals: readonly Signal[], then: string): void
  fail(message: string): void
  exit(status: number): void
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface Bench {
  s: Mutable<DockerState>
  sys: Sys
  verb: Verb
  status: number | undefined
  cli: Cli
}

export function begin(sys: Sys, verb: Verb, command: string, parsed: Parsed, host: string): Turn<DockerState> {
  const s: DockerState = {
    command,
    parsed,
    host,
    api: '',
    calls: {},
    nextCall: 1,
    idle: [],
    stdin: '',
    timers: [],
    signals: '',
  }
  const b = bench(sys, verb, s)
  verb.start(b.cli)
  return ending(b)
}

export function goOn(sys: Sys, verb: Verb, state: DockerState, wake: Wake): Turn<DockerState> {
  const b = bench(sys, verb, state)
  if (wake.on === 'signal') hear(b, b.s.signals, { on: 'signal', signal: wake.signal }, 0, null)
  if (wake.on === 'readable' && wake.fd === 0 && b.s.stdin !== '') readInput(b)
  for (const id of Object.keys(b.s.calls)) if (b.status === undefined) advance(b, Number(id))
  dueTimers(b)
  return ending(b)
}

function bench(sys: Sys, verb: Verb, state: DockerState): Bench {
  const b = { s: { ...state }, sys, verb, status: undefined } as unknown as Bench
  b.cli = {
    sys,
    parsed: state.parsed,
    command: state.command,
    host: state.host,
    get data() {
      return b.s.data
    },
    set data(value) {
      b.s.data = value
    },
    call: (request, then, mode = 'whole', tag = null) => open(b, request, then, mode, tag),
    say: (call, channel, data, end = false) => {
      const c = b.s.calls[call]
      if (c !== undefined) sys.send(c.fd, { kind: 'stream', channel, data, end })
    },
    drop: (call) => {
      const c = b.s.calls[call]
      if (c === undefined) return
      if (c.fd >= 0) sys.close(c.fd)
      forget(b, call)
    },
    out: (line) => sys.write(1, utf8(line)),
    err: (line) => sys.write(2, utf8(line)),
    outBytes: (data) => sys.write(1, data),
    errBytes: (data) => sys.write(2, data),
    read: (then) => {
      b.s.stdin = then
    },
    after: (micros, then) => {
      b.s.timers = [...b.s.timers, { at: sys.now() + micros, then }]
    },
    catch: (signals, then) => {
      for (const signal of signals) sys.sigaction(signal, 'catch')
      b.s.signals = then
    },
    fail: (message) => {
      if (b.verb.fail !== undefined) b.verb.fail(b.cli, message)
      else {
        sys.write(2, utf8(`${message}\n`))
        b.status = 1
      }
    },
    exit: (status) => {
      b.status = status
    },
  }
  return b
}

function ending(b: Bench): Turn<DockerState> {
  if (b.status !== undefined) return { turn: 'exit', status: b.status }
  const on: Await[] = Object.values(b.s.calls)
    .filter((c) => c.fd >= 0)
    .map((c) => (c.stage === 'connecting' ? { on: 'connected', fd: c.fd } : { on: 'readable', fd: c.fd }))
  if (b.s.stdin !== '') on.push({ on: 'readable', fd: 0 })
  for (const t of b.s.timers) on.push({ on: 'timer', at: t.at })
  // A verb that waits for nothing has nothing more to do.
  if (on.length === 0 && b.s.signals === '') return { turn: 'exit', status: 0 }
  return { turn: 'wait', state: b.s, on }
}

function hear(
  b: Bench,
  then: string,
  event: CallEvent | { on: 'stdin'; data: Bytes; eof: boolean } | { on: 'timer' } | { on: 'signal'; signal: Signal },
  call: number,
  tag: Json,
): void {
  if (b.status !== undefined || then === '') return
  if (then === 'ping/agreed') return agreed(b, event as CallEvent)
  const phase = b.verb.phases[then]
  if (event.on === 'failed') return (b.verb.cut?.[then] ?? failing)(b.cli, event.error)
  phase?.(b.cli, { ...event, call, tag })
}

const failing = (c: Cli, error: string): void => c.fail(error)

// — opening

function open(b: Bench, request: Request, then: string, mode: Mode, tag: Json): number {
  const id = b.s.nextCall
  b.s.nextCall = id + 1
  const call: Call = {
    id,
    stage: 'held',
    mode,
    then,
    tag,
    request: told(request),
    fd: -1,
    status: 0,
    headers: {},
    body: '',
  }
  put(b, call)
  if (b.s.api !== '') dial(b, call)
  else if (!Object.values(b.s.calls).some((c) => c.then === 'ping/agreed')) {
    dial(b, putNew(b, { method: 'HEAD', path: '/_ping', unversioned: true }))
  }
  return id
}

/** The request without the parameters that it leaves out: a world holds no undefined. */
const told = ({ query, ...request }: Request): Request =>
  query === undefined
    ? request
    : { ...request, query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) }

function putNew(b: Bench, request: Request): Call {
  const id = b.s.nextCall
  b.s.nextCall = id + 1
  const call: Call = {
    id,
    stage: 'held',
    mode: 'whole',
    then: 'ping/agreed',
    tag: null,
    request,
    fd: -1,
    status: 0,
    headers: {},
    body: '',
  }
  put(b, call)
  return call
}

/** A connection for the call: an idle one, or a new one. An upgrade takes the idle one too, and keeps it. */
function dial(b: Bench, call: Call): void {
  const fd = b.s.idle[0]
  if (fd !== undefined) {
    b.s.idle = b.s.idle.slice(1)
    transmit(b, { ...call, fd })
    return
  }
  try {
    put(b, { ...call, fd: b.sys.connect(b.s.host.replace('://', ':')), stage: 'connecting' })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    forget(b, call.id)
    hear(b, call.then, { on: 'failed', error: unreachable(b.s.host, error.errno) }, call.id, call.tag)
  }
}

function transmit(b: Bench, call: Call): void {
  b.sys.send(call.fd, httpRequest(call, b.s.api))
  put(b, { ...call, stage: 'sent' })
}

/** The version both know is the lower of the two; a daemon that does not say is of the oldest kind. */
function agreed(b: Bench, event: CallEvent): void {
  if (event.on === 'failed') return b.cli.fail(event.error)
  if (event.on !== 'answer') return
  const said = event.headers['Api-Version'] ?? '1.24'
  b.s.api = Number(said.split('.')[1]) < 50 ? said : '1.50'
  for (const c of Object.values(b.s.calls)) if (c.stage === 'held') dial(b, c)
}

// — hearing

function advance(b: Bench, id: number): void {
  let call = b.s.calls[id]
  if (call === undefined || call.fd < 0) return
  if (call.stage === 'connecting') {
    const how = b.sys.connection(call.fd)
    if (how === 'connecting') return
    if (how !== 'open') return broken(b, call, how === 'closed' ? 'ECONNREFUSED' : how)
    transmit(b, call)
  }
  const { fd } = b.s.calls[id]!
  for (;;) {
    call = b.s.calls[id]
    if (call === undefined || call.fd !== fd || b.status !== undefined) return
    const got = b.sys.receive(fd)
    if (got === undefined) return
    if (got.kind === 'conn.closed') return closed(b, call)
    if (got.kind === 'http.response') head(b, call, got.status, got.headers, got.body, got.more)
    else if (got.kind === 'http.chunk') part(b, call, got.data, got.last)
    else if (got.kind === 'stream')
      hear(b, call.then, { on: 'stream', channel: got.channel, data: got.data, end: got.end }, id, call.tag)
  }
}

function head(b: Bench, call: Call, status: number, headers: Call['headers'], body: Bytes, more: boolean): void {
  if (status === 101) {
    put(b, { ...call, stage: 'hijacked', status, headers })
    hear(b, call.then, { on: 'head', status, headers }, call.id, call.tag)
    if (body !== '') hear(b, call.then, { on: 'stream', channel: 'raw', data: body, end: false }, call.id, call.tag)
    return
  }
  const mode = status >= 400 ? 'whole' : call.mode === 'hijack' ? 'bytes' : call.mode
  const next: Call = { ...call, stage: 'body', mode, status, headers }
  put(b, next)
  if (mode !== 'whole') hear(b, call.then, { on: 'head', status, headers }, call.id, call.tag)
  if (b.s.calls[call.id] !== undefined) part(b, next, body, !more)
}

function part(b: Bench, call: Call, data: Bytes, last: boolean): void {
  if (call.mode === 'bytes') {
    if (data !== '') hear(b, call.then, { on: 'bytes', data }, call.id, call.tag)
  } else if (call.mode === 'lines') lines(b, call, data, last)
  else put(b, { ...call, body: call.body + data })
  if (last) complete(b, call.id)
}

function lines(b: Bench, call: Call, data: Bytes, last: boolean): void {
  const rows = (call.body + data).split('\n')
  const rest = rows.pop()!
  if (last && rest.trim() !== '') rows.push(rest)
  put(b, { ...call, body: last ? '' : rest })
  for (const row of rows) {
    if (row.trim() === '') continue
    const raw = text(row.trim())
    hear(b, call.then, { on: 'line', value: JSON.parse(raw) as Json, raw }, call.id, call.tag)
  }
}

function complete(b: Bench, id: number): void {
  const call = b.s.calls[id]
  if (call === undefined) return
  forget(b, id)
  b.s.idle = [...b.s.idle, call.fd]
  if (call.mode === 'whole')
    hear(b, call.then, { on: 'answer', status: call.status, headers: call.headers, body: call.body }, id, call.tag)
  else hear(b, call.then, { on: 'end' }, id, call.tag)
}

function closed(b: Bench, call: Call): void {
  b.sys.close(call.fd)
  forget(b, call.id)
  if (call.stage === 'body' && call.headers['Transfer-Encoding'] === 'chunked')
    hear(b, call.then, { on: 'failed', error: 'unexpected EOF' }, call.id, call.tag)
  else if (call.stage === 'hijacked' || (call.stage === 'body' && call.mode !== 'whole'))
    hear(b, call.then, { on: 'end' }, call.id, call.tag)
  else if (call.stage === 'body')
    hear(b, call.then, { on: 'answer', status: call.status, headers: call.headers, body: call.body }, call.id, call.tag)
  else hear(b, call.then, { on: 'failed', error: 'error during connect: EOF' }, call.id, call.tag)
}

function broken(b: Bench, call: Call, errno: string): void {
  b.sys.close(call.fd)
  forget(b, call.id)
  hear(b, call.then, { on: 'failed', error: unreachable(b.s.host, errno) }, call.id, call.tag)
}

function readInput(b: Bench): void {
  const data = b.sys.read(0, 65536)
  if (data === undefined) return
  const then = b.s.stdin
  if (data === '') b.s.stdin = ''
  hear(b, then, { on: 'stdin', data, eof: data === '' }, 0, null)
}

function dueTimers(b: Bench): void {
  const now = b.sys.now()
  const due = b.s.timers.filter((t) => t.at <= now)
  b.s.timers = b.s.timers.filter((t) => t.at > now)
  for (const t of due) hear(b, t.then, { on: 'timer' }, 0, null)
}

function put(b: Bench, call: Call): void {
  b.s.calls = { ...b.s.calls, [call.id]: call }
}

function forget(b: Bench, id: number): void {
  const { [id]: _, ...calls } = b.s.calls
  b.s.calls = calls
}
