import { text, utf8 } from '../../../base/bytes'
import type { Fd, Sys } from '../../wire/sys'

/**
 * What a client and a server say to each other: a JSON message a line, so that it can be read as it passes by.
 *
 * @models the MySQL client/server protocol
 * @fidelity part: its messages and their order (greeting with a salt, login with a digest, query, result), as lines of JSON instead of binary packets; no TLS
 */
export interface Greeting {
  readonly greeting: string
  readonly id: number
  readonly salt: string
}

export type Request =
  | { readonly login: string; readonly proof?: string; readonly database?: string }
  | { readonly query: string }
  | { readonly ping: true }
  | { readonly statistics: true }
  | { readonly shutdown: true }

export interface Column {
  readonly name: string
  readonly type: string
}

export interface Problem {
  readonly error: number
  readonly state: string
  readonly message: string
}

export type Reply =
  | Problem
  | { readonly ok: number; readonly info?: string; readonly database?: string; readonly warnings?: number }
  | { readonly columns: readonly Column[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly statistics: string }

export const say = (sys: Sys, fd: Fd, message: Greeting | Request | Reply): void =>
  sys.send(fd, { kind: 'stream', channel: 'raw', data: utf8(`${JSON.stringify(message)}\n`), end: false })

export interface Heard {
  readonly lines: readonly string[]
  /** The beginning of a line that is still to come. */
  readonly rest: string
  readonly closed: boolean
}

/** All that has come in on a connection. */
export function hear(sys: Sys, fd: Fd, before: string): Heard {
  let input = before
  let closed = false
  for (let payload = sys.receive(fd); payload !== undefined && !closed; payload = sys.receive(fd)) {
    if (payload.kind === 'stream') input += payload.data
    closed = payload.kind === 'conn.closed' || (payload.kind === 'stream' && payload.end)
    if (closed) break
  }
  const parts = input.split('\n')
  return { lines: parts.slice(0, -1).map(text), rest: parts.at(-1) ?? '', closed }
}

/** A line as JSON; undefined where it is none: anybody may connect to a port. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
