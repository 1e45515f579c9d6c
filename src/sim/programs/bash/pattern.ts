/**
 * Shell patterns (glob(7)) as regular expressions. In a pattern's text a backslash quotes the character after it.
 *
 * @models bash lib/glob/sm_loop.c
 * @fidelity part: negated groups `!(…)` look no further than the end of the string
 */
export function patternRegExp(
  pattern: string,
  extended: boolean,
  anchors: 'both' | 'none' | 'start' | 'end' = 'both',
  blind = false,
): RegExp {
  const body = translate(pattern, extended)
  const head = anchors === 'both' || anchors === 'start' ? '^' : ''
  const tail = anchors === 'both' || anchors === 'end' ? '$' : ''
  return new RegExp(`${head}(?:${body})${tail}`, `${anchors === 'none' ? 'gu' : 'u'}${blind ? 'i' : ''}`)
}

export const matches = (pattern: string, words: string, extended = true, blind = false): boolean =>
  !blind && isPlain(pattern)
    ? unescapePattern(pattern) === words
    : patternRegExp(pattern, extended, 'both', blind).test(words)

const isPlain = (pattern: string): boolean => !/[*?[(]/.test(pattern)

export const escapePattern = (words: string): string => words.replace(/[\\*?[\]()|!@+^-]/g, '\\$&')
export const unescapePattern = (pattern: string): string => pattern.replace(/\\([^])/g, '$1')
export const hasMagic = (words: string): boolean => /[*?]|\[.*\]/.test(words)

const literal = (char: string): string =>
  char.replace(/[\\^$.*+?()[\]{}|/-]/g, (c) => (c === '-' || c === '/' ? c : `\\${c}`))

function translate(pattern: string, extended: boolean): string {
  let out = ''
  let at = 0
  while (at < pattern.length) {
    const char = String.fromCodePoint(pattern.codePointAt(at)!)
    const group = extended && '?*+@!'.includes(char) && pattern[at + 1] === '(' ? closing(pattern, at + 1) : -1
    if (group > 0) {
      out += grouped(char, alternatives(pattern.slice(at + 2, group)), extended)
      at = group + 1
    } else if (char === '\\' && at + 1 < pattern.length) {
      const next = String.fromCodePoint(pattern.codePointAt(at + 1)!)
      out += literal(next)
      at += 1 + next.length
    } else if (char === '[') {
      const [text, next] = bracket(pattern, at)
      out += text
      at = next
    } else {
      out += char === '*' ? '[^]*' : char === '?' ? '[^]' : literal(char)
      at += char.length
    }
  }
  return out
}

function closing(pattern: string, open: number): number {
  let depth = 0
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '(') depth++
    else if (pattern[at] === ')' && --depth === 0) return at
  }
  return -1
}

function alternatives(inner: string): readonly string[] {
  const out: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === '\\') at++
    else if (inner[at] === '(') depth++
    else if (inner[at] === ')') depth--
    else if (inner[at] === '|' && depth === 0) {
      out.push(inner.slice(from, at))
      from = at + 1
    }
  }
  return [...out, inner.slice(from)]
}

function grouped(kind: string, choices: readonly string[], extended: boolean): string {
  const any = `(?:${choices.map((c) => translate(c, extended)).join('|')})`
  if (kind === '!') return `(?!${any}$)[^]*`
  return kind === '@' ? any : any + kind
}

const classes: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  word: '\\w',
}

function bracket(pattern: string, open: number): readonly [string, number] {
  let at = open + 1
  const negated = pattern[at] === '!' || pattern[at] === '^'
  if (negated) at++
  let body = ''
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first) return [body === '' ? '(?!)' : `[${negated ? '^' : ''}${body}]`, at + 1]
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at))
    if (named !== null) {
      body += classes[named[1]!] ?? ''
      at += named[0].length
      continue
    }
    const quoted = pattern[at] === '\\' && at + 1 < pattern.length
    if (quoted) at++
    const char = String.fromCodePoint(pattern.codePointAt(at)!)
    const range = !quoted && char === '-' && body !== '' && pattern[at + 1] !== ']'
    body += range
      ? '-'
      : /[\\\]^[-]/.test(char) || /[/&!#%,:;<=>@`~{}|.*+?$()]/.test(char)
        ? `\\u{${char.codePointAt(0)!.toString(16)}}`
        : char
    at += char.length
  }
  return ['\\[', open + 1]
}
