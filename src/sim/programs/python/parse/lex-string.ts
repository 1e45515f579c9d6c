import { faulty, type Token } from './token'

/** Strings, over several lines too. */

export function wholeString(lines: readonly string[], at: number, column: number, quote: RegExpExecArray) {
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
