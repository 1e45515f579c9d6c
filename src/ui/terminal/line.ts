/** Line editing as readline(3) does it with its emacs keys: pure functions over the text, the cursor and the last killed text. */
export interface Line {
  readonly text: string
  readonly cursor: number
  readonly killed: string
  /** The last key killed, too: what the next one kills is added to it. */
  readonly chain?: true
}

export const emptyLine: Line = { text: '', cursor: 0, killed: '' }

export interface Key {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift?: boolean
}

export const at = ({ text, killed }: Line, cursor: number): Line => ({
  text,
  killed,
  cursor: Math.min(text.length, Math.max(0, cursor)),
})

/** Takes the text between two places out. */
const without = ({ text, killed }: Line, from: number, to: number): Line => ({
  text: text.slice(0, from) + text.slice(to),
  cursor: from,
  killed,
})

/** Takes the text between two places out and remembers it; killed in a row, it is remembered as one. */
function killed(line: Line, from: number, to: number): Line {
  if (from >= to) return line
  const text = line.text.slice(from, to)
  const before = line.chain ? line.killed : ''
  return { ...without(line, from, to), killed: from < line.cursor ? text + before : before + text, chain: true }
}

const low = (text: string, i: number): boolean => /[\uDC00-\uDFFF]/.test(text[i] ?? '')
const back = ({ text, cursor }: Line): number => Math.max(0, cursor - (low(text, cursor - 1) ? 2 : 1))
const forth = ({ text, cursor }: Line): number => Math.min(text.length, cursor + (low(text, cursor + 1) ? 2 : 1))

const wordBack = ({ text, cursor }: Line): number => {
  const before = /[\p{L}\p{N}]+[^\p{L}\p{N}]*$/u.exec(text.slice(0, cursor))
  return before ? before.index : 0
}

const wordForward = ({ text, cursor }: Line): number =>
  cursor + (/^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(cursor))?.[0].length ?? 0)

/** As `unix-word-rubout`: white space is the only border. */
const blankBack = ({ text, cursor }: Line): number => cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0)

const controls: Readonly<Record<string, (line: Line) => Line>> = {
  a: (line) => at(line, 0),
  e: (line) => at(line, line.text.length),
  b: (line) => at(line, back(line)),
  f: (line) => at(line, forth(line)),
  u: (line) => killed(line, 0, line.cursor),
  k: (line) => killed(line, line.cursor, line.text.length),
  w: (line) => killed(line, blankBack(line), line.cursor),
  h: (line) => without(line, back(line), line.cursor),
  d: (line) => without(line, line.cursor, forth(line)),
  y: (line) => inserted(line, line.killed),
  t: transposed,
  ArrowLeft: (line) => at(line, wordBack(line)),
  ArrowRight: (line) => at(line, wordForward(line)),
}

const metas: Readonly<Record<string, (line: Line) => Line>> = {
  b: (line) => at(line, wordBack(line)),
  f: (line) => at(line, wordForward(line)),
  d: (line) => killed(line, line.cursor, wordForward(line)),
  u: (line) => recased(line, (word) => word.toUpperCase()),
  l: (line) => recased(line, (word) => word.toLowerCase()),
  c: (line) => recased(line, (word) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase())),
  Backspace: (line) => killed(line, wordBack(line), line.cursor),
}

const plains: Readonly<Record<string, (line: Line) => Line>> = {
  Home: (line) => at(line, 0),
  End: (line) => at(line, line.text.length),
}

export const inserted = (line: Line, text: string): Line => ({
  text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor),
  cursor: line.cursor + text.length,
  killed: line.killed,
})

function transposed(line: Line): Line {
  const i = Math.min(line.cursor, line.text.length - 1)
  if (i < 1) return line
  const text = line.text.slice(0, i - 1) + line.text[i]! + line.text[i - 1]! + line.text.slice(i + 1)
  return at({ ...line, text }, i + 1)
}

function recased(line: Line, change: (word: string) => string): Line {
  const end = wordForward(line)
  const text = line.text.slice(0, line.cursor) + change(line.text.slice(line.cursor, end)) + line.text.slice(end)
  return at({ ...line, text }, end)
}

/** The line after an editing key; undefined when the key is none. */
export function edited(line: Line, { key, ctrl, alt, shift }: Key): Line | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key
  if (ctrl && !alt && !shift) return controls[name]?.(line)
  if (alt && !ctrl) return metas[name]?.(line)
  return ctrl || alt || shift ? undefined : plains[name]?.(line)
}

/** `yank-last-arg`: the last word of a line of the history. */
export const lastWord = (line: string): string => /(\S+)\s*$/.exec(line)?.[1] ?? ''

/** The newest line of the history that holds the text, before `from` (exclusive); undefined when none does. */
export function searched(history: readonly string[], text: string, from: number): number | undefined {
  for (let i = Math.min(from, history.length) - 1; i >= 0; i--) if (history[i]!.includes(text)) return i
  return undefined
}

/** The oldest one after `from`: searching forth again (Ctrl-S). */
export function searchedForth(history: readonly string[], text: string, from: number): number | undefined {
  const found = history.findIndex((line, i) => i > from && line.includes(text))
  return found < 0 ? undefined : found
}

/** What Tab does: the longest common beginning, and the words to choose from when it adds nothing. */
export function completed(
  line: Line,
  from: number,
  words: readonly string[],
): { readonly line: Line; readonly choices: readonly string[] } {
  if (words.length === 0) return { line, choices: [] }
  const common = words.reduce(commonStart)
  const whole = words.length === 1 && !/[/=:]$/.test(common) ? `${common} ` : common
  const head = line.text.slice(0, from)
  const next = {
    ...line,
    text: head + whole + line.text.slice(line.cursor).replace(/^ /, whole.endsWith(' ') ? '' : ' '),
    cursor: head.length + whole.length,
  }
  return next.text === line.text ? { line, choices: words } : { line: next, choices: words.length > 1 ? words : [] }
}

function commonStart(a: string, b: string): string {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return a.slice(0, i)
}

const named: Readonly<Record<string, string>> = {
  Enter: '\r',
  Backspace: '\x7f',
  Tab: '\t',
  Escape: '\x1b',
  ArrowUp: '\x1b[A',
  ArrowDown: '\x1b[B',
  ArrowRight: '\x1b[C',
  ArrowLeft: '\x1b[D',
  Home: '\x1b[H',
  End: '\x1b[F',
  Insert: '\x1b[2~',
  Delete: '\x1b[3~',
  PageUp: '\x1b[5~',
  PageDown: '\x1b[6~',
  F1: '\x1bOP',
  F2: '\x1bOQ',
  F3: '\x1bOR',
  F4: '\x1bOS',
  F5: '\x1b[15~',
  F6: '\x1b[17~',
  F7: '\x1b[18~',
  F8: '\x1b[19~',
  F9: '\x1b[20~',
  F10: '\x1b[21~',
}

/** Control characters that are not a letter's: Ctrl-Space, and Ctrl with `/`, `?` and digits. */
const controlled: Readonly<Record<string, string>> = { ' ': '\0', '/': '\x1f', '?': '\x7f', '2': '\0' }

/** The bytes that a key sends to a program that reads keys, as xterm sends them; undefined for a key that sends nothing. */
export function bytesOf({ key, ctrl, alt, shift = false }: Key): string | undefined {
  if (ctrl && key.length === 1) {
    const code = key.toUpperCase().charCodeAt(0)
    return code >= 64 && code < 96 ? String.fromCharCode(code - 64) : controlled[key]
  }
  if (shift && key === 'Tab') return '\x1b[Z'
  const arrow = /^\x1b\[([A-DFH])$/.exec(named[key] ?? '')
  if (arrow && (ctrl || alt || shift))
    return `\x1b[1;${1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0)}${arrow[1]!}`
  const plain = named[key] ?? (key.length === 1 || /^\P{ASCII}+$/u.test(key) ? key : undefined)
  return plain !== undefined && alt ? `\x1b${plain}` : plain
}
