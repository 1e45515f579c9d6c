import { emit } from '../../script/emit'
import type { Rules as RulesOf } from '../../script/rules'
import type { Expr, Stmt } from '../tree'
import type { Code } from './code'

/** Where the compiler is. */

export type Block =
  | {
      readonly kind: 'loop' | 'switch'
      readonly breaks: number[]
      readonly continues: number[]
      readonly scopes: number
      readonly pops: boolean
      readonly label?: string
    }
  | { readonly kind: 'try' }
  | { readonly kind: 'finally'; readonly body: readonly Stmt[] }

export type Rules = RulesOf<Context, Stmt, Expr>

export type Statements<K extends Stmt['kind']> = Pick<Rules['statements'], K>
export type Expressions<K extends Expr['kind']> = Pick<Rules['expressions'], K>

export interface Context {
  readonly rules: Rules
  readonly ops: { o: string; a?: unknown; at?: number }[]
  readonly codes: Code[]
  readonly file: string
  readonly blocks: Block[]
  scopes: number
  at: number
  /** The label before the loop that comes next. */
  label?: string
}

export const context = ({ rules, codes, file }: Pick<Context, 'rules' | 'codes' | 'file'>): Context => ({
  rules,
  ops: [],
  codes,
  file,
  blocks: [],
  scopes: 0,
  at: 1,
})

/** Functions can be called before the line that they stand on. */
export function statements(c: Context, list: readonly Stmt[]): void {
  for (const s of list) if (s.kind === 'function') c.rules.statements.function(c, s)
  for (const s of list) if (s.kind !== 'function') statement(c, s)
}

export function statement(c: Context, s: Stmt): void {
  c.at = s.at
  ;(c.rules.statements[s.kind] as (c: Context, s: Stmt) => void)(c, s)
}

export function expr(c: Context, e: Expr): void {
  c.at = e.at
  ;(c.rules.expressions[e.kind] as (c: Context, e: Expr) => void)(c, e)
}

/** A function that has no name takes that of what it is given to. */
export function named(c: Context, value: Expr, name: string): void {
  if (value.kind === 'function' && value.fn.name === '')
    return expr(c, { ...value, fn: { ...value.fn, name, binds: false } })
  if (value.kind === 'class' && value.made.name === '') return expr(c, { ...value, made: { ...value.made, name } })
  expr(c, value)
}

export const expressionOrNone = (c: Context, e: Expr | undefined): void => {
  if (e) expr(c, e)
  else emit(c, 'undefined')
}

const declares = (list: readonly Stmt[]) =>
  list.some((s) => (s.kind === 'declare' && !s.hoist) || s.kind === 'function')

export function scoped(c: Context, list: readonly Stmt[]): void {
  if (!declares(list)) return statements(c, list)
  enter(c)
  statements(c, list)
  leave(c)
}

export const enter = (c: Context): void => {
  emit(c, 'scope')
  c.scopes++
}

export const leave = (c: Context): void => {
  emit(c, 'unscope', 1)
  c.scopes--
}
