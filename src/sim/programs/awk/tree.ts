/** An AWK program as a tree of plain data. Strings are byte strings. */
export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | Place
  | { readonly kind: 'group'; readonly of: readonly Expr[] }
  | { readonly kind: 'unary'; readonly op: string; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'in'; readonly keys: readonly Expr[]; readonly array: string }
  | { readonly kind: 'ternary'; readonly test: Expr; readonly then: Expr; readonly other: Expr }
  | { readonly kind: 'assign'; readonly op: string; readonly to: Place; readonly value: Expr }
  | { readonly kind: 'step'; readonly by: number; readonly prefix: boolean; readonly of: Place }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly own: boolean }
  | {
      readonly kind: 'getline'
      readonly from: 'main' | 'file' | 'command'
      readonly source?: Expr
      readonly to?: Place
    }

/** What can be assigned to. */
export type Place =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'cell'; readonly array: string; readonly keys: readonly Expr[] }
  | { readonly kind: 'field'; readonly of: Expr }

export interface Output {
  readonly op: '>' | '>>' | '|'
  readonly to: Expr
}

export type Stmt =
  | { readonly kind: 'block'; readonly body: readonly Stmt[] }
  | { readonly kind: 'expr'; readonly of: Expr }
  | { readonly kind: 'print'; readonly format: boolean; readonly args: readonly Expr[]; readonly output?: Output }
  | { readonly kind: 'if'; readonly test: Expr; readonly then: Stmt; readonly other?: Stmt }
  | {
      readonly kind: 'loop'
      readonly first?: Stmt
      readonly test?: Expr
      readonly step?: Stmt
      readonly body: Stmt
      readonly late: boolean
    }
  | { readonly kind: 'each'; readonly name: string; readonly array: string; readonly body: Stmt }
  | { readonly kind: 'delete'; readonly array: string; readonly keys?: readonly Expr[] }
  | { readonly kind: 'jump'; readonly to: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly kind: 'leave'; readonly by: 'exit' | 'return'; readonly value?: Expr }

export interface Rule {
  readonly from?: Expr
  /** Of a range pattern. */
  readonly until?: Expr
  readonly body?: Stmt
}

export interface Script {
  readonly begin: readonly Stmt[]
  readonly rules: readonly Rule[]
  readonly end: readonly Stmt[]
  readonly functions: Readonly<Record<string, { readonly params: readonly string[]; readonly body: Stmt }>>
  /** It runs commands or reads ahead: what a record has changed may have to be taken back. */
  readonly asks: boolean
}
