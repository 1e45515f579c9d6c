import type { Value } from './value'
import type { SqlType } from './types'

/** Statements as they are read: plain data. `at` is an offset in the statement's text. */
export type Expr =
  | { readonly kind: 'literal'; readonly value: Value; readonly type: string; readonly at: number }
  | { readonly kind: 'column'; readonly table?: string; readonly name: string; readonly at: number }
  | { readonly kind: 'star'; readonly table?: string; readonly at: number }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }
  | { readonly kind: 'not' | 'minus'; readonly of: Expr; readonly at: number }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr; readonly at: number }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expr[]
      readonly star: boolean
      readonly distinct: boolean
      readonly at: number
    }
  | {
      readonly kind: 'in'
      readonly of: Expr
      readonly not: boolean
      readonly list: readonly Expr[]
      readonly select?: Select
      readonly at: number
    }
  | {
      readonly kind: 'between'
      readonly of: Expr
      readonly not: boolean
      readonly low: Expr
      readonly high: Expr
      readonly at: number
    }
  | {
      readonly kind: 'like'
      readonly op: 'like' | 'ilike' | 'regexp' | 'iregexp'
      readonly of: Expr
      readonly not: boolean
      readonly pattern: Expr
      readonly at: number
    }
  | {
      readonly kind: 'is'
      readonly of: Expr
      readonly not: boolean
      readonly what: null | boolean
      readonly at: number
    }
  | {
      readonly kind: 'case'
      readonly of?: Expr
      readonly whens: readonly (readonly [Expr, Expr])[]
      readonly otherwise?: Expr
      readonly at: number
    }
  | { readonly kind: 'cast'; readonly of: Expr; readonly to: SqlType; readonly at: number }
  | { readonly kind: 'scalar' | 'exists'; readonly select: Select; readonly at: number }
  | { readonly kind: 'interval'; readonly of: Expr; readonly unit: string; readonly at: number }
  | { readonly kind: 'default'; readonly at: number }

export interface TableName {
  readonly schema?: string
  readonly name: string
  readonly at: number
}

export type Source =
  | { readonly kind: 'table'; readonly table: TableName; readonly alias: string }
  | { readonly kind: 'select'; readonly select: Select; readonly alias: string }
  | { readonly kind: 'series'; readonly call: Expr; readonly alias: string; readonly at: number }

export interface Join {
  readonly how: 'inner' | 'left' | 'right' | 'cross'
  readonly source: Source
  readonly on?: Expr
  readonly using?: readonly string[]
}

export interface Item {
  readonly expr: Expr
  readonly alias?: string
  /** As it was written: MySQL heads the column with it. */
  readonly text: string
}

export interface Order {
  readonly by: Expr
  readonly descending: boolean
}

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly Item[]
  readonly from: readonly Join[]
  readonly where?: Expr
  readonly groupBy: readonly Expr[]
  readonly having?: Expr
  readonly union?: { readonly all: boolean; readonly select: Select }
  readonly orderBy: readonly Order[]
  readonly limit?: Expr
  readonly offset?: Expr
}

export interface ColumnDef {
  readonly name: string
  readonly type: SqlType
  readonly notNull: boolean
  /** AUTO_INCREMENT, SERIAL or GENERATED AS IDENTITY. */
  readonly auto: boolean
  readonly identity?: boolean
  readonly initial?: Expr
  /** The default as written, and whether it is an expression rather than a literal. */
  readonly initialText?: string
  readonly onUpdate?: boolean
  readonly comment?: string
}

export interface KeyDef {
  readonly kind: 'primary' | 'unique' | 'index'
  readonly name?: string
  readonly columns: readonly string[]
}

export interface ForeignDef {
  readonly name?: string
  readonly column: string
  readonly parent: string
  readonly parentColumn?: string
  readonly cascade: boolean
}

export interface CheckDef {
  readonly name?: string
  readonly expr: Expr
  readonly text: string
  readonly column?: string
}

export type Alteration =
  | {
      readonly kind: 'add'
      readonly column: ColumnDef
      readonly keys: readonly KeyDef[]
      readonly ifNotExists: boolean
    }
  | { readonly kind: 'drop'; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string; readonly column?: ColumnDef }
  | { readonly kind: 'modify'; readonly column: ColumnDef }
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'key'; readonly key: KeyDef }
  | { readonly kind: 'foreign'; readonly foreign: ForeignDef }
  | { readonly kind: 'type'; readonly column: string; readonly type: SqlType }
  | { readonly kind: 'notNull'; readonly column: string; readonly notNull: boolean }
  | { readonly kind: 'initial'; readonly column: string; readonly initial?: Expr; readonly text?: string }
  | { readonly kind: 'ignored' }

export interface Assignment {
  readonly column: string
  readonly at: number
  readonly value: Expr
}

export interface UserName {
  readonly user: string
  readonly host: string
}

export type Statement =
  | Select
  | {
      readonly kind: 'createDatabase'
      readonly name: string
      readonly ifNotExists: boolean
      readonly owner?: string
      readonly schema?: boolean
    }
  | { readonly kind: 'dropDatabase'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'use'; readonly name: string }
  | {
      readonly kind: 'createTable'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly columns: readonly ColumnDef[]
      readonly keys: readonly KeyDef[]
      readonly foreigns: readonly ForeignDef[]
      readonly checks: readonly CheckDef[]
      readonly as?: Select
    }
  | {
      readonly kind: 'dropTable'
      readonly tables: readonly TableName[]
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | {
      readonly kind: 'truncate'
      readonly tables: readonly TableName[]
      readonly restart: boolean
      readonly cascade: boolean
    }
  | { readonly kind: 'alterTable'; readonly table: TableName; readonly changes: readonly Alteration[] }
  | { readonly kind: 'createIndex'; readonly table: TableName; readonly key: KeyDef; readonly ifNotExists: boolean }
  | { readonly kind: 'dropIndex'; readonly name: string; readonly table?: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'insert'
      readonly table: TableName
      readonly columns?: readonly { readonly name: string; readonly at: number }[]
      readonly rows: readonly (readonly Expr[])[]
      readonly select?: Select
      readonly conflict?: 'ignore' | 'replace' | readonly Assignment[]
      readonly returning?: readonly Item[]
    }
  | {
      readonly kind: 'update'
      readonly table: TableName
      readonly alias?: string
      readonly set: readonly Assignment[]
      readonly where?: Expr
      readonly returning?: readonly Item[]
    }
  | {
      readonly kind: 'delete'
      readonly table: TableName
      readonly alias?: string
      readonly where?: Expr
      readonly returning?: readonly Item[]
      readonly limit?: Expr
    }
  | {
      readonly kind: 'createUser'
      readonly users: readonly UserName[]
      readonly password?: string
      readonly options: readonly string[]
      readonly ifNotExists: boolean
      readonly alter: boolean
      readonly what: 'ROLE' | 'USER'
    }
  | {
      readonly kind: 'dropUser'
      readonly users: readonly UserName[]
      readonly ifExists: boolean
      readonly what: 'ROLE' | 'USER'
    }
  | {
      readonly kind: 'grant'
      readonly revoke: boolean
      readonly rights: readonly string[]
      readonly on: string
      readonly to: readonly UserName[]
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  | {
      readonly kind: 'show'
      readonly what: string
      readonly name?: string
      readonly from?: string
      readonly like?: string
      readonly where?: Expr
      readonly user?: UserName
      readonly table?: TableName
    }
  | { readonly kind: 'describe'; readonly table: TableName }
  | { readonly kind: 'explain'; readonly of: Statement; readonly analyze: boolean }
  | { readonly kind: 'setVariable'; readonly name: string; readonly value: string }
  /** Accepted, kept nowhere: `tag` is what PostgreSQL answers. */
  | { readonly kind: 'nothing'; readonly tag: string }
