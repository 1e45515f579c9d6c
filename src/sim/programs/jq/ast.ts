import type { Json } from './json'

/** A jq program as it was read. */
export type Ast =
  | { readonly kind: 'identity' | 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'text'; readonly format: string | undefined; readonly parts: readonly (string | Ast)[] }
  | { readonly kind: 'index'; readonly of: Ast; readonly by: Ast }
  | { readonly kind: 'slice'; readonly of: Ast; readonly from: Ast | undefined; readonly to: Ast | undefined }
  | { readonly kind: 'each'; readonly of: Ast }
  | { readonly kind: 'array'; readonly of: Ast | undefined }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Ast, value: Ast])[] }
  | { readonly kind: 'pipe' | 'comma'; readonly left: Ast; readonly right: Ast }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Ast; readonly right: Ast }
  | { readonly kind: 'negate'; readonly of: Ast }
  | { readonly kind: 'if'; readonly test: Ast; readonly then: Ast; readonly other: Ast | undefined }
  | { readonly kind: 'try'; readonly of: Ast; readonly caught: Ast | undefined }
  | { readonly kind: 'bind'; readonly of: Ast; readonly pattern: Pattern; readonly body: Ast }
  | {
      readonly kind: 'fold'
      readonly all: boolean
      readonly of: Ast
      readonly pattern: Pattern
      readonly first: Ast
      readonly update: Ast
      readonly show: Ast | undefined
    }
  | {
      readonly kind: 'define'
      readonly name: string
      readonly params: readonly string[]
      readonly is: Ast
      readonly body: Ast
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Ast[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Ast }
  | { readonly kind: 'break'; readonly name: string }

export type Pattern = string | readonly Pattern[] | ReadonlyMap<string, Pattern>
