import type { Address } from '../wire/address'
import type { Json, RpcCall, RpcReply } from '../wire/rpc'
import type { SysReturn } from '../wire/syscall'
import { type Calling, type Draft, reply, taken } from '../world/draft'

/** What the daemons of this room share: a table of methods that they answer and one of continuations. */
export interface Served<S extends Calling> {
  readonly methods: Readonly<Record<string, (d: Draft<S>, caller: Caller, args: never) => void>>
  readonly continuations: Readonly<Record<string, (d: Draft<S>, data: never, answer: never) => void>>
}

/** Whom to answer, kept as data until the answer is there. */
export interface Caller {
  readonly to: Address
  readonly call: number
  readonly method: string
}

export const ok = (d: Draft<unknown>, caller: Caller, result: unknown = {}, delay?: number): void =>
  reply(d, caller.to, caller.call, caller.method, { result: result as Json }, delay === undefined ? {} : { delay })

export const fail = (d: Draft<unknown>, caller: Caller, message: string, code = 'Unknown'): void =>
  reply(d, caller.to, caller.call, caller.method, { error: { code, message } })

export function serveCall<S extends Calling>(d: Draft<S>, served: Served<S>, call: RpcCall, from: Address): void {
  const caller = { to: from, call: call.call, method: call.method }
  const method = served.methods[call.method]
  if (method === undefined) return fail(d, caller, `unknown method ${call.method}`, 'Unimplemented')
  method(d, caller, call.args as never)
}

export function serveAnswer<S extends Calling>(d: Draft<S>, served: Served<S>, answer: RpcReply | SysReturn): void {
  const then = taken(d, answer)
  if (then !== undefined) served.continuations[then.then]?.(d, then.data as never, answer as never)
}
