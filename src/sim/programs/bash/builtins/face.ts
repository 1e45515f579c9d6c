import type { Machine } from '../state'
import type { Simple } from '../tree'

/** A builtin gives its status, or undefined when it has put frames on the stack that will. */
export type Builtin = (m: Machine, args: readonly string[], node: Simple) => number | undefined
