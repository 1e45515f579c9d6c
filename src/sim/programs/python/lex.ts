/**
 * Words of a Python program; INDENT and DEDENT as Python's own tokenizer makes them.
 *
 * @models CPython Parser/tokenizer
 * @fidelity part: columns count UTF-16 units
 */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'op' | 'newline' | 'indent' | 'dedent' | 'end'
  readonly text: string
  readonly line: number
  readonly from: number
  readonly to: number
  /** Of a string: its prefix in lower case, and what is between the quotes. */
  readonly prefix?: string
  readonly body?: string
}

/** What Python says of a program that is none, and what lies beyond this interpreter. */
export interface PythonSyntax {
  readonly kind: 'syntax'
  readonly type: 'SyntaxError' | 'IndentationError' | 'TabError' | 'unsimulated'
  readonly words: string
  readonly line: number
  readonly from: number
  readonly to: number
  /** More lines could still make it whole: for the prompt. */
  readonly unfinished: boolean
}

export const faulty = (
  type: PythonSyntax['type'],
  words: string,
  line: number,
  from: number,
  to: number,
  unfinished = false,
): PythonSyntax => ({ kind: 'syntax', type, words, line, from, to, unfinished })

const operators =
  /^(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|\*\*|\/\/|>>|<<|<=|>=|==|!=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()[\]{},:.;=!])/

const number = /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][-+]?\d+)?)/
const string = /^([rRbBfFuU]{0,2})("""|'''|"|')/
const name = /^[\p{L}_][\p{L}\p{N}_]*/u

export function tokens(source: string): readonly Token[] {
  const out: Token[] = []
  const indents = [0]
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  let depth = 0
  let joined = false
  for (let at = 0; at < lines.length; at++) {
    let text = lines[at]!
    let column = 0
    if (depth === 0 && !joined) {
      column = /^[ \t\f]*/.exec(text)![0].length
      if (column === text.length || text[column] === '#') continue
      indentation(out, indents, text.slice(0, column), at + 1, text)
    }
    joined = false
    while (column < text.length) {
      const rest = text.slice(column)
      const blank = /^[ \t\f]+/.exec(rest)
      if (blank) {
        column += blank[0].length
        continue
      }
      if (rest.startsWith('#')) break
      if (rest === '\\') {
        joined = true
        break
      }
      const quote = string.exec(rest)
      if (quote) {
        const taken = wholeString(lines, at, column, quote)
        out.push(taken.token)
        at = taken.line
        text = lines[at]!
        column = taken.column
        continue
      }
      const found =
        name.exec(rest)?.[0] ?? (/^\.?\d/.test(rest) ? number.exec(rest)?.[0] : undefined) ?? operators.exec(rest)?.[0]
      if (found === undefined) {
        const words = /^["']/.test(rest) ? 'unterminated string literal' : `invalid character '${rest[0]}'`
        throw faulty('SyntaxError', rest[0]! < '\x7f' ? 'invalid syntax' : words, at + 1, column, column + 1)
      }
      const kind = name.test(found) ? 'name' : /^\.?\d/.test(found) ? 'number' : 'op'
      out.push({ kind, text: found, line: at + 1, from: column, to: column + found.length })
      if ('([{'.includes(found)) depth++
      if (')]}'.includes(found)) depth = Math.max(0, depth - 1)
      column += found.length
    }
    if (depth === 0 && !joined)
      out.push({ kind: 'newline', text: '', line: at + 1, from: text.length, to: text.length })
  }
  return [...out, ...ended(indents, lines.length, depth, out)]
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

function wholeString(lines: readonly string[], at: number, column: number, quote: RegExpExecArray) {
  const [head, prefix, mark] = quote as unknown as readonly [string, string, string]
  let line = at
  let position = column + head.length
  let body = ''
  for (;;) {
    const text = lines[line]!
    const end = closing(text, position, mark)
    if (end >= 0) {
      body += text.slice(position, end)
      const to = end + mark.length
      const token: Token = {
        kind: 'string',
        text: head,
        line: at + 1,
        from: column,
        to: line === at ? to : column + head.length,
        prefix: prefix.toLowerCase(),
        body,
      }
      return { token, line, column: to }
    }
    const continues = mark.length === 3 || /(^|[^\\])(\\\\)*\\$/.test(text.slice(position))
    if (!continues || line + 1 >= lines.length) {
      const words = mark.length === 3 ? 'unterminated triple-quoted string literal' : 'unterminated string literal'
      const where = mark.length === 3 ? lines.length : at + 1
      throw faulty('SyntaxError', `${words} (detected at line ${where})`, at + 1, column, column + 1, mark.length === 3)
    }
    body += `${text.slice(position)}\n`
    line++
    position = 0
  }
}

function closing(text: string, from: number, mark: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text.startsWith(mark, i)) return i
  }
  return -1
}
