import { wholeString } from './lex-string'
import { faulty, type PythonSyntax, type Token } from './token'

const operators =
  /^(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|\*\*|\/\/|>>|<<|<=|>=|==|!=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()[\]{},:.;=!])/

const number = /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][-+]?\d+)?)/
const string = /^([rRbBfFuU]{0,2})("""|'''|"|')/
const name = /^[\p{L}_][\p{L}\p{N}_]*/u

/** Where the tokenizer is. `depth` is how many brackets are open; `joined` that the line before ended with a backslash. */
interface Lexing {
  readonly lines: readonly string[]
  readonly out: Token[]
  readonly indents: number[]
  line: number
  column: number
  depth: number
  joined: boolean
}

export function tokens(source: string): readonly Token[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const at: Lexing = { lines, out: [], indents: [0], line: 0, column: 0, depth: 0, joined: false }
  for (; at.line < lines.length; at.line++) lineOf(at)
  return [...at.out, ...ended(at.indents, lines.length, at.depth, at.out)]
}

function lineOf(at: Lexing): void {
  at.column = 0
  if (at.depth === 0 && !at.joined && !begun(at)) return
  at.joined = false
  while (word(at));
  const { length } = at.lines[at.line]!
  if (at.depth === 0 && !at.joined)
    at.out.push({ kind: 'newline', text: '', line: at.line + 1, from: length, to: length })
}

/** The indentation of a line; false where nothing else is on it. */
function begun(at: Lexing): boolean {
  const text = at.lines[at.line]!
  at.column = /^[ \t\f]*/.exec(text)![0].length
  if (at.column === text.length || text[at.column] === '#') return false
  indentation(at.out, at.indents, text.slice(0, at.column), at.line + 1, text)
  return true
}

/** The next word of a line; false at its end. */
function word(at: Lexing): boolean {
  at.column += /^[ \t\f]*/.exec(at.lines[at.line]!.slice(at.column))![0].length
  const rest = at.lines[at.line]!.slice(at.column)
  at.joined = rest === '\\'
  if (at.joined || rest === '' || rest.startsWith('#')) return false
  const quote = string.exec(rest)
  if (quote) {
    const taken = wholeString(at.lines, at.line, at.column, quote)
    at.out.push(taken.token)
    at.line = taken.line
    at.column = taken.column
    return true
  }
  const numeric = /^\.?\d/.test(rest)
  const found = (name.exec(rest) ?? (numeric ? number.exec(rest) : undefined) ?? operators.exec(rest))?.[0]
  if (found === undefined) throw oddCharacter(at, rest)
  const kind = name.test(found) ? 'name' : numeric ? 'number' : 'op'
  at.out.push({ kind, text: found, line: at.line + 1, from: at.column, to: at.column + found.length })
  if ('([{'.includes(found)) at.depth++
  if (')]}'.includes(found)) at.depth = Math.max(0, at.depth - 1)
  at.column += found.length
  return true
}

function oddCharacter(at: Lexing, rest: string): PythonSyntax {
  const words = /^["']/.test(rest) ? 'unterminated string literal' : `invalid character '${rest[0]}'`
  return faulty('SyntaxError', rest[0]! < '\x7f' ? 'invalid syntax' : words, at.line + 1, at.column, at.column + 1)
}

function indentation(out: Token[], indents: number[], blank: string, line: number, text: string): void {
  const width = blank.replace(/\t/g, '        ').length
  const place = { line, from: 0, to: blank.length }
  if (width > indents.at(-1)!) {
    indents.push(width)
    out.push({ kind: 'indent', text: '', ...place })
  }
  while (width < indents.at(-1)!) {
    indents.pop()
    out.push({ kind: 'dedent', text: '', ...place })
  }
  if (width !== indents.at(-1)!)
    throw faulty(
      'IndentationError',
      'unindent does not match any outer indentation level',
      line,
      text.length,
      text.length,
    )
}

function ended(indents: readonly number[], line: number, depth: number, out: readonly Token[]): readonly Token[] {
  const place = { text: '', line, from: 0, to: 0 }
  if (depth > 0) {
    const open = openBracket(out)
    throw faulty('SyntaxError', `'${open.text}' was never closed`, open.line, open.from, open.to, true)
  }
  return [...indents.slice(1).map((): Token => ({ kind: 'dedent', ...place })), { kind: 'end', ...place }]
}

function openBracket(out: readonly Token[]): Token {
  const open: Token[] = []
  for (const token of out) {
    if (token.kind === 'op' && '([{'.includes(token.text)) open.push(token)
    if (token.kind === 'op' && ')]}'.includes(token.text)) open.pop()
  }
  return open.at(-1)!
}
