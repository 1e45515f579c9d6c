import type { Address } from '../wire/address'
import type { Json, RpcReply } from '../wire/rpc'
import type { Pid } from '../wire/sys'
import type { SysReturn, SyscallOp } from '../wire/syscall'
import type { Effect, Message, Micros, Send } from './message'

/**
 * A daemon's workbench during one delivery: `state` is replaced (never mutated) by the handlers, `effects` collects what they want
 * sent. It lives only inside one call of a behaviour, which stays a pure function.
 */
export interface Draft<S> {
  state: S
  readonly now: Micros
  readonly message: Message
  readonly effects: Effect[]
}

export const draft = <S>(state: S, message: Message, now: Micros): Draft<S> => ({ state, now, message, effects: [] })

export const finished = <S>(d: Draft<S>): readonly [S, readonly Effect[]] => [d.state, d.effects]

export const send = (d: Draft<unknown>, ...sends: readonly Effect[]): void => {
  d.effects.push(...sends)
}

export const patch = <S>(d: Draft<S>, change: Partial<S>): void => {
  d.state = { ...d.state, ...change }
}

/**
 * What to do when an answer comes: the name of a continuation and what it needs to know, as plain data. This is a daemon's
 * explicit continuation: a world saved between a call and its answer goes on where it was.
 */
export interface Then {
  readonly then: string
  readonly data: unknown
}

/** The part of a daemon's state that remembers calls without an answer yet, by call number, with the span they belong to. */
export interface Calling {
  readonly nextCall: number
  readonly calls: Readonly<Record<string, Then & { readonly span: number }>>
}

export const noCalls: Calling = { nextCall: 1, calls: {} }

function remember<S extends Calling>(d: Draft<S>, then: Then): number {
  const call = d.state.nextCall
  d.state = { ...d.state, nextCall: call + 1, calls: { ...d.state.calls, [call]: { ...then, span: d.message.span } } }
  return call
}

type SendOptions = Pick<Send, 'from' | 'delay' | 'depth' | 'span' | 'newSpan'>

/** Calls a method of another daemon; `then` runs when the reply is there. */
export function rpc<S extends Calling>(
  d: Draft<S>,
  to: Address,
  method: string,
  args: Json,
  then: Then,
  options: SendOptions = {},
): number {
  const call = remember(d, then)
  send(d, { ...options, to, payload: { kind: 'rpc.call', call, method, args } })
  return call
}

/** Asks the kernel; `then` runs when the call returns. */
export function syscall<S extends Calling>(
  d: Draft<S>,
  pid: Pid,
  op: SyscallOp,
  then: Then,
  options: SendOptions = {},
): number {
  const call = remember(d, then)
  send(d, { ...options, to: 'host', payload: { kind: 'syscall', call, pid, op } })
  return call
}

/** Answers the call that is being delivered (or an earlier one: give `to` and `call`). */
export function reply(
  d: Draft<unknown>,
  to: Address,
  call: number,
  method: string,
  answer: { readonly result: Json } | { readonly error: NonNullable<RpcReply['error']> },
  options: SendOptions = {},
): void {
  send(d, { ...options, to, payload: { kind: 'rpc.reply', call, method, ...answer } })
}

/** The continuation that waits for this answer, taken out of the state; undefined for a stale one. */
export function taken<S extends Calling>(d: Draft<S>, answer: RpcReply | SysReturn): Then | undefined {
  const { [answer.call]: then, ...calls } = d.state.calls
  if (then !== undefined) d.state = { ...d.state, calls }
  return then
}
