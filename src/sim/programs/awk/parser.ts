import type { Token } from './lex'
import type { Script } from './tree'

/** Where the parser is. */
export interface Parser {
  readonly tokens: readonly Token[]
  at: number
  /** Inside `print`: `>` is a redirection. */
  noGreater: boolean
  readonly functions: Record<string, Script['functions'][string]>
  readonly calls: Token[]
  asks: boolean
}

/** What is wrong with the program, and where. */
export interface Fault {
  readonly fault: string
  readonly line: number
}

export const fault = (words: string, token: Token): Fault => {
  const near = token.text === '\n' ? 'end of line' : token.text
  return { fault: near === '' || words.startsWith('function ') ? words : `${words} near ${near}`, line: token.line }
}
export const isFault = (error: unknown): error is Fault =>
  typeof error === 'object' && error !== null && 'fault' in error

export const peek = (p: Parser): Token => p.tokens[p.at]!

const plain = (token: Token): boolean => token.kind === 'op' || token.kind === 'keyword'

export const isOp = (p: Parser, text: string): boolean => peek(p).text === text && plain(peek(p))

export function accept(p: Parser, text: string): boolean {
  if (!isOp(p, text)) return false
  p.at++
  return true
}

export function expect(p: Parser, text: string): void {
  if (!accept(p, text))
    throw fault(
      peek(p).kind === 'end'
        ? `missing ${text} near end of file`
        : /[)}\]]/.test(text)
          ? `missing ${text}`
          : 'syntax error at or',
      peek(p),
    )
}

export function wordOf(p: Parser): string {
  const token = peek(p)
  if (token.kind !== 'name' && token.kind !== 'call') throw fault('syntax error at or', token)
  p.at++
  return token.text
}

/** Past newlines and semicolons. */
export const skip = (p: Parser): void => {
  while (peek(p).kind === 'newline' || isOp(p, ';')) p.at++
}

/** A statement ends with its line, a semicolon or the block. */
export function terminated<T>(p: Parser, statement: T): T {
  if (isOp(p, ';') || peek(p).kind === 'newline') p.at++
  else if (!isOp(p, '}') && peek(p).kind !== 'end' && !isOp(p, 'else')) throw fault('syntax error at or', peek(p))
  return statement
}
