import { expressions } from './expressions'
import { tokens } from './lex'
import { before, next, peek, placeOf, span, type Reader, type Rules } from './reader'
import { faulty } from './token'
import type { Expr, FPart } from '../tree'

/** Strings and f-strings. */

/** Adjacent strings are one. */
export function strings(r: Reader): Expr {
  const start = placeOf(peek(r))
  const parts: FPart[] = []
  let bytes = false
  while (peek(r).kind === 'string') {
    const { prefix = '', body = '', line } = next(r)
    bytes ||= prefix.includes('b')
    if (prefix.includes('f')) parts.push(...formatted(r.rules, body, prefix.includes('r'), line))
    else parts.push(prefix.includes('r') ? body : unescaped(body))
  }
  const at = span(start, before(r))
  if (parts.every((part) => typeof part === 'string'))
    return { kind: bytes ? 'bytes' : 'str', value: parts.join(''), at }
  return { kind: 'fstring', parts, at }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
}

const unescaped = (body: string): string =>
  body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g,
    (all, x, u, big, octal, one: string | undefined) =>
      (x ?? u ?? big)
        ? String.fromCodePoint(parseInt(x ?? u ?? big, 16))
        : octal !== undefined
          ? String.fromCharCode(parseInt(octal, 8))
          : (escapes[one!] ?? all),
  )

function formatted(rules: Rules, body: string, raw: boolean, line: number): readonly FPart[] {
  const parts: FPart[] = []
  let words = ''
  for (let i = 0; i < body.length; i++) {
    const two = body.slice(i, i + 2)
    if (two === '{{' || two === '}}') {
      words += two[0]
      i++
    } else if (body[i] === '}') throw faulty('SyntaxError', "f-string: single '}' is not allowed", line, 0, 1)
    else if (body[i] === '{') {
      const end = fieldEnd(body, i + 1, line)
      if (words !== '') parts.push(raw ? words : unescaped(words))
      words = ''
      parts.push(field(rules, body.slice(i + 1, end), raw, line))
      i = end
    } else words += body[i]
  }
  if (words !== '') parts.push(raw ? words : unescaped(words))
  return parts
}

function fieldEnd(body: string, from: number, line: number): number {
  let depth = 0
  for (let i = from; i < body.length; i++) {
    const mark = body[i]!
    if (mark === '"' || mark === "'") i = Math.max(i, body.indexOf(mark, i + 1))
    else if ('{[('.includes(mark)) depth++
    else if (mark === '}' && depth === 0) return i
    else if ('}])'.includes(mark)) depth--
  }
  throw faulty('SyntaxError', "f-string: expecting '}'", line, 0, 1)
}

function field(rules: Rules, words: string, raw: boolean, line: number): FPart {
  const cut = fieldCut(words)
  const source = words.slice(0, cut)
  const [, convert, spec] = /^(?:!([rsa]))?(?::([^]*))?$/.exec(words.slice(cut)) ?? []
  const shown = /=\s*$/.exec(source) && !/[=!<>]=\s*$/.test(source) ? source : undefined
  const inner: Reader = {
    rules,
    tokens: tokens(`(${shown === undefined ? source : source.replace(/=\s*$/, '')})`).map((token) => ({
      ...token,
      line,
    })),
    at: 0,
  }
  const value = expressions(inner)
  return {
    value,
    ...(shown !== undefined && { text: shown }),
    ...(convert !== undefined && { convert }),
    spec: spec === undefined ? [] : formatted(rules, spec, raw, line),
  }
}

/** Where the expression of a field ends: at `!r` or at the `:` of its format. */
function fieldCut(words: string): number {
  let depth = 0
  for (let i = 0; i < words.length; i++) {
    const mark = words[i]!
    if (mark === '"' || mark === "'") i = Math.max(i, words.indexOf(mark, i + 1))
    else if ('{[('.includes(mark)) depth++
    else if ('}])'.includes(mark)) depth--
    else if (depth === 0 && mark === ':') return i
    else if (depth === 0 && mark === '!' && words[i + 1] !== '=') return i
  }
  return words.length
}
