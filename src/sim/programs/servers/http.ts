import { exit } from '../face'
import type { Bytes } from '../../../base/bytes'
import type { HttpRequest } from '../../wire/http'
import type { Signal } from '../../wire/signal'
import type { Await, Fd, Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * The loop of every simulated HTTP server: listen, accept, one answer to each request. What differs is its configuration
 * (plain data, read at start) and how it answers.
 */
export interface HttpServer<C> {
  readonly name: string
  /** Reads the command line and its files; the status to exit with when there is nothing to serve. */
  begin(sys: Sys): Begun<C> | number
  answer(sys: Sys, config: C, request: HttpRequest, remote: string): Answer
  /** Signals that are caught, each with what to do: exit with a status, or read the configuration again. */
  readonly signals?: Readonly<Partial<Record<Signal, (sys: Sys, config: C) => number | C>>>
}

export interface Begun<C> {
  readonly listen: readonly string[]
  readonly config: C
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Bytes
}

export interface Serving<C> {
  readonly config: C
  readonly listeners: readonly Fd[]
  readonly conns: readonly Fd[]
}

export const httpServer = <C>(spec: HttpServer<C>): Program<Serving<C>> => ({
  name: spec.name,
  start: (sys) => {
    const begun = spec.begin(sys)
    if (typeof begun === 'number') return exit(begun)
    for (const signal of Object.keys(spec.signals ?? {}) as Signal[]) sys.sigaction(signal, 'catch')
    return wait({ config: begun.config, listeners: begun.listen.map((at) => sys.listen(at)), conns: [] })
  },
  resume: (sys, state, wake) => {
    if (wake.on === 'signal') return signalled(spec, sys, state, wake.signal)
    return wait(served(spec, sys, state, wake as Wake))
  },
})

function signalled<C>(spec: HttpServer<C>, sys: Sys, state: Serving<C>, signal: Signal): Turn<Serving<C>> {
  const result = spec.signals?.[signal]?.(sys, state.config)
  if (typeof result === 'number') return exit(result)
  return wait(result === undefined ? state : { ...state, config: result })
}

const wait = <C>(state: Serving<C>): Turn<Serving<C>> => {
  const accepts = state.listeners.map((fd): Await => ({ on: 'acceptable', fd }))
  return { turn: 'wait', state, on: [...accepts, ...state.conns.map((fd): Await => ({ on: 'readable', fd }))] }
}

/** Takes what came in on any socket; which one woke it does not matter. */
function served<C>(spec: HttpServer<C>, sys: Sys, state: Serving<C>, _wake: Wake): Serving<C> {
  const fresh = state.listeners.flatMap((fd) => acceptAll(sys, fd))
  const conns = [...state.conns, ...fresh].filter((fd) => drained(spec, sys, state.config, fd))
  return { ...state, conns }
}

function acceptAll(sys: Sys, listener: Fd): readonly Fd[] {
  const taken: Fd[] = []
  for (let fd = sys.accept(listener); fd !== undefined; fd = sys.accept(listener)) taken.push(fd)
  return taken
}

/** Answers what is waiting on a connection; false when it is over and closed. */
function drained<C>(spec: HttpServer<C>, sys: Sys, config: C, fd: Fd): boolean {
  for (let payload = sys.receive(fd); payload !== undefined; payload = sys.receive(fd)) {
    if (payload.kind === 'conn.closed') {
      sys.close(fd)
      return false
    }
    if (payload.kind !== 'http.request') continue
    const answer = spec.answer(sys, config, payload, sys.peer(fd).remote.replace(/:\d+$/, ''))
    const body = payload.method === 'HEAD' ? '' : answer.body
    sys.send(fd, {
      kind: 'http.response',
      exchange: payload.exchange,
      status: answer.status,
      headers: answer.headers,
      body,
      more: false,
    })
  }
  return true
}
