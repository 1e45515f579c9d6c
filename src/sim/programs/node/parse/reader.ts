import { advance, fault, type Reader, type Word } from './words'
import type { Expr, Stmt } from '../tree'

/** Steps that all rules take. */

export const statement = (r: Reader): Stmt => r.rules.statement(r)

/** An expression without commas. */
export const assignment = (r: Reader): Expr => r.rules.assignment(r)

export const postfix = (r: Reader): Expr => r.rules.postfix(r)
export const primary = (r: Reader): Expr => r.rules.primary(r)

/** Whether what follows the current word is this. */
export const isBefore = (r: Reader, what: RegExp): boolean => what.test(r.source.slice(r.at, r.at + 200))

export const isOp = (r: Reader, ...ops: readonly string[]) => r.word.kind === 'op' && ops.includes(r.word.text)
export const isWord = (r: Reader, ...names: readonly string[]) => r.word.kind === 'name' && names.includes(r.word.text)

/** After these a value begins. */
const opens = (text: string) => text !== ')' && text !== ']' && text !== '}' && text !== '++' && text !== '--'

/** Behind these words a value begins. */
const beforeValues = new Set('return typeof case in of delete throw new void await else do yield'.split(' '))

export function take(r: Reader): Word {
  const { word } = r
  advance(r, word.kind === 'op' ? opens(word.text) : word.kind === 'name' && beforeValues.has(word.text))
  return word
}

export function takeOp(r: Reader, ...ops: readonly string[]): boolean {
  if (!isOp(r, ...ops)) return false
  take(r)
  return true
}

export function takeWord(r: Reader, ...names: readonly string[]): boolean {
  if (!isWord(r, ...names)) return false
  take(r)
  return true
}

export function expect(r: Reader, op: string): void {
  if (!takeOp(r, op)) throw op === ')' && r.word.kind !== 'end' ? fault(r, 'missing ) after argument list') : fault(r)
}

export const reserved = new Set(
  'break case catch class const continue debugger default delete do else export extends finally for function if import in instanceof new return super switch this throw try typeof var void while with'.split(
    ' ',
  ),
)

export function identifier(r: Reader): string {
  if (r.word.kind !== 'name' || reserved.has(r.word.text)) throw fault(r)
  return take(r).text
}

export function semicolon(r: Reader): void {
  if (takeOp(r, ';') || isOp(r, '}') || r.word.kind === 'end' || r.fresh) return
  throw fault(r)
}

/** The statements up to the bracket that closes them, which is left. */
function body(r: Reader): readonly Stmt[] {
  expect(r, '{')
  const list: Stmt[] = []
  while (!isOp(r, '}')) {
    if (r.word.kind === 'end') throw fault(r)
    list.push(statement(r))
  }
  return list
}

export function block(r: Reader): readonly Stmt[] {
  const list = body(r)
  advance(r, true)
  return list
}

/** A block whose end is the end of a value. */
export function valueBlock(r: Reader): readonly Stmt[] {
  const list = body(r)
  take(r)
  return list
}
