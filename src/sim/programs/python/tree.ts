/** The parts of a Python program, as the parser makes them. `at` is where: line from 1, columns from 0, the end of the same line. */
export interface Place {
  readonly line: number
  readonly from: number
  readonly to: number
  /** Where the part begins that the caret of a traceback points at. */
  readonly mark?: readonly [from: number, to: number]
}

export type Expr = { readonly at: Place } & (
  | { readonly kind: 'int'; readonly value: string }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: string }
  | { readonly kind: 'const'; readonly value: boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'fstring'; readonly parts: readonly FPart[] }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Expr[] }
  | { readonly kind: 'dict'; readonly pairs: readonly (readonly [key: Expr | undefined, value: Expr])[] }
  | { readonly kind: 'unary'; readonly op: '-' | '+' | '~' | 'not'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'compare'; readonly first: Expr; readonly rest: readonly (readonly [op: string, right: Expr])[] }
  | { readonly kind: 'choice'; readonly test: Expr; readonly then: Expr; readonly other: Expr }
  | { readonly kind: 'attr'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expr; readonly index: Expr }
  | { readonly kind: 'slice'; readonly parts: readonly (Expr | undefined)[] }
  | { readonly kind: 'call'; readonly of: Expr; readonly args: readonly Arg[] }
  | { readonly kind: 'lambda'; readonly params: Params; readonly body: Expr }
  | { readonly kind: 'star'; readonly of: Expr }
  | { readonly kind: 'yield'; readonly of?: Expr; readonly all: boolean }
  | { readonly kind: 'walrus'; readonly name: string; readonly value: Expr }
  | {
      readonly kind: 'comprehension'
      readonly makes: 'list' | 'set' | 'dict'
      readonly item: Expr
      readonly value?: Expr
      readonly loops: readonly Loop[]
    }
)

export interface Loop {
  readonly target: Expr
  readonly over: Expr
  readonly tests: readonly Expr[]
}

export interface Arg {
  readonly value: Expr
  /** `name=value`, `*value` or `**value`. */
  readonly name?: string
  readonly star?: '*' | '**'
}

export type FPart =
  string | { readonly value: Expr; readonly text?: string; readonly convert?: string; readonly spec: readonly FPart[] }

export interface Params {
  readonly names: readonly string[]
  readonly defaults: readonly (Expr | undefined)[]
  /** From here on by name only. */
  readonly keywordFrom: number
  readonly rest?: string
  readonly named?: string
}

export type Stmt = { readonly at: Place } & (
  | { readonly kind: 'expr'; readonly value: Expr }
  | { readonly kind: 'assign'; readonly targets: readonly Expr[]; readonly value: Expr }
  | { readonly kind: 'augment'; readonly target: Expr; readonly op: string; readonly value: Expr }
  | { readonly kind: 'annotated'; readonly name: string; readonly value?: Expr }
  | { readonly kind: 'del'; readonly targets: readonly Expr[] }
  | { readonly kind: 'pass' | 'break' | 'continue' }
  | { readonly kind: 'return' | 'raise'; readonly value?: Expr }
  | { readonly kind: 'scope'; readonly which: 'global' | 'nonlocal'; readonly names: readonly string[] }
  | { readonly kind: 'import'; readonly modules: readonly (readonly [name: string, as: string | undefined])[] }
  | { readonly kind: 'from'; readonly module: string; readonly names: readonly (readonly [name: string, as: string])[] }
  | { readonly kind: 'assert'; readonly test: Expr; readonly message?: Expr }
  | { readonly kind: 'if'; readonly test: Expr; readonly body: readonly Stmt[]; readonly other: readonly Stmt[] }
  | { readonly kind: 'while'; readonly test: Expr; readonly body: readonly Stmt[]; readonly other: readonly Stmt[] }
  | {
      readonly kind: 'for'
      readonly target: Expr
      readonly over: Expr
      readonly body: readonly Stmt[]
      readonly other: readonly Stmt[]
    }
  | {
      readonly kind: 'try'
      readonly body: readonly Stmt[]
      readonly handlers: readonly Handler[]
      readonly other: readonly Stmt[]
      readonly last: readonly Stmt[]
    }
  | { readonly kind: 'with'; readonly value: Expr; readonly target?: Expr; readonly body: readonly Stmt[] }
  | {
      readonly kind: 'def'
      readonly name: string
      readonly params: Params
      readonly body: readonly Stmt[]
      readonly decorators: readonly Expr[]
    }
  | {
      readonly kind: 'class'
      readonly name: string
      readonly bases: readonly Expr[]
      readonly body: readonly Stmt[]
      readonly decorators: readonly Expr[]
    }
)

export interface Handler {
  readonly type?: Expr
  readonly name?: string
  readonly body: readonly Stmt[]
}
