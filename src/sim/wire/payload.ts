import type { Bytes } from '../../base/bytes'
import type { ConnPayload } from './http'
import type { Packet } from './packet'
import type { BusEvent, Json, RpcCall, RpcReply, RpcStream } from './rpc'
import type { Exec, KernelNote, ProcessExit, SignalDelivery, SysReturn, Syscall } from './syscall'
import type { PipeData, TtyHangup, TtyInput, TtyModeChange, TtyOpen, TtyOutput, TtyResize } from './tty'

/** A node's alarm clock: from a node to itself. Never drawn. */
export interface Timer {
  readonly kind: 'timer'
  readonly name: string
  readonly data: Json
}

/** The kernel's scheduler: a process gets the cpu. From the kernel to itself. Never drawn. */
export interface Sched {
  readonly kind: 'sched'
  readonly pid: number
}

/**
 * A line handed to the headless shell, as if typed; the shell reports its exit status on descriptor 254.
 * `stdin`: what is piped into it (bytes), absent means an empty (null) standard input.
 */
export interface CommandLine {
  readonly kind: 'command'
  readonly line: string
  readonly stdin?: Bytes
  /** Standard input is a pipe that the terminal may write into while the command runs, named `<span>.stdin`. */
  readonly open?: boolean
  /** The command gets a pseudo-terminal of that name and size instead of pipes. */
  readonly tty?: { readonly name: string; readonly rows: number; readonly cols: number }
}

export type Payload =
  | ConnPayload
  | RpcCall
  | RpcReply
  | RpcStream
  | BusEvent
  | Syscall
  | SysReturn
  | ProcessExit
  | Exec
  | SignalDelivery
  | KernelNote
  | Packet
  | TtyInput
  | TtyOutput
  | TtyResize
  | TtyOpen
  | TtyHangup
  | TtyModeChange
  | PipeData
  | CommandLine
  | Timer
  | Sched

export type PayloadKind = Payload['kind']
