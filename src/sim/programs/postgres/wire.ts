import { text, utf8, type Bytes } from '../../../base/bytes'

/**
 * What psql and the server say to each other: the messages of PostgreSQL's protocol by their names, one JSON text a line.
 *
 * @models PostgreSQL's frontend/backend protocol 3.0
 * @fidelity part: the messages and their order are the real ones, as readable lines instead of length-prefixed binary; rows of one answer come in one DataRows; one challenge instead of SCRAM's four messages; Describe of a table is one question instead of psql's many queries
 */
export type FromClient =
  | {
      readonly type: 'StartupMessage'
      readonly user: string
      readonly database: string
      readonly application_name: string
    }
  | { readonly type: 'SASLResponse'; readonly proof: string }
  | { readonly type: 'Query'; readonly query: string }
  | { readonly type: 'CancelRequest' }
  | { readonly type: 'Describe'; readonly what: string; readonly pattern: string }
  | { readonly type: 'Terminate' }

export interface Complaint {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** One-based offset in the query, in characters. */
  readonly position?: number
}

export interface Column {
  readonly name: string
  readonly type: string
}

/** `I`dle, in a `T`ransaction, in a failed (`E`) one. */
export type Standing = 'I' | 'T' | 'E'

export type FromServer =
  | { readonly type: 'AuthenticationSASL'; readonly salt: string }
  | { readonly type: 'AuthenticationOk' }
  | { readonly type: 'ParameterStatus'; readonly name: string; readonly value: string }
  | { readonly type: 'BackendKeyData'; readonly pid: number }
  | {
      readonly type: 'ReadyForQuery'
      readonly status: Standing
      readonly database: string
      readonly superuser: boolean
    }
  | { readonly type: 'RowDescription'; readonly columns: readonly Column[] }
  | { readonly type: 'DataRows'; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly type: 'CommandComplete'; readonly tag: string }
  | { readonly type: 'EmptyQueryResponse' }
  | ({ readonly type: 'ErrorResponse' | 'NoticeResponse' } & Complaint)
  | { readonly type: 'Description'; readonly found: readonly Described[] }

/** A table as \d shows it. */
export interface Described {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly notNull: boolean
    readonly initial: string
  }[]
  /** What stands below the columns, line by line. */
  readonly footer: readonly string[]
}

export const line = (message: FromClient | FromServer): Bytes => utf8(`${JSON.stringify(message)}\n`)

/** The whole messages in what has come so far, and what is left over. What is no message at all is left out. */
export function messages<T>(input: Bytes): readonly [readonly T[], Bytes] {
  const lines = input.split('\n')
  const rest = lines.pop()!
  return [lines.flatMap((each) => parsed<T>(each)), rest]
}

function parsed<T>(bytes: Bytes): readonly T[] {
  try {
    return [JSON.parse(text(bytes)) as T]
  } catch {
    return []
  }
}
