import { fault } from './fault'

/**
 * The words of an SQL text.
 *
 * @models mysql sql/sql_lex.cc, postgres src/backend/parser/scan.l
 * @fidelity part: no national, bit or unicode-escaped strings
 */
export type Dialect = 'mysql' | 'postgres'

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'op' | 'variable' | 'end'
  /** Names as they count (PostgreSQL folds bare ones), strings without their quotes. */
  readonly text: string
  readonly at: number
  readonly end: number
}

const operators = ['<=>', '->>', '::', '<=', '>=', '<>', '!=', '||', '&&', ':=', '->', '!~', '~*']

export function lex(source: string, dialect: Dialect): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at = skipBlank(source, at, dialect)
    if (at >= source.length) break
    const token = next(source, at, dialect)
    tokens.push(token)
    at = token.end
  }
  return [...tokens, { kind: 'end', text: '', at: source.length, end: source.length }]
}

/** Past white space and comments; MySQL's conditional comments are read as what is in them. */
function skipBlank(source: string, from: number, dialect: Dialect): number {
  let at = from
  for (;;) {
    const rest = source.slice(at, at + 3)
    if (/^\s/.test(rest)) at++
    else if (dialect === 'mysql' && rest.startsWith('/*!')) at += /^\/\*!\d*/.exec(source.slice(at, at + 12))![0].length
    else if (dialect === 'mysql' && rest.startsWith('*/')) at += 2
    else if (rest.startsWith('--') || (rest.startsWith('#') && dialect === 'mysql')) at = after(source, '\n', at)
    else if (rest.startsWith('/*')) at = after(source, '*/', at + 2)
    else return at
  }
}

const after = (source: string, mark: string, at: number): number => {
  const found = source.indexOf(mark, at)
  return found < 0 ? source.length : found + mark.length
}

function next(source: string, at: number, dialect: Dialect): Token {
  const char = source[at]!
  const rest = source.slice(at, at + 200)
  if (char === "'" || (char === '"' && dialect === 'mysql'))
    return quoted(source, at, at, char, dialect === 'mysql', 'string')
  if (/^[eE]'/.test(rest) && dialect === 'postgres') return quoted(source, at, at + 1, "'", true, 'string')
  if (char === '"' || (char === '`' && dialect === 'mysql')) return quoted(source, at, at, char, false, 'quoted')
  const dollar = dialect === 'postgres' ? /^\$\w*\$/.exec(rest)?.[0] : undefined
  if (dollar !== undefined) return dollarQuoted(source, at, dollar)
  const number = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)?.[0]
  if (number !== undefined) return { kind: 'number', text: number, at, end: at + number.length }
  const variable = /^@@?[\w.$]+/.exec(rest)?.[0]
  if (variable !== undefined) return { kind: 'variable', text: variable, at, end: at + variable.length }
  const word = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/.exec(rest)?.[0]
  if (word !== undefined) {
    const text = dialect === 'postgres' ? word.toLowerCase() : word
    return { kind: 'word', text, at, end: at + word.length }
  }
  const op = operators.find((each) => rest.startsWith(each)) ?? char
  return { kind: 'op', text: op, at, end: at + op.length }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', Z: '\x1a' }

function quoted(
  source: string,
  at: number,
  open: number,
  mark: string,
  backslash: boolean,
  kind: 'string' | 'quoted',
): Token {
  let text = ''
  for (let i = open + 1; i < source.length; i++) {
    const char = source[i]!
    if (char === '\\' && backslash) {
      const escaped = source[++i] ?? ''
      // LIKE's own escapes stay as they are.
      text += escaped === '%' || escaped === '_' ? `\\${escaped}` : (escapes[escaped] ?? escaped)
    } else if (char !== mark) text += char
    else if (source[i + 1] === mark) {
      text += mark
      i++
    } else return { kind, text, at, end: i + 1 }
  }
  throw fault({ kind: 'unterminated', at, quote: mark })
}

function dollarQuoted(source: string, at: number, mark: string): Token {
  const end = source.indexOf(mark, at + mark.length)
  if (end < 0) throw fault({ kind: 'unterminated', at, quote: mark })
  return { kind: 'string', text: source.slice(at + mark.length, end), at, end: end + mark.length }
}
