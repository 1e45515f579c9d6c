import type { Expr, Stmt } from '../tree'

/**
 * JavaScript to its tree: words and grammar in one pass, as a regular expression can only be told from a division by what stands before it.
 *
 * @models ECMA-262
 * @fidelity part: no async generators, static blocks, BigInt; a tag is given no raw texts
 */
export interface SyntaxFault {
  readonly kind: 'syntax'
  readonly words: string
  readonly line: number
  readonly beyond: boolean
  /** More lines could still make it whole. */
  readonly unfinished: boolean
}

export interface Reader {
  readonly source: string
  readonly rules: Rules
  at: number
  line: number
  word: Word
  /** A line ended before this word. */
  fresh: boolean
  behind: number
}

/** The rules that stand inside of each other. They come with the reader, so that no file has to import all the others. */
export interface Rules {
  readonly statement: (r: Reader) => Stmt
  readonly assignment: (r: Reader) => Expr
  readonly postfix: (r: Reader) => Expr
  readonly primary: (r: Reader) => Expr
}

export interface Word {
  readonly kind: 'name' | 'number' | 'string' | 'template' | 'regex' | 'op' | 'end'
  readonly text: string
  readonly line: number
  readonly from: number
  readonly flags?: string
}

function unexpected({ kind, text }: Word): string {
  if (kind === 'end') return 'Unexpected end of input'
  if (kind === 'string' || kind === 'number') return `Unexpected ${kind}`
  return `Unexpected ${kind === 'name' ? 'identifier' : 'token'} '${text}'`
}

export const fault = (r: Pick<Reader, 'word'>, words = unexpected(r.word)): SyntaxFault => ({
  kind: 'syntax',
  words,
  line: r.word.line,
  beyond: false,
  unfinished: r.word.kind === 'end',
})

export const beyond = (r: Reader, words: string): SyntaxFault => ({
  kind: 'syntax',
  words,
  line: r.word.line,
  beyond: true,
  unfinished: false,
})

const operators =
  /^(?:>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[-+*/%=<>!&|^~?:;,.(){}[\]@#])/

// A private member is a word too.
const names = /^#?[\p{L}_$][\p{L}\p{N}_$]*/u
const numbers = /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)n?/
const regexes = /^\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/

function blanks(r: Reader): void {
  r.fresh = false
  for (;;) {
    const blank = /^(?:[\s\ufeff]+|\/\/[^\n]*|\/\*[^]*?\*\/)/.exec(r.source.slice(r.at, r.at + 20_000))
    if (!blank) return
    const lines = blank[0].split('\n').length - 1
    if (lines > 0) r.fresh = true
    r.line += lines
    r.at += blank[0].length
  }
}

/** The next word; `value` where one may begin, so that a slash begins a regular expression. */
export function advance(r: Reader, value = false): void {
  r.behind = r.at
  blanks(r)
  const rest = r.source.slice(r.at, r.at + 2000)
  const mark = rest[0]
  if (mark === undefined) return taken(r, 'end', '')
  const name = names.exec(rest)
  if (name) return taken(r, 'name', name[0])
  const number = numbers.exec(rest)
  if (number) return taken(r, 'number', number[0])
  if (mark === '"' || mark === "'") return takeString(r, mark)
  if (mark === '`') return taken(r, 'template', '`')
  const regex = value ? regexes.exec(rest) : null
  if (regex) return taken(r, 'regex', regex[1]!, regex[0].length, regex[2])
  const op = operators.exec(rest)
  if (op) return taken(r, 'op', op[0])
  r.word = { kind: 'op', text: mark, line: r.line, from: r.at }
  throw fault(r, 'Invalid or unexpected token')
}

function taken(r: Reader, kind: Word['kind'], text: string, length = text.length, flags?: string): void {
  r.word = { kind, text, line: r.line, from: r.at, ...(flags !== undefined && { flags }) }
  r.line += r.source.slice(r.at, r.at + length).split('\n').length - 1
  r.at += length
}

function takeString(r: Reader, mark: string): void {
  for (let i = r.at + 1; i < r.source.length; i++) {
    if (r.source[i] === '\\') i++
    else if (r.source[i] === mark) return taken(r, 'string', unescaped(r.source.slice(r.at + 1, i)), i + 1 - r.at)
    else if (r.source[i] === '\n') break
  }
  throw fault({ word: { kind: 'op', text: mark, line: r.line, from: r.at } }, 'Invalid or unexpected token')
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
}

export const unescaped = (words: string): string =>
  words.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|([^]))/g, (_, x, u, big, one: string) =>
    (x ?? u ?? big) ? String.fromCodePoint(parseInt(x ?? u ?? big, 16)) : (escapes[one] ?? one),
  )
