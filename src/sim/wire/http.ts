import type { Bytes } from '../../base/bytes'

/** A connection that the kernel's sockets made; both ends quote it in everything they say on it. */
export type ConnId = string

export type Headers = Readonly<Record<string, string>>

/** One HTTP request. `exchange` tells answers apart on one connection. Header names are in canonical form (`Content-Type`). */
export interface HttpRequest {
  readonly kind: 'http.request'
  readonly conn: ConnId
  readonly exchange: number
  readonly method: string
  /** Path and query as sent: `/v1.50/containers/create?name=web`. */
  readonly path: string
  readonly headers: Headers
  readonly body: Bytes
}

/** Status line, headers and the body, or its first part where `more` is true: chunks follow then. */
export interface HttpResponse {
  readonly kind: 'http.response'
  readonly conn: ConnId
  readonly exchange: number
  readonly status: number
  readonly headers: Headers
  readonly body: Bytes
  readonly more: boolean
}

/** A further part of a body (`Transfer-Encoding: chunked`); `last` closes the body. */
export interface HttpChunk {
  readonly kind: 'http.chunk'
  readonly conn: ConnId
  readonly exchange: number
  readonly data: Bytes
  readonly last: boolean
}

/**
 * Bytes on a connection that is a plain byte stream: hijacked by `101 UPGRADED`, or never HTTP at all.
 * `channel` is the multiplexed stream's number in Docker's 8-byte frame header (stdin 0, stdout 1, stderr 2); `raw` has no header.
 */
export interface StreamData {
  readonly kind: 'stream'
  readonly conn: ConnId
  readonly channel: 'stdin' | 'stdout' | 'stderr' | 'raw'
  readonly data: Bytes
  /** Half-close: this side sends no more on this channel. */
  readonly end: boolean
}

/** The connection is gone in both directions (FIN, or RST where `reset`). */
export interface ConnClosed {
  readonly kind: 'conn.closed'
  readonly conn: ConnId
  readonly reset: boolean
}

/** What a connected socket carries. */
export type ConnPayload = HttpRequest | HttpResponse | HttpChunk | StreamData | ConnClosed
