import { TemplateError } from './node'

/**
 * Words of the actions of a template, with where they stand.
 *
 * @models Go text/template/parse/lex.go
 * @fidelity part: complex numbers are not known
 */
export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'string' | 'char' | 'number' | 'punct' | 'space'
  readonly text: string
  readonly at: number
}

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[]; readonly at: number }

/** `{{- ` and ` -}}` trim the text beside them. */
export function lex(source: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let trimNext = false
  for (;;) {
    const open = source.indexOf('{{', at)
    let text = source.slice(at, open < 0 ? undefined : open)
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, '')
    if (open < 0) {
      if (text !== '') pieces.push({ kind: 'text', text })
      return pieces
    }
    const trimLeft = /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4))
    if (trimLeft) text = text.replace(/[ \t\r\n]+$/, '')
    if (text !== '') pieces.push({ kind: 'text', text })
    const start = open + (trimLeft ? 3 : 2)
    const comment = /^\s*\/\*[^]*?\*\/\s*(-?)\}\}/.exec(source.slice(start))
    if (comment) {
      at = start + comment[0].length
      trimNext = comment[1] === '-'
      continue
    }
    const action = lexAction(source, start)
    pieces.push({ kind: 'action', tokens: action.tokens, at: open })
    at = action.end
    trimNext = action.trim
  }
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /^[ \t\r\n]+/],
  ['string', /^"(?:[^"\\\n]|\\.)*"|^`[^`]*`/],
  ['char', /^'(?:[^'\\\n]|\\.)+'/],
  ['number', /^[+-]?(?:0x[\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+)/],
  ['field', /^\.[\p{L}_][\p{L}\p{N}_]*/u],
  ['variable', /^\$[\p{L}\p{N}_]*/u],
  ['word', /^[\p{L}_][\p{L}\p{N}_]*/u],
  ['punct', /^(?::=|[.|(),=])/],
]

function lexAction(source: string, start: number): { tokens: Token[]; end: number; trim: boolean } {
  const tokens: Token[] = []
  let at = start
  for (;;) {
    const rest = source.slice(at)
    if (rest.startsWith('}}')) return { tokens, end: at + 2, trim: false }
    if (/^[ \t\r\n]+-\}\}/.test(rest)) return { tokens, end: at + rest.indexOf('-}}') + 3, trim: true }
    if (rest === '') throw new TemplateError('unclosed action')
    const found = next(rest, tokens)
    if (found === undefined) throw bad(rest)
    tokens.push({ ...found, at })
    at += found.text.length
  }
}

function next(rest: string, before: readonly Token[]): Omit<Token, 'at'> | undefined {
  const last = before.at(-1)
  for (const [kind, pattern] of patterns) {
    // `.5` after a field or word is no number: `.Names.5` is an error in Go too.
    if (kind === 'number' && rest[0] === '.' && last !== undefined && last.kind !== 'space') continue
    const m = pattern.exec(rest)
    if (m) return { kind, text: m[0] }
  }
  return undefined
}

function bad(rest: string): TemplateError {
  if (rest[0] === '"') return new TemplateError('unterminated quoted string')
  if (rest[0] === '`') return new TemplateError('unterminated raw quoted string')
  if (rest[0] === "'") return new TemplateError('unterminated character constant')
  const code = rest.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return new TemplateError(
    `unexpected bad character U+${code} '${String.fromCodePoint(rest.codePointAt(0)!)}' in command`,
  )
}
