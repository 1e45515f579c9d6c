import { emit } from '../../script/emit'
import type { Rules as RulesOf } from '../../script/rules'
import type { Expr, Place, Stmt } from '../tree'
import type { Code } from './code'

/** Where the compiler is. */

export type Block =
  | { readonly kind: 'loop'; readonly breaks: number[]; readonly top: number; readonly pops: boolean }
  | { readonly kind: 'try' }
  | { readonly kind: 'finally'; readonly body: readonly Stmt[] }
  | { readonly kind: 'with' }
  | { readonly kind: 'handling' }

export type Rules = RulesOf<Context, Stmt, Expr>

export type Statements<K extends Stmt['kind']> = Pick<Rules['statements'], K>
export type Expressions<K extends Expr['kind']> = Pick<Rules['expressions'], K>

export interface Context {
  readonly rules: Rules
  readonly ops: { o: string; a?: unknown; at?: Place }[]
  readonly codes: Code[]
  readonly file: string
  readonly blocks: Block[]
  readonly inFunction: boolean
  readonly globals: Set<string>
  readonly outers: Set<string>
  readonly renames: Map<string, string>
  /** A statement's value is shown: at the prompt. */
  readonly shows: boolean
}

type Given = Pick<Context, 'rules' | 'codes' | 'file' | 'inFunction' | 'shows'>

export const context = ({ rules, codes, file, inFunction, shows }: Given): Context => ({
  rules,
  ops: [],
  codes,
  file,
  blocks: [],
  inFunction,
  globals: new Set(),
  outers: new Set(),
  renames: new Map(),
  shows,
})

/** The context of a function inside of this one. */
export const inside = (c: Context): Context => context({ ...c, inFunction: true, shows: false })

export function statements(c: Context, list: readonly Stmt[]): void {
  for (const each of list) (c.rules.statements[each.kind] as (c: Context, s: Stmt) => void)(c, each)
}

export const expr = (c: Context, e: Expr): void => (c.rules.expressions[e.kind] as (c: Context, e: Expr) => void)(c, e)

export const expressionOrNone = (c: Context, e: Expr | undefined): void => {
  if (e) expr(c, e)
  else emit(c, 'const', null)
}
