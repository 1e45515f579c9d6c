import type { Address } from '../../wire/address'
import { SysError } from '../../wire/errno'
import type { Pid } from '../../wire/sys'
import type { Syscall, SyscallOp, SysValue } from '../../wire/syscall'
import { emit, type Work } from '../work'
import { fileOps } from './files'
import { mountOps } from './mounts'
import { netOps } from './net'
import { processOps } from './process'

/**
 * System calls that arrive as messages: what daemons, shims and runc ask. A row answers a value, nothing, or `later` when
 * the answer is sent by what the call has begun (a connection).
 */
export type Answer = SysValue | 'later' | void

export interface Caller {
  readonly pid: Pid
  readonly by: Address
  readonly call: number
}

type Rows<Names extends SyscallOp['name']> = {
  readonly [N in Names]: (w: Work, caller: Caller, op: Extract<SyscallOp, { readonly name: N }>) => Answer
}

export type Ops<Names extends SyscallOp['name']> = Rows<Names>

const ops: Rows<SyscallOp['name']> = { ...processOps, ...mountOps, ...fileOps, ...netOps }

/** Microseconds that a call takes before its answer leaves, where it is not next to nothing. */
const cost: Partial<Record<SyscallOp['name'], number>> = {
  clone: 400,
  fork: 400,
  execve: 800,
  mount: 60,
  pivot_root: 40,
  connect: 0,
  removetree: 300,
}

export function serve(w: Work, { call, pid, op }: Syscall, by: Address): void {
  const answer = (rest: object) =>
    emit(w, {
      to: by,
      payload: { kind: 'sysret', call, name: op.name, ...rest },
      delay: 5 + (cost[op.name] ?? 0) + bulk(op),
    })
  try {
    w.current = pid
    const handler = ops[op.name] as (w: Work, caller: Caller, op: SyscallOp) => Answer
    const value = handler(w, { pid, by, call }, op)
    if (value !== 'later') answer(value === undefined ? {} : { value })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    answer({ errno: error.errno, ...(error.path !== undefined && { detail: error.path }) })
  }
}

/** Writing many bytes takes time: about 400 MB/s. */
const bulk = (op: SyscallOp): number =>
  op.name === 'writetree' ? Math.round(op.entries.reduce((sum, e) => sum + 20 + (e.size ?? 0) / 400, 0)) : 0
