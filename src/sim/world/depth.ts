import type { PayloadKind } from '../wire/payload'
import type { Depth } from './message'

/**
 * The depth at which a kind of message is seen unless its sender says otherwise. Story (1) is said by the sender:
 * the few messages of an operation that tell what it is for (the create, the start, the push), not each that carries it out.
 */
const usual: Readonly<Record<PayloadKind, Depth>> = {
  'http.request': 2,
  'http.response': 2,
  'http.chunk': 2,
  stream: 2,
  'conn.closed': 3,
  'rpc.call': 2,
  'rpc.reply': 2,
  'rpc.stream': 2,
  event: 2,
  syscall: 3,
  sysret: 3,
  exit: 3,
  exec: 3,
  signal: 3,
  kernel: 3,
  packet: 3,
  'tty.input': 1,
  'tty.output': 2,
  'tty.resize': 3,
  'tty.mode': 3,
  pipe: 3,
  command: 1,
  timer: 3,
  sched: 3,
}

export const usualDepth = (kind: PayloadKind): Depth => usual[kind]
