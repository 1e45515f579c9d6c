import type { TtyMode } from '../../../wire/sys'

/**
 * The line that is being typed at a prompt, as a value: what it holds, where the cursor is, what is on the screen of it.
 *
 * A letter is what the keys move over: a character where the locale is UTF-8, a byte elsewhere.
 *
 * @models readline(3) rl_line_buffer, busybox libbb/lineedit.c
 */
export interface Editing {
  /** The terminal's modes before, for the commands. */
  readonly was: TtyMode
  /** Lines of the prompt before its last one, and that one. */
  readonly above: string
  readonly prompt: string
  readonly text: readonly string[]
  readonly cursor: number
  /** The beginning of a key that sends several bytes. */
  readonly pending: string
  /** Ctrl-V: the next byte is a letter, whatever it is. */
  readonly literal?: true
  /** Which line of the history this is; the one after the last is the new line. */
  readonly place: number
  /** Lines of the history as they have been changed, by their place. */
  readonly drafts: Readonly<Record<number, string>>
  readonly killed: readonly string[]
  /** What the key before this one was, where that matters: killing goes on, Tab lists, Alt-. goes further back. */
  readonly last?: 'kill' | 'tab' | 'yank'
  readonly yanked?: { readonly back: number; readonly length: number }
  readonly search?: Search
  /** "Display all 1200 possibilities?" waits for its answer. */
  readonly asked?: readonly string[]
  readonly shown?: Shown
}

export interface Search {
  readonly words: string
  readonly at: number
  readonly failed: boolean
  readonly before: Pick<Editing, 'text' | 'cursor' | 'place'>
}

/** What the terminal shows of the line, and how many columns it had. */
export interface Shown {
  readonly prompt: string
  readonly text: readonly string[]
  readonly cursor: number
  readonly columns: number
  /** Rows end with a newline: BusyBox does not trust the terminal to go on in the next one. */
  readonly hard?: true
}

export const lineOf = (e: Editing): string => e.text.join('')

/** Puts letters where the cursor is. */
export const insert = (e: Editing, letters: readonly string[]): Editing => ({
  ...e,
  text: [...e.text.slice(0, e.cursor), ...letters, ...e.text.slice(e.cursor)],
  cursor: e.cursor + letters.length,
})

/** Takes out what is between two places; the cursor is left there. */
export const without = (e: Editing, from: number, to: number): Editing => ({
  ...e,
  text: [...e.text.slice(0, from), ...e.text.slice(to)],
  cursor: from,
})

/** Takes it out to be put in again (Ctrl-Y); what is killed in one go stays together. */
export function kill(e: Editing, from: number, to: number): Editing {
  if (from === to) return e
  const gone = e.text.slice(from, to)
  const together = e.last !== 'kill' ? gone : from < e.cursor ? [...gone, ...e.killed] : [...e.killed, ...gone]
  return { ...without(e, from, to), killed: together, last: 'kill' }
}

const inWord = (letter: string | undefined): boolean =>
  letter !== undefined && /[\p{L}\p{N}\udc80-\udcff]/u.test(letter)
const isBlank = (letter: string | undefined): boolean => letter !== undefined && /\s/.test(letter)

/** The beginning of the word before a place: of letters and digits (Alt-B), or of anything but blanks (Ctrl-W). */
export function wordBefore({ text }: Editing, at: number, blanks: boolean): number {
  const stops = (letter: string | undefined) => (blanks ? isBlank(letter) : !inWord(letter))
  let to = at
  while (to > 0 && stops(text[to - 1])) to--
  while (to > 0 && !stops(text[to - 1])) to--
  return to
}

/** The end of the word after a place. */
export function wordAfter({ text }: Editing, at: number): number {
  let to = at
  while (to < text.length && !inWord(text[to])) to++
  while (to < text.length && inWord(text[to])) to++
  return to
}

/** The letter before the cursor changes places with the one under it (Ctrl-T). */
export function transposed(e: Editing): Editing | undefined {
  const at = Math.min(e.cursor, e.text.length - 1)
  if (at < 1) return undefined
  const text = [...e.text]
  ;[text[at - 1], text[at]] = [text[at]!, text[at - 1]!]
  return { ...e, text, cursor: at + 1 }
}
