/** The parts of a program of JavaScript. `at` is the line. */
export type Expr = { readonly at: number } & (
  | { readonly kind: 'value'; readonly value: number | string | boolean | null }
  | { readonly kind: 'undefined' | 'this' | 'super' }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'template'; readonly words: readonly string[]; readonly values: readonly Expr[] }
  | { readonly kind: 'array'; readonly items: readonly Expr[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'function'; readonly fn: Fn }
  | { readonly kind: 'class'; readonly made: ClassTree }
  | { readonly kind: 'unary'; readonly op: string; readonly of: Expr }
  | { readonly kind: 'update'; readonly op: '+' | '-'; readonly before: boolean; readonly of: Expr }
  | { readonly kind: 'binary' | 'logic'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'assign'; readonly op: string; readonly to: Expr; readonly value: Expr }
  | { readonly kind: 'choice'; readonly test: Expr; readonly then: Expr; readonly other: Expr }
  | { readonly kind: 'member'; readonly of: Expr; readonly name: Expr; readonly optional: boolean }
  | {
      readonly kind: 'call'
      readonly of: Expr
      readonly args: readonly Expr[]
      readonly optional: boolean
      readonly shown: string
    }
  | { readonly kind: 'new'; readonly of: Expr; readonly args: readonly Expr[] }
  | { readonly kind: 'spread' | 'wait'; readonly of: Expr }
  | { readonly kind: 'yield'; readonly of?: Expr; readonly all: boolean }
  | { readonly kind: 'comma'; readonly items: readonly Expr[] }
  /** `x = 1` in a pattern. */
  | { readonly kind: 'default'; readonly to: Expr; readonly value: Expr }
)

export interface Member {
  /** Undefined for `...value`. */
  readonly key?: Expr
  readonly value: Expr
  /** The value is what reads or writes the member. */
  readonly accessor?: 'get' | 'set'
}

export interface Fn {
  readonly name: string
  readonly params: readonly Expr[]
  readonly body: readonly Stmt[]
  readonly arrow: boolean
  readonly deferred: boolean
  readonly generator?: boolean
  /** An expression with a name of its own, which it knows inside. */
  readonly binds?: boolean
}

export interface ClassTree {
  readonly name: string
  readonly above?: Expr
  readonly members: readonly ClassMember[]
}

/** A method or a field; `fixed` is one of the class itself, `static`. */
export interface ClassMember {
  readonly name: Expr
  readonly fn?: Fn
  readonly value?: Expr
  readonly fixed: boolean
  readonly accessor?: 'get' | 'set'
}

export type Stmt = { readonly at: number } & (
  | { readonly kind: 'expr'; readonly value: Expr }
  | {
      readonly kind: 'declare'
      readonly pairs: readonly (readonly [to: Expr, value: Expr | undefined])[]
      readonly hoist?: boolean
      readonly constant?: boolean
    }
  | { readonly kind: 'function'; readonly fn: Fn }
  | { readonly kind: 'block'; readonly body: readonly Stmt[] }
  | { readonly kind: 'if'; readonly test: Expr; readonly then: Stmt; readonly other?: Stmt }
  | { readonly kind: 'while'; readonly test: Expr; readonly body: Stmt; readonly first: boolean }
  | { readonly kind: 'for'; readonly begin?: Stmt; readonly test?: Expr; readonly step?: Expr; readonly body: Stmt }
  | { readonly kind: 'each'; readonly of: boolean; readonly to: Expr; readonly over: Expr; readonly body: Stmt }
  | {
      readonly kind: 'switch'
      readonly on: Expr
      readonly cases: readonly { readonly test?: Expr; readonly body: readonly Stmt[] }[]
    }
  | {
      readonly kind: 'try'
      readonly body: readonly Stmt[]
      readonly param?: Expr
      readonly handler?: readonly Stmt[]
      readonly last?: readonly Stmt[]
    }
  | { readonly kind: 'return' | 'throw'; readonly value?: Expr }
  | { readonly kind: 'break' | 'continue'; readonly label?: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Stmt }
  | { readonly kind: 'empty' }
)
