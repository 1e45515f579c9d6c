import { strerror } from '../wire/errno'
import type { Json, RpcReply } from '../wire/rpc'
import type { SysReturn, SyscallOp } from '../wire/syscall'
import { rpc, send, syscall, type Then } from '../world/draft'
import type { Micros } from '../world/message'
import type { Daemon } from './state'

/**
 * Several things to do one after the other, as plain data: what a goroutine of moby's would be at between two statements.
 * `Then` runs with {@link Worked} when all are done, or as soon as one fails that was not said to be `optional`.
 */
export type Act =
  | { readonly sys: SyscallOp; readonly pid?: number; readonly delay?: Micros; readonly optional?: boolean }
  | {
      readonly rpc: string
      readonly args: unknown
      readonly delay?: Micros
      readonly optional?: boolean
      readonly to?: string
      readonly depth?: 1 | 2 | 3
    }

export interface Worked {
  /** One for each act that was done, in order. */
  readonly answers: readonly (RpcReply | SysReturn)[]
  /** Present where an act failed: which, and its words. */
  readonly failed?: { readonly at: number; readonly message: string; readonly answer: RpcReply | SysReturn }
}

export interface Working {
  readonly acts: readonly Act[]
  readonly done: readonly (RpcReply | SysReturn)[]
  readonly then: Then
}

/** With no acts at all the continuation still runs, in a moment: a timer of dockerd's to itself. */
export function work(d: Daemon, acts: readonly Act[], then: Then): void {
  if (acts.length > 0) return begin(d, { acts, done: [], then })
  const data = { then, worked: { answers: [] } } as never
  send(d, { to: 'dockerd', delay: 1, payload: { kind: 'timer', name: 'work/done', data } })
}

function begin(d: Daemon, working: Working): void {
  const act = working.acts[working.done.length]!
  const next: Then = { then: 'work/next', data: working }
  const late = act.delay === undefined ? {} : { delay: act.delay }
  if ('sys' in act) syscall(d, act.pid ?? d.state.pid, act.sys, next, late)
  else
    rpc(d, act.to ?? 'containerd', act.rpc, act.args as Json, next, {
      ...late,
      ...(act.depth !== undefined && { depth: act.depth }),
    })
}

/** An answer came: goes on with the next act, or gives what the whole came to. */
export function workOn(d: Daemon, working: Working, answer: RpcReply | SysReturn): Worked | undefined {
  const act = working.acts[working.done.length]!
  const done = [...working.done, answer]
  const message = errorOf(answer)
  if (message !== undefined && act.optional !== true)
    return { answers: done, failed: { at: done.length - 1, message, answer } }
  if (done.length === working.acts.length) return { answers: done }
  begin(d, { ...working, done })
  return undefined
}

export const errorOf = (answer: RpcReply | SysReturn): string | undefined =>
  answer.kind === 'rpc.reply' ? answer.error?.message : answer.errno === undefined ? undefined : goError(answer)

/** `open /x: no such file or directory`, as Go's os.PathError reads. */
const goError = ({ name, errno, detail }: SysReturn): string =>
  `${name} ${detail === undefined ? '' : `${detail}: `}${strerror[errno!].toLowerCase()}`

/** Bytes that a `read` brought; '' where it failed. */
export const dataOf = (answer: RpcReply | SysReturn | undefined): string =>
  answer?.kind === 'sysret' ? (answer.value?.data ?? '') : ''

/** What a call gave back. */
export const resultOf = (answer: RpcReply | SysReturn | undefined): unknown =>
  answer?.kind === 'rpc.reply' ? answer.result : undefined
