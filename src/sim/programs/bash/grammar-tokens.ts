import type { Flavour } from './state'

/**
 * The tokens of shell text as the grammar sees them: words whole, with everything quoted and substituted inside them.
 *
 * @models bash parse.y read_token, parse_matched_pair, parse_comsub
 */
export type Token =
  | { readonly is: 'word'; readonly text: string; readonly pos: number; readonly end: number }
  | { readonly is: 'operator'; readonly text: string; readonly pos: number; readonly end: number }
  | { readonly is: 'newline' | 'end'; readonly text: ''; readonly pos: number; readonly end: number }

/** How a text goes against the grammar; thrown while it is read, never stored. */
export interface Broken {
  readonly thrown: 'broken'
  readonly token?: Token
  /** The bracket or quote that stays open, and where it opened. */
  readonly open?: string
  /** bash's own sentence, where it is no plain "near unexpected token". */
  readonly words?: string
  /** What `$?` becomes, where it is not 2. */
  readonly status?: number | 'kept'
  /** What sh would rather have had. */
  readonly expecting?: string
  readonly pos: number
}

export const broken = (b: Omit<Broken, 'thrown'>): Broken => ({ thrown: 'broken', ...b })

export interface Scan {
  readonly text: string
  at: number
  depth: number
  /** Here-documents whose bodies begin after this line. */
  pending: { readonly delimiter: string; readonly tabs: boolean }[]
  readonly shell: Flavour
  /** Reads commands up to a closing `)`: the grammar gives it. */
  readonly commands: (s: Scan) => void
}

const operators = ['&>>', '<<-', '<<<', ';;&', '&&', '||', ';;', ';&', '|&', '<<', '>>', '<&', '>&', '<>', '>|', '&>']
const dashOperators = ['<<-', '&&', '||', ';;', '<<', '>>', '<&', '>&', '<>', '>|']
const ashOperators = [...dashOperators, '&>']
const single = ';&|()<>'

export function nextToken(s: Scan): Token {
  blanks(s)
  const pos = s.at
  if (pos >= s.text.length) return { is: 'end', text: '', pos, end: pos }
  if (s.text[pos] === '\n') {
    s.at++
    bodies(s)
    return { is: 'newline', text: '', pos, end: pos + 1 }
  }
  const operator = operatorAt(s, pos)
  if (operator !== undefined) {
    s.at += operator.length
    return { is: 'operator', text: operator, pos, end: s.at }
  }
  word(s)
  return { is: 'word', text: s.text.slice(pos, s.at), pos, end: s.at }
}

/** The next token, without taking it: what a here-document has pending stays so. */
export function peekToken(s: Scan): Token {
  const { at, pending } = s
  s.pending = [...pending]
  const token = nextToken(s)
  s.at = at
  s.pending = pending
  return token
}

function operatorAt(s: Scan, pos: number): string | undefined {
  if (!single.includes(s.text[pos]!)) return undefined
  if (s.shell !== 'dash' && /[<>]/.test(s.text[pos]!) && s.text[pos + 1] === '(') return undefined
  const known = s.shell === 'bash' ? operators : s.shell === 'ash' ? ashOperators : dashOperators
  return known.find((o) => s.text.startsWith(o, pos)) ?? s.text[pos]
}

function blanks(s: Scan): void {
  for (;;) {
    if (s.text[s.at] === ' ' || s.text[s.at] === '\t') s.at++
    else if (s.text.startsWith('\\\n', s.at)) s.at += 2
    else break
  }
  if (s.text[s.at] === '#') while (s.at < s.text.length && s.text[s.at] !== '\n') s.at++
}

function bodies(s: Scan): void {
  for (const { delimiter, tabs } of s.pending) {
    for (let done = false; !done && s.at < s.text.length;) {
      const stop = s.text.indexOf('\n', s.at)
      const line = s.text.slice(s.at, stop < 0 ? undefined : stop)
      s.at = stop < 0 ? s.text.length : stop + 1
      done = (tabs ? line.replace(/^\t+/, '') : line) === delimiter
    }
  }
  s.pending = []
}

function word(s: Scan): void {
  const from = s.at
  while (s.at < s.text.length) {
    const char = s.text[s.at]!
    const next = s.text[s.at + 1]
    if (s.shell === 'bash' && '?*+@!'.includes(char) && next === '(') group(s)
    else if (s.shell === 'bash' && char === '(' && /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=$/.test(s.text.slice(from, s.at)))
      array(s)
    else if (s.shell !== 'dash' && (char === '<' || char === '>') && next === '(' && s.at === from) substitution(s)
    else if (' \t\n'.includes(char) || single.includes(char)) break
    else piece(s)
  }
}

/** One character of a word, or one quoted or substituted piece. */
function piece(s: Scan): void {
  const char = s.text[s.at]!
  if (char === '\\') s.at += 2
  else if (char === "'") past(s, "'")
  else if (char === '"') double(s)
  else if (char === '`') backquoted(s)
  else if (char === '$') dollar(s)
  else s.at++
}

function past(s: Scan, quote: string): void {
  const pos = s.at
  const stop = s.text.indexOf(quote, pos + 1)
  if (stop < 0) throw broken({ open: quote, pos })
  s.at = stop + 1
}

function backquoted(s: Scan): void {
  const pos = s.at++
  while (s.text[s.at] !== '`') {
    if (s.at >= s.text.length) throw broken({ open: '`', pos })
    s.at += s.text[s.at] === '\\' ? 2 : 1
  }
  s.at++
}

function double(s: Scan): void {
  const pos = s.at++
  while (s.text[s.at] !== '"') {
    if (s.at >= s.text.length) throw broken({ open: '"', pos })
    if (s.text[s.at] === '\\') s.at += 2
    else if (s.text[s.at] === '`') backquoted(s)
    else if (s.text[s.at] === '$' && s.text[s.at + 1] !== "'" && s.text[s.at + 1] !== '"') dollar(s)
    else s.at++
  }
  s.at++
}

function dollar(s: Scan): void {
  const next = s.text[s.at + 1]
  if (next === "'") return ansi(s)
  if (next === '{') return braces(s)
  if (next === '[') return matched(s, s.at + 1, '[', ']')
  if (next !== '(') {
    s.at += next === '"' ? 1 : 2
    if (next === undefined || /[\s;&|()<>`]/.test(next)) s.at = Math.min(s.at, s.text.length) - (next === '"' ? 0 : 1)
    if (next === undefined) s.at = s.text.length
    return
  }
  if (s.text[s.at + 2] === '(' && arithmetic(s, s.at + 1)) return
  substitution(s)
}

function ansi(s: Scan): void {
  const pos = s.at + 1
  s.at += 2
  while (s.text[s.at] !== "'") {
    if (s.at >= s.text.length) throw broken({ open: "'", pos })
    s.at += s.text[s.at] === '\\' ? 2 : 1
  }
  s.at++
}

/** `((…))` from its first bracket: false where the brackets do not close as a pair, so that they are subshells. */
export function arithmetic(s: Scan, open: number): boolean {
  const from = s.at
  s.at = open
  matched(s, open, '(', ')')
  const stop = s.at
  if (s.text[stop - 2] === ')' && innerCloses(s.text.slice(open + 1, stop - 1))) return true
  s.at = from
  return false
}

/** Whether the first bracket of a text closes with its last. */
function innerCloses(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at === text.length - 1
  }
  return false
}

/** Past the bracket that closes the one at `open`; quotes and expansions inside are whole. */
function matched(s: Scan, open: number, left: string, right: string): void {
  s.at = open + 1
  for (let depth = 1; ;) {
    const char = s.text[s.at]
    if (char === undefined) throw broken({ open: right, pos: open })
    if (char === right && --depth === 0) break
    if (char === left) depth++
    if (char === '(' || char === ')' || char === '[' || char === ']') s.at++
    else piece(s)
  }
  s.at++
}

function braces(s: Scan): void {
  const pos = s.at
  s.at += 2
  while (s.text[s.at] !== '}') {
    if (s.at >= s.text.length) throw broken({ open: '}', pos })
    if (s.text[s.at] === "'" && quotedBefore(s, pos)) s.at++
    else piece(s)
  }
  s.at++
}

/** Inside double quotes a single quote in `${x:-it's}` is itself; outside it quotes. */
const quotedBefore = (s: Scan, pos: number): boolean => {
  const line = s.text.slice(s.text.lastIndexOf('\n', pos) + 1, pos)
  return (line.replace(/\\./g, '').match(/"/g) ?? []).length % 2 === 1
}

function substitution(s: Scan): void {
  s.at = s.text.indexOf('(', s.at) + 1
  s.commands(s)
}

function group(s: Scan): void {
  matched(s, s.at + 1, '(', ')')
}

function array(s: Scan): void {
  const pos = s.at++
  for (;;) {
    const token = nextToken(s)
    if (token.is === 'end') throw broken({ open: ')', pos, status: 1 })
    if (token.is === 'newline' || token.is === 'word') continue
    if (token.text === ')') return
    throw broken({ token, pos: token.pos, status: 1 })
  }
}
