import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { orUndefined } from '../face'
import { encode, type Reply } from './reply'
import type { Conn, Server } from './state'

/** A command that is about more than keys: who asks, and of whom. Undefined where the answer has been given, or comes later. */
export type Act = (ctx: Asked, args: readonly Bytes[]) => Reply | undefined

export interface Asked {
  readonly sys: Sys
  readonly server: Server
  readonly conn: Conn
}

/** Says something to a client that may not be there any more. */
export const send = (sys: Sys, conn: Conn, reply: Reply): void => {
  orUndefined(() => sys.send(conn.fd, { kind: 'stream', channel: 'raw', data: encode(reply), end: false }))
}
