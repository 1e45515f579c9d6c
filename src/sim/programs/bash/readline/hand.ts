import { byteText, toBytes } from '../encode'
import { promptText } from '../prompt'
import type { Machine } from '../state'
import { get } from '../variables'
import { ended, redrawn } from './draw'
import type { Editing, Shown } from './editing'

/** A hand at the keys: the line as it becomes, what is to be written to the terminal, and how the line ends. */
export interface Hand {
  readonly m: Machine
  readonly columns: number
  e: Editing
  out: string
  done?: 'line' | 'end' | 'interrupt'
}

export const bell = (h: Hand): void => {
  h.out += '\x07'
}

/** BusyBox is built to take every locale for UTF-8 on Alpine; bash goes by the environment. */
export function isUtf8(m: Machine): boolean {
  const locale = [get(m, 'LC_ALL'), get(m, 'LC_CTYPE'), get(m, 'LANG')].find(
    (name) => name !== undefined && name !== '',
  )
  return m.s.flavour === 'ash' || /utf-?8/i.test(locale ?? '')
}

/** What the keys move over: characters, or bytes where the locale knows no others. */
export const lettersOf = (m: Machine, words: string): readonly string[] =>
  isUtf8(m) ? [...words] : [...toBytes(words)].map((byte) => byteText(byte.charCodeAt(0)))

/** A prompt and what stands above its last line. */
export function promptOf(m: Machine, name: 'PS1' | 'PS2'): Pick<Editing, 'above' | 'prompt'> {
  const whole = promptText(m, name)
  const start = whole.lastIndexOf('\n') + 1
  return { above: whole.slice(0, start), prompt: whole.slice(start) }
}

/** A search has its own prompt. */
function shownNow({ e, m, columns }: Hand): Shown {
  const { search } = e
  const [open, close] = m.s.flavour === 'bash' ? ['`', "'"] : ["'", "'"]
  const prompt =
    search === undefined
      ? e.prompt
      : `(${search.failed && m.s.flavour === 'bash' ? 'failed ' : ''}reverse-i-search)${open}${search.words}${close}: `
  return { prompt, text: e.text, cursor: e.cursor, columns, ...(m.s.flavour !== 'bash' && { hard: true as const }) }
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
