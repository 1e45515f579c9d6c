import { fault } from './fault'
import { lex, type Dialect, type Token } from './lex'
import type { Select } from './tree'

/** A reader's place in the words of a statement; it lives only while the statement is read. */
export interface Reader {
  readonly source: string
  readonly dialect: Dialect
  readonly tokens: readonly Token[]
  /** Reads a query inside an expression, which in turn is made of expressions. */
  readonly select: (r: Reader) => Select
  index: number
}

export const reader = (source: string, dialect: Dialect, select: (r: Reader) => Select): Reader => ({
  source,
  dialect,
  tokens: lex(source, dialect),
  select,
  index: 0,
})

export const peek = (r: Reader, ahead = 0): Token => r.tokens[Math.min(r.index + ahead, r.tokens.length - 1)]!

export const take = (r: Reader): Token => {
  const token = peek(r)
  if (token.kind !== 'end') r.index++
  return token
}

export const isWord = (token: Token, word: string): boolean =>
  token.kind === 'word' && token.text.toLowerCase() === word

/** Whether the next words are these. */
export const sees = (r: Reader, words: string): boolean => words.split(' ').every((word, i) => isWord(peek(r, i), word))

/** Takes these words where they are next. */
export function eat(r: Reader, words: string): boolean {
  if (!sees(r, words)) return false
  r.index += words.split(' ').length
  return true
}

export const seesOp = (r: Reader, op: string): boolean => peek(r).kind === 'op' && peek(r).text === op

export function eatOp(r: Reader, op: string): boolean {
  if (!seesOp(r, op)) return false
  r.index++
  return true
}

export const wrong = (r: Reader, token = peek(r)) => fault({ kind: 'syntax', at: token.at, end: token.end })

export function expect(r: Reader, words: string): void {
  for (const word of words.split(' ')) if (!eat(r, word)) throw wrong(r)
}

export function expectOp(r: Reader, op: string): void {
  if (!eatOp(r, op)) throw wrong(r)
}

/** Words that no name can be without quotes. */
const reserved = new Set(
  'select from where group having order limit offset union all distinct as on using join inner left right cross full natural and or not in is null like between case when then else end create drop table into values set default primary unique foreign references check constraint exists returning desc asc for'.split(
    ' ',
  ),
)
const reservedInMysql = new Set(
  'index key database databases insert update delete alter add show describe explain grant revoke by if interval condition int integer varchar char decimal'.split(
    ' ',
  ),
)
const reservedInPostgres = new Set('user column grant'.split(' '))

export const isReserved = (r: Reader, token: Token): boolean => {
  const word = token.text.toLowerCase()
  return (
    token.kind === 'word' &&
    (reserved.has(word) || (r.dialect === 'mysql' ? reservedInMysql : reservedInPostgres).has(word))
  )
}

export const isName = (r: Reader, token = peek(r)): boolean =>
  token.kind === 'quoted' || (token.kind === 'word' && !isReserved(r, token))

export function name(r: Reader): string {
  if (!isName(r)) throw wrong(r)
  return take(r).text
}

/** A name after a point may be any word. */
export function anyName(r: Reader): string {
  const token = peek(r)
  if (token.kind !== 'quoted' && token.kind !== 'word') throw wrong(r)
  return take(r).text
}

export function string(r: Reader): string {
  if (peek(r).kind !== 'string') throw wrong(r)
  return take(r).text
}

export function list<T>(r: Reader, one: (r: Reader) => T): readonly T[] {
  const found = [one(r)]
  while (eatOp(r, ',')) found.push(one(r))
  return found
}

export function inParens<T>(r: Reader, body: (r: Reader) => T): T {
  expectOp(r, '(')
  const found = body(r)
  expectOp(r, ')')
  return found
}

/** The source between where a reading began and where it is now. */
export function textSince(r: Reader, first: number): string {
  const from = r.tokens[first]!.at
  return r.source.slice(from, r.index > first ? r.tokens[r.index - 1]!.end : from)
}
