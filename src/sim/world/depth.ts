import type { Address } from '../wire/address'
import type { Payload, PayloadKind } from '../wire/payload'
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
  'tty.open': 1,
  'tty.hangup': 1,
  'tty.mode': 3,
  pipe: 3,
  command: 1,
  timer: 3,
  sched: 3,
}

/** The depth of a message whose sender does not say. What a person's own program asks for is the story; so is that it is refused. */
export const usualDepth = (payload: Payload, from: Address): Depth => {
  if (payload.kind === 'http.request') return from.startsWith('host/') && !aside.test(payload.path) ? 1 : 2
  if (payload.kind === 'http.response') return payload.status >= 400 && payload.status !== 401 ? 1 : 2
  return usual[payload.kind]
}

/** Requests of the Engine API that carry out what another asked for. */
const aside = /^\/(_ping$|v[\d.]+\/(session|grpc|info$|version$|(containers|exec)\/[^/]+\/(attach|wait|resize|json)))/
