import { byteText, toBytes } from '../encode'
import { ended, redrawn } from './draw'
import type { Editing, Shown } from './editing'

/** Whose keys and looks an editor has: those of GNU readline, of libedit, of BusyBox or of linenoise. */
export type Manner = 'readline' | 'libedit' | 'busybox' | 'linenoise'

/** What an editor knows beside the line: it is asked for again in every turn. */
export interface Desk {
  readonly manner: Manner
  /** The keys move over characters, or over bytes where the locale knows no others. */
  readonly utf8: boolean
  /** Older lines, without their newlines. */
  readonly history: readonly string[]
  /** The terminal is asked to put what is pasted between brackets. */
  readonly brackets: boolean
  /** What Tab does, and what a key does to the question that Tab asked; without it Tab rings the bell. */
  readonly tab?: (h: Hand) => void
  readonly answered?: (h: Hand, key: string) => void
}

/** A hand at the keys: the line as it becomes, what is to be written to the terminal, and how the line ends. */
export interface Hand {
  readonly desk: Desk
  readonly columns: number
  e: Editing
  out: string
  done?: 'line' | 'end' | 'interrupt'
}

/** linenoise has no bell but for Tab, BusyBox none but for that and the history. */
export const rings = ({ desk }: Hand): boolean => desk.manner === 'readline' || desk.manner === 'libedit'

export const bell = (h: Hand): void => {
  h.out += '\x07'
}

/** What the keys move over. */
export const lettersOf = ({ utf8 }: Desk, words: string): readonly string[] =>
  utf8 ? [...words] : [...toBytes(words)].map((byte) => byteText(byte.charCodeAt(0)))

/** A search has its own prompt; libedit's stands in a row below the line. */
function shownNow({ e, desk: { manner }, columns }: Hand): Shown {
  const { prompt, text, cursor, search } = e
  const shown = { prompt, text, cursor, columns, ...(manner === 'busybox' && { hard: true as const }) }
  if (search === undefined) return shown
  const { words, failed } = search
  if (manner === 'libedit') return { ...shown, text: [...text, '\n', ...`bck${failed ? '?' : ':'}${words}`] }
  return { ...shown, prompt: searchPrompts[manner](words, failed) }
}

const searchPrompts: Readonly<Record<Exclude<Manner, 'libedit'>, (words: string, failed: boolean) => string>> = {
  readline: (words, failed) => `(${failed ? 'failed ' : ''}reverse-i-search)\`${words}': `,
  busybox: (words) => `(reverse-i-search)'${words}': `,
  linenoise: (words) => `(reverse-i-search): ${words} `,
}

/** The terminal shows the line as it is now. */
export function draw(h: Hand): void {
  if (h.e.asked !== undefined) return
  const to = shownNow(h)
  h.out += redrawn(h.e.shown, to)
  h.e = { ...h.e, shown: to }
}

/** The line is left as it is: what comes next stands below it. */
export function leave(h: Hand): void {
  draw(h)
  h.out += ended(h.e.shown!)
}

/** The whole prompt again, where the cursor is. */
export function afresh(h: Hand): void {
  const { shown: _gone, ...e } = h.e
  h.e = e
  h.out += e.above
}
