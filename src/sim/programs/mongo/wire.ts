import { text, utf8, type Bytes } from '../../../base/bytes'
import { orUndefined } from '../face'
import type { Fd, Sys } from '../../wire/sys'
import type { Doc } from './bson'

/**
 * What a client and a server say to each other: the commands and replies of the real ones.
 *
 * @models MongoDB wire protocol, OP_MSG
 * @fidelity part: a message is a JSON text on a line of its own, not BSON behind a header
 */
export interface Request {
  readonly id: number
  readonly db: string
  readonly command: Doc
}

export interface Reply {
  readonly to: number
  readonly reply: Doc
}

export function say(sys: Sys, fd: Fd, message: Request | Reply): void {
  orUndefined(() =>
    sys.send(fd, { kind: 'stream', channel: 'raw', data: utf8(`${JSON.stringify(message)}\n`), end: false }),
  )
}

/** The first message that is whole, and the bytes behind it; `undefined` for a line that is none. */
export function nextMessage<M>(bytes: Bytes): { readonly message: M | undefined; readonly rest: Bytes } | undefined {
  const end = bytes.indexOf('\n')
  if (end < 0) return undefined
  const rest = bytes.slice(end + 1)
  try {
    return { message: JSON.parse(text(bytes.slice(0, end))) as M, rest }
  } catch {
    return { message: undefined, rest }
  }
}
