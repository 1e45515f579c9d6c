import type { Bytes } from '../../base/bytes'
import type { Headers } from '../wire/http'
import type { Json } from '../wire/rpc'
import type { Signal } from '../wire/signal'
import type { Fd } from '../wire/sys'

/**
 * One HTTP exchange of the client, as plain data, and what its verb hears of it.
 *
 * @models moby client/request.go, client/hijack.go
 * @fidelity part: gzip is offered and never used
 */
export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Without the version prefix: `/containers/json`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: Json
  /** A body that is not JSON: a tar archive. */
  readonly raw?: { readonly type: string; readonly data: Bytes }
  readonly headers?: Headers
  /** `/_ping`, `/session` and `/grpc` carry no version. */
  readonly unversioned?: boolean
  /** What a hijack upgrades to: `tcp` unless told otherwise. */
  readonly upgrade?: 'h2c'
}

/**
 * How the answer is heard: `whole` once it is complete, `lines` a JSON value a line, `bytes` as they come,
 * `hijack` as a byte stream after `101 UPGRADED`. Answers of 400 and above always come whole.
 */
export type Mode = 'whole' | 'lines' | 'bytes' | 'hijack'

export interface Call {
  readonly id: number
  /** `held` until the API version is agreed, then in order; `hijacked` is the last stage of an upgraded connection. */
  readonly stage: 'held' | 'connecting' | 'sent' | 'body' | 'hijacked'
  readonly mode: Mode
  /** The verb's phase that hears of it. */
  readonly then: string
  /** What that phase wants to be reminded of. */
  readonly tag: Json
  readonly request: Request
  readonly fd: Fd
  readonly status: number
  readonly headers: Headers
  /** Received and not handed over yet. */
  readonly body: Bytes
}

export interface Answer {
  readonly on: 'answer'
  readonly status: number
  readonly headers: Headers
  readonly body: Bytes
}

export type CallEvent =
  | Answer
  | { readonly on: 'head'; readonly status: number; readonly headers: Headers }
  | { readonly on: 'line'; readonly value: Json; readonly raw: string }
  | { readonly on: 'bytes'; readonly data: Bytes }
  | {
      readonly on: 'stream'
      readonly channel: 'stdin' | 'stdout' | 'stderr' | 'raw'
      readonly data: Bytes
      readonly end: boolean
    }
  /** The body, or the hijacked connection, is over. */
  | { readonly on: 'end' }
  /** No connection, or it broke before the answer: the text that the client shows. */
  | { readonly on: 'failed'; readonly error: string }

export type InputEvent =
  | { readonly on: 'stdin'; readonly data: Bytes; readonly eof: boolean }
  | { readonly on: 'timer' }
  | { readonly on: 'signal'; readonly signal: Signal }

/** What a phase is told; `call` is the number of the exchange (0 for input), `tag` what was left with it. */
export type Heard = (CallEvent | InputEvent) & { readonly call: number; readonly tag: Json }
