import type { Bytes } from '../../../base/bytes'
import type { Fd, Pid, Sys } from '../../wire/sys'
import type { Config } from './config'
import { millis } from './log'
import type { Draft, Keys } from './store'

/** A server of Redis between two turns. Within a turn it is a draft of its own that may be written to. */
export interface Server {
  /** A child that writes a snapshot is the same program in another role. */
  readonly role: 'server'
  readonly listener: Fd
  readonly version: string
  readonly started: number
  readonly file: string
  config: Config
  conns: Conn[]
  databases: Record<string, Keys>
  dirty: number
  /** Seconds since 1970. */
  lastSave: number
  saving?: Saving
  /** The append-only file, and the database that its last command was for. */
  log?: { readonly fd: Fd; readonly database: number }
  nextId: number
  stats: Stats
  ending?: boolean
}

export interface Saving {
  readonly pid: Pid
  readonly dirty: number
}

export interface Stats {
  readonly connections: number
  readonly commands: number
  readonly hits: number
  readonly misses: number
  readonly expired: number
}

export interface Conn {
  readonly fd: Fd
  readonly id: number
  readonly remote: string
  readonly since: number
  pending: Bytes
  database: number
  trusted: boolean
  name: Bytes
  last: Bytes
  /** Commands between MULTI and EXEC; `spoilt` when one of them could not be taken. */
  queue?: readonly (readonly Bytes[])[]
  spoilt?: boolean
  watched?: Readonly<Record<Bytes, string>>
  channels: readonly Bytes[]
  patterns: readonly Bytes[]
  monitor: boolean
  blocked?: Blocked
  closing?: boolean
}

/** A client that waits for an item of one of these lists. */
export interface Blocked {
  readonly keys: readonly Bytes[]
  readonly end: 'left' | 'right'
  /** Milliseconds since 1970. */
  readonly until?: number
}

/** A copy that a turn may change. */
export const drafted = (server: Server): Server => ({
  ...server,
  conns: server.conns.map((conn) => ({ ...conn })),
  databases: Object.fromEntries(Object.entries(server.databases).map(([number, keys]) => [number, { ...keys }])),
})

export const draftOf = (sys: Sys, server: Server, database: number): Draft => ({
  keys: (server.databases[database] ??= {}),
  now: millis(sys),
  dirty: 0,
  hits: 0,
  misses: 0,
  random: () => sys.random(),
})
