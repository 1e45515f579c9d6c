import type { Op } from '../../script/frames'

/** A function as instructions: plain data that a machine can stop in at any point. */
export interface Code {
  readonly name: string
  readonly file: string
  readonly ops: readonly Op<number>[]
  readonly arrow: boolean
  readonly deferred: boolean
  readonly generator?: boolean
  readonly params: number
}
