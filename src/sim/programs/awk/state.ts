import type { Bytes } from '../../../base/bytes'
import type { Fd, Pid } from '../../wire/sys'
import type { Value } from './value'

/** Names and keys carry a dot in front, so that `constructor` is a name like any other. */
export type Table = Record<string, Value>

/** What the program itself has made: everything that a record can change. */
export interface Data {
  vars: Table
  arrays: Record<string, Table>
  /** $0, and its fields where it has been split. */
  record: Bytes
  fields: readonly Bytes[]
  /** Files that `getline < file` reads, and what commands said. */
  readers: Record<string, { readonly text: Bytes; readonly at: number }>
  /** Range patterns that are open, by the number of their rule. */
  open: Record<number, true>
  random: { seed: number; at: number }
  status: number
}

/** What the program asks the outside for; its record is begun again when the answer is there. */
export type Need =
  | { readonly need: 'line' }
  | { readonly need: 'system'; readonly command: string }
  | { readonly need: 'output'; readonly command: string }
  | { readonly need: 'close'; readonly command: string }

export type Answer = { readonly line: Bytes | undefined } | { readonly status: number } | { readonly text: Bytes }

/** What has left the program and cannot be taken back. */
export interface Outside {
  outs: Record<string, Fd>
  /** For each command that `print |` writes to, what it will read. */
  pipes: Record<string, Bytes>
  out: Bytes
  answers: readonly Answer[]
  /** Effects of this record that have happened already. */
  done: number
}

export interface Input {
  /** The next operand of ARGV. */
  readonly at: number
  readonly fd?: Fd
  readonly buffer: Bytes
  readonly ended: boolean
  /** A file has been read: standard input is not wanted. */
  readonly used: boolean
}

/** A command that runs for the program. */
export interface Job {
  readonly pid: Pid
  readonly need: Need
  readonly fd?: Fd
  readonly text: Bytes
}

export interface Awk {
  readonly source: Bytes
  readonly phase: 'begin' | 'main' | 'end' | 'over'
  readonly data: Data
  readonly outside: Outside
  readonly input: Input
  readonly current?: Bytes
  readonly job?: Job
}

export const copied = (d: Data): Data => ({
  ...d,
  vars: { ...d.vars },
  arrays: Object.fromEntries(Object.entries(d.arrays).map(([name, cells]) => [name, { ...cells }])),
  readers: { ...d.readers },
  open: { ...d.open },
  random: { ...d.random },
})
