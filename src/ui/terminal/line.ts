/** Line editing as readline(3) does it with its emacs keys: pure functions over the text, the cursor and the last killed text. */
export interface Line {
  readonly text: string
  readonly cursor: number
  readonly killed: string
}

export const emptyLine: Line = { text: '', cursor: 0, killed: '' }

export interface Key {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
}

const at = (line: Line, cursor: number): Line => ({ ...line, cursor: Math.min(line.text.length, Math.max(0, cursor)) })

/** Takes the text between two places out and remembers it. */
function killed(line: Line, from: number, to: number): Line {
  if (from >= to) return line
  return { text: line.text.slice(0, from) + line.text.slice(to), cursor: from, killed: line.text.slice(from, to) }
}

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
  b: (line) => at(line, line.cursor - 1),
  f: (line) => at(line, line.cursor + 1),
  u: (line) => killed(line, 0, line.cursor),
  k: (line) => killed(line, line.cursor, line.text.length),
  w: (line) => killed(line, blankBack(line), line.cursor),
  h: (line) => ({ ...killed(line, Math.max(0, line.cursor - 1), line.cursor), killed: line.killed }),
  y: (line) => inserted(line, line.killed),
  t: transposed,
}

const metas: Readonly<Record<string, (line: Line) => Line>> = {
  b: (line) => at(line, wordBack(line)),
  f: (line) => at(line, wordForward(line)),
  d: (line) => killed(line, line.cursor, wordForward(line)),
  Backspace: (line) => killed(line, wordBack(line), line.cursor),
}

export const inserted = (line: Line, text: string): Line => ({
  ...line,
  text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor),
  cursor: line.cursor + text.length,
})

function transposed(line: Line): Line {
  const i = Math.min(line.cursor, line.text.length - 1)
  if (i < 1) return line
  const text = line.text.slice(0, i - 1) + line.text[i]! + line.text[i - 1]! + line.text.slice(i + 1)
  return { ...line, text, cursor: i + 1 }
}

/** The line after an editing key; undefined when the key is none. */
export function edited(line: Line, { key, ctrl, alt }: Key): Line | undefined {
  if (ctrl && !alt) return controls[key.toLowerCase()]?.(line)
  if (alt && !ctrl) return metas[key.length === 1 ? key.toLowerCase() : key]?.(line)
  return undefined
}

/** The newest line of the history that holds the text, before `from` (exclusive); undefined when none does. */
export function searched(history: readonly string[], text: string, from: number): number | undefined {
  for (let i = Math.min(from, history.length) - 1; i >= 0; i--) if (history[i]!.includes(text)) return i
  return undefined
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
  Delete: '\x1b[3~',
  PageUp: '\x1b[5~',
  PageDown: '\x1b[6~',
}

/** The bytes that a key sends to a program that reads keys, as xterm sends them; undefined for a key that sends nothing. */
export function bytesOf({ key, ctrl, alt }: Key): string | undefined {
  if (ctrl && key.length === 1) {
    const code = key.toUpperCase().charCodeAt(0)
    return code >= 64 && code < 96 ? String.fromCharCode(code - 64) : undefined
  }
  const plain = named[key] ?? (key.length === 1 || /^\P{ASCII}+$/u.test(key) ? key : undefined)
  return plain !== undefined && alt ? `\x1b${plain}` : plain
}
