import { faulty, type PythonSyntax, type Token } from './token'
import type { Expr, Place, Stmt } from '../tree'

/** Steps that all rules take. */

/** Where a parser is. Each rule takes it by reference and moves it on. */
export interface Reader {
  readonly tokens: readonly Token[]
  readonly rules: Rules
  at: number
}

/** The rules that stand inside of each other. They come with the reader, so that no file has to import all the others. */
export interface Rules {
  readonly statement: (r: Reader) => readonly Stmt[]
  readonly expression: (r: Reader) => Expr
  readonly starred: (r: Reader) => Expr
  readonly disjunction: (r: Reader) => Expr
  readonly postfix: (r: Reader) => Expr
}

export const statement = (r: Reader): readonly Stmt[] => r.rules.statement(r)
export const expression = (r: Reader): Expr => r.rules.expression(r)

/** An expression, or `*` and one. */
export const starred = (r: Reader): Expr => r.rules.starred(r)

/** An expression without `if` and `lambda`. */
export const disjunction = (r: Reader): Expr => r.rules.disjunction(r)

export const postfix = (r: Reader): Expr => r.rules.postfix(r)

export const peek = (r: Reader): Token => r.tokens[Math.min(r.at, r.tokens.length - 1)]!

export const isOp = (r: Reader, ...texts: readonly string[]): boolean =>
  peek(r).kind === 'op' && texts.includes(peek(r).text)

export const isWord = (r: Reader, ...texts: readonly string[]): boolean =>
  peek(r).kind === 'name' && texts.includes(peek(r).text)

export const next = (r: Reader): Token => r.tokens[Math.min(r.at++, r.tokens.length - 1)]!

export function takeOp(r: Reader, ...texts: readonly string[]): boolean {
  if (!isOp(r, ...texts)) return false
  r.at++
  return true
}

export function takeWord(r: Reader, ...texts: readonly string[]): boolean {
  if (!isWord(r, ...texts)) return false
  r.at++
  return true
}

export function invalid(r: Reader, words = 'invalid syntax', token = peek(r)): PythonSyntax {
  const atEnd = token.kind === 'end' || token.kind === 'dedent'
  return faulty('SyntaxError', words, token.line, token.from, Math.max(token.to, token.from + 1), atEnd)
}

export const beyond = (words: string, token: { readonly line: number }): PythonSyntax =>
  faulty('unsimulated', words, token.line, 0, 0)

export function expectOp(r: Reader, text: string): Token {
  if (!isOp(r, text)) throw invalid(r, text === ':' ? "expected ':'" : 'invalid syntax')
  return next(r)
}

export const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

export function expectName(r: Reader): string {
  const token = peek(r)
  if (token.kind !== 'name' || keywords.has(token.text)) throw invalid(r)
  r.at++
  return token.text
}

export const span = (from: Place, to: Place): Place => ({
  line: from.line,
  from: from.from,
  to: to.line === from.line ? to.to : from.to,
})

export const placeOf = (token: Token): Place => ({ line: token.line, from: token.from, to: token.to })
export const before = (r: Reader): Place => placeOf(r.tokens[r.at - 1]!)

export const place = (r: Reader): Place => ({ line: peek(r).line, from: peek(r).from, to: peek(r).to })

/** Up to the end of what was read last. */
export const whole = (r: Reader, at: Place): Place => ({ ...at, to: r.tokens[r.at - 1]!.to })

export const endsLine = (r: Reader): boolean => peek(r).kind === 'newline' || peek(r).kind === 'end' || isOp(r, ';')
