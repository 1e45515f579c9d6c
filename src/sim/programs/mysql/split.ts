/** Takes a client's input apart: statements end at `;`, `\G` or `\g`, but not inside quotes or comments. */
export interface Piece {
  readonly text: string
  readonly end: ';' | '\\G' | '\\c'
  /** On which line of the input it began. */
  readonly rest: string
}

/** What of a statement is still open, as the prompt shows it: `'>`, `">`, a backtick, `/*>`, or nothing. */
export type Open = '' | "'" | '"' | '`' | '/*'

export function split(input: string, delimiter = ';'): Piece | { readonly open: Open } {
  let open: Open = ''
  for (let i = 0; i < input.length; i++) {
    const char = input[i]!
    const two = input.slice(i, i + 2)
    if (open === '/*') {
      if (two === '*/') {
        open = ''
        i++
      }
    } else if (open !== '') {
      if (char === '\\' && open !== '`') i++
      else if (char === open) open = ''
    } else if (input.startsWith(delimiter, i))
      return { text: input.slice(0, i), end: ';', rest: input.slice(i + delimiter.length) }
    else if (two === '\\G' || two === '\\g')
      return { text: input.slice(0, i), end: two === '\\G' ? '\\G' : ';', rest: input.slice(i + 2) }
    else if (two === '\\c') return { text: '', end: '\\c', rest: input.slice(i + 2).replace(/^\n/, '') }
    else if (char === "'" || char === '"' || char === '`') open = char
    else if (two === '/*') {
      open = '/*'
      i++
    } else if (char === '#' || /^--\s/.test(input.slice(i, i + 3))) {
      const end = input.indexOf('\n', i)
      if (end < 0) return { open: '' }
      i = end
    }
  }
  return { open }
}

/** Without the comments and blanks before it; the client sends no statement that is nothing. */
export const bare = (text: string): string =>
  text.replace(/^(?:\s+|#[^\n]*(?:\n|$)|--(?:[ \t][^\n]*)?(?:\n|$)|\/\*(?!!)[\s\S]*?\*\/)+/, '').trimEnd()
