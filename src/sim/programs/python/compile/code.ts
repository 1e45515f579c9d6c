import type { Op } from '../../script/frames'
import type { Params, Place } from '../tree'

/** A function body or a module as instructions: plain data that a machine can stop in at any point. */
export interface Code {
  readonly name: string
  readonly file: string
  readonly ops: readonly Op<Place>[]
  readonly params?: Params
  readonly generator?: boolean
  /** Names that belong to the function itself. */
  readonly locals: readonly string[]
}
