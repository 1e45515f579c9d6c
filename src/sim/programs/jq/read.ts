/** The words of a jq program, one after the other, and what is said where another one should stand. */
export interface Mistake {
  readonly mistake: string
}
export const isMistake = (e: unknown): e is Mistake => typeof e === 'object' && e !== null && 'mistake' in e

export interface Reader {
  readonly source: string
  at: number
}

const word = /[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/y
export const reserved = new Set([
  'then',
  'elif',
  'else',
  'end',
  'as',
  'and',
  'or',
  'catch',
  'def',
  'reduce',
  'foreach',
  'if',
  'try',
  'label',
  'import',
  'include',
  '__loc__',
])

export function blanks(r: Reader): void {
  const found = /(?:\s|#[^\n]*)*/y
  found.lastIndex = r.at
  found.exec(r.source)
  r.at = found.lastIndex
}

export function unexpected(r: Reader): never {
  const char = r.source[r.at]
  const what =
    char === undefined
      ? 'end of file'
      : /[A-Za-z_]/.test(char)
        ? 'IDENT'
        : /\d/.test(char)
          ? 'LITERAL'
          : /["@$%&~^`\\]/.test(char) || char === "'"
            ? 'INVALID_CHARACTER'
            : `'${char}'`
  throw { mistake: `syntax error, unexpected ${what} (Unix shell quoting issues?)` } satisfies Mistake
}

export function match(r: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = r.at
  const found = pattern.exec(r.source)?.[0]
  if (found === undefined) return undefined
  r.at += found.length
  blanks(r)
  return found
}

export const symbol = (r: Reader, text: string): boolean => {
  if (!r.source.startsWith(text, r.at)) return false
  r.at += text.length
  blanks(r)
  return true
}

export const keyword = (r: Reader, text: string): boolean =>
  r.source.startsWith(text, r.at) && !/[\w:]/.test(r.source[r.at + text.length] ?? '') && symbol(r, text)

export function need(r: Reader, text: string): void {
  if (!(/\w/.test(text) ? keyword(r, text) : symbol(r, text))) unexpected(r)
}

export function name(r: Reader): string {
  return match(r, word) ?? unexpected(r)
}
