/**
 * What can be wrong with a statement, before anybody words it: MySQL, MariaDB and PostgreSQL say each in their own way.
 * `at` is the offset in the statement that PostgreSQL points a caret at.
 */
export type Fault =
  | { readonly kind: 'syntax'; readonly at: number; readonly end: number }
  | { readonly kind: 'unterminated'; readonly at: number; readonly quote: string }
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'noDatabase'; readonly name: string; readonly dropping?: boolean }
  | { readonly kind: 'databaseExists'; readonly name: string }
  | { readonly kind: 'noneSelected' }
  | {
      readonly kind: 'noTable'
      readonly database: string
      readonly name: string
      readonly at: number
      readonly dropping?: boolean
    }
  | { readonly kind: 'tableExists'; readonly name: string }
  | {
      readonly kind: 'noColumn'
      readonly name: string
      readonly clause: string
      readonly at: number
      readonly table?: string
    }
  | { readonly kind: 'columnExists'; readonly name: string; readonly table: string }
  | { readonly kind: 'ambiguous'; readonly name: string; readonly clause: string; readonly at: number }
  | {
      readonly kind: 'noFrom'
      readonly name: string
      readonly at: number
      readonly column: string
      readonly clause: string
    }
  | { readonly kind: 'notUnique'; readonly name: string }
  | {
      readonly kind: 'duplicate'
      readonly table: string
      readonly constraint: string
      readonly columns: readonly string[]
      readonly values: readonly string[]
    }
  | {
      readonly kind: 'nullValue'
      readonly column: string
      readonly table: string
      readonly row: readonly (string | null)[]
    }
  | { readonly kind: 'noDefault'; readonly column: string }
  | { readonly kind: 'tooLong'; readonly column: string; readonly type: string; readonly row: number }
  | {
      readonly kind: 'badValue'
      readonly type: string
      readonly value: string
      readonly column: string
      readonly row: number
      readonly at: number
    }
  | { readonly kind: 'outOfRange'; readonly type: string; readonly column: string; readonly row: number }
  | { readonly kind: 'valueCount'; readonly row: number; readonly more: boolean; readonly at: number }
  | {
      readonly kind: 'check'
      readonly table: string
      readonly constraint: string
      readonly row: readonly (string | null)[]
    }
  | {
      readonly kind: 'noParent' | 'hasChildren'
      readonly database: string
      readonly table: string
      readonly constraint: string
      readonly column: string
      readonly parent: string
      readonly parentColumn: string
      readonly value: string
    }
  /** A table that another one refers to. */
  | {
      readonly kind: 'dependent'
      readonly table: string
      readonly child: string
      readonly constraint: string
      readonly truncating: boolean
    }
  | { readonly kind: 'division' }
  | {
      readonly kind: 'noFunction'
      readonly name: string
      readonly types: readonly string[]
      readonly database: string
      readonly at: number
    }
  | {
      readonly kind: 'noOperator'
      readonly op: string
      readonly left: string
      readonly right: string
      readonly at: number
    }
  | { readonly kind: 'noType'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'notGrouped'
      readonly column: string
      readonly table: string
      readonly at: number
      readonly position: number
    }
  | { readonly kind: 'grouping'; readonly at: number }
  | { readonly kind: 'notBoolean'; readonly type: string; readonly clause: string; readonly at: number }
  | { readonly kind: 'severalRows' }
  | { readonly kind: 'severalPrimary'; readonly table: string }
  | { readonly kind: 'noKey' }
  | { readonly kind: 'userExists'; readonly name: string; readonly what: string }
  | { readonly kind: 'noUser'; readonly name: string; readonly what: string }
  | { readonly kind: 'denied'; readonly what: string; readonly table: string; readonly database: string }
  | { readonly kind: 'inUse'; readonly name: string }
  | { readonly kind: 'inTransaction'; readonly what: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'unknownVariable'; readonly name: string }
  | { readonly kind: 'tooMuch' }

interface Faulty {
  readonly fault: Fault
}

/** To be thrown: the statement ends here. */
export const fault = (what: Fault): Error & Faulty => Object.assign(new Error(what.kind), { fault: what })

/** The fault of something thrown; anything else is a fault of the simulator and goes on up. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Error && 'fault' in thrown) return thrown.fault as Fault
  throw thrown
}
