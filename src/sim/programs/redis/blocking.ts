import type { Bytes } from '../../../base/bytes'
import { orUndefined } from '../face'
import type { Sys } from '../../wire/sys'
import { poppedReply, take, type End } from './lists'
import { append } from './persist'
import { encode, error, type Reply } from './reply'
import { millis } from './log'
import { draftOf, type Blocked, type Conn, type Server } from './state'
import { float } from './store'

/** BLPOP and BRPOP: a client that waits for an item, until somebody pushes one or its time is up. */
const none: Reply = { kind: 'array', items: undefined }

const nameOf: Readonly<Record<End, string>> = { left: 'LPOP', right: 'RPOP' }

/** The item and its key if there is one now; otherwise the client is left waiting and nothing is answered. */
export function popOrWait(sys: Sys, server: Server, conn: Conn, args: readonly Bytes[], end: End): Reply | undefined {
  const seconds = float(args.at(-1))
  if (seconds === undefined) return error('ERR timeout is not a float or out of range')
  if (seconds < 0) return error('ERR timeout is negative')
  const blocked: Blocked = {
    keys: args.slice(0, -1),
    end,
    ...(seconds === 0 ? {} : { until: millis(sys) + Math.ceil(seconds * 1000) }),
  }
  const reply = popped(sys, server, conn, blocked)
  if (reply !== undefined || conn.queue !== undefined) return reply ?? none
  conn.blocked = blocked
  return undefined
}

function popped(sys: Sys, server: Server, conn: Conn, { keys, end }: Blocked): Reply | undefined {
  const draft = draftOf(sys, server, conn.database)
  for (const key of keys) {
    const item = take(draft, key, end)
    if (item === undefined) continue
    server.dirty += draft.dirty
    append(sys, server, conn.database, [[nameOf[end], key]])
    return poppedReply(key, item)
  }
  return undefined
}

/** Answers those whose wait is over, the longest waiting first. */
export function unblocked(sys: Sys, server: Server): void {
  for (const conn of server.conns) {
    if (conn.blocked === undefined) continue
    const over = conn.blocked.until !== undefined && conn.blocked.until <= millis(sys)
    const reply = popped(sys, server, conn, conn.blocked) ?? (over ? none : undefined)
    if (reply === undefined) continue
    delete conn.blocked
    orUndefined(() => sys.send(conn.fd, { kind: 'stream', channel: 'raw', data: encode(reply), end: false }))
  }
}
