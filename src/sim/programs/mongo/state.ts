import type { Bytes } from '../../../base/bytes'
import type { Fd, Pid } from '../../wire/sys'
import type { Doc } from './bson'
import type { Options } from './options'
import type { Collections } from './store'

/** A server between two turns. Within a turn it is a draft of its own that may be written to. */
export interface Server {
  readonly role: 'server'
  readonly options: Options
  readonly version: string
  readonly listeners: readonly Fd[]
  /** Where it logs to: standard output, or a file. */
  readonly out: Fd
  /** Milliseconds since 1970. */
  readonly started: number
  collections: Collections
  conns: Conn[]
  cursors: Readonly<Record<string, Cursor>>
  nextConn: number
  nextCursor: number
  nextFile: number
  /** The number at the end of the names of files. */
  readonly stamp: string
  operations: Readonly<Record<string, number>>
  /** Lines of the log that a shell is told. */
  readonly warnings: readonly string[]
  ending?: boolean
}

/** A process that waits: one that forked the server, the server before it has started, or one that told a server to end. */
export type Waiting =
  | { readonly role: 'forked' | 'ending'; readonly pid: Pid }
  | { readonly role: 'starting'; readonly options: Options; readonly parent: Pid }

export interface Conn {
  readonly fd: Fd
  readonly id: number
  readonly remote: string
  pending: Bytes
  /** Who has logged in, as `database.name`. */
  user?: string
  /** What the client has to prove that it knows. */
  challenge?: { readonly user: string; readonly nonce: string }
  closing?: boolean
}

export interface Cursor {
  readonly namespace: string
  readonly docs: readonly Doc[]
}

/** A copy that a turn may change. */
export const drafted = (server: Server): Server => ({ ...server, conns: server.conns.map((conn) => ({ ...conn })) })
