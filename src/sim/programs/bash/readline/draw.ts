import { widthOf } from '../../../../base/width'
import type { Shown } from './editing'

/**
 * What is to be written so that the terminal shows the line as it is now: only what differs, and no more of it than the window has columns.
 *
 * @models readline display.c rl_redisplay, busybox libbb/lineedit.c redraw
 * @fidelity part: the same screen by other sequences: nothing is inserted or deleted in place
 */
export function redrawn(from: Shown | undefined, to: Shown): string {
  if (from === undefined || from.prompt !== to.prompt) return afresh(from, to)
  const [old, now] = [places(from), places(to)]
  let same = 0
  while (same < from.text.length && same < to.text.length && from.text[same] === to.text[same]) same++
  const [oldEnd, end] = [old.at(-1)!, now.at(-1)!]
  const { columns } = to
  if (same === from.text.length && same === to.text.length) return moved(old[from.cursor]!, now[to.cursor]!, columns)
  const rest = words(to, now, same)
  const erased = end < oldEnd ? (Math.floor(end / columns) === Math.floor(oldEnd / columns) ? '\x1b[K' : '\x1b[J') : ''
  return moved(old[from.cursor]!, now[same]!, columns) + rest + erased + moved(end, now[to.cursor]!, columns)
}

/** The prompt is another one too. */
function afresh(from: Shown | undefined, to: Shown): string {
  const now = places(to)
  const back = from === undefined ? '' : `${moved(places(from)[from.cursor]!, 0, to.columns)}\r`
  const rest = words(to, now, 0)
  const erased = from === undefined ? '' : '\x1b[J'
  return back + to.prompt + rest + erased + moved(now.at(-1)!, now[to.cursor]!, to.columns)
}

/** To the end of the line, and whether the cursor stands at the beginning of a row of its own there. */
export function ended(shown: Shown): { readonly words: string; readonly fresh: boolean } {
  const all = places(shown)
  const end = all.at(-1)!
  return { words: moved(all[shown.cursor]!, end, shown.columns), fresh: end > 0 && end % shown.columns === 0 }
}

/** Letters from one on. A terminal waits at the right edge: a blank takes it into the next row. */
function words(to: Shown, now: readonly number[], from: number): string {
  const rest = to.text
    .slice(from)
    .map((letter, i) => visible(letter, now[from + i]! % to.columns))
    .join('')
  return rest !== '' && now.at(-1)! % to.columns === 0 ? `${rest} \r` : rest
}

/** Where each letter stands, counted through the rows; last, where the next one would. */
function places({ prompt, text, columns }: Shown): readonly number[] {
  const out: number[] = []
  let at = [...bare(prompt)].reduce((n, char) => after(n, char, columns), 0)
  for (const letter of text) {
    const next = after(at, letter, columns)
    out.push(next - widthAt(letter, at % columns)) // a wide letter that does not fit stands in the next row
    at = next
  }
  return [...out, at]
}

function after(at: number, letter: string, columns: number): number {
  const width = widthAt(letter, at % columns)
  const left = columns - (at % columns)
  return width === 2 && left === 1 ? at + 1 + width : at + width
}

const isControl = (letter: string): boolean => letter < ' ' || letter === '\x7f'

const widthAt = (letter: string, column: number): number =>
  letter === '\t' ? 8 - (column % 8) : isControl(letter) ? 2 : widthOf(letter)

const visible = (letter: string, column: number): string =>
  letter === '\t'
    ? ' '.repeat(8 - (column % 8))
    : isControl(letter)
      ? `^${String.fromCharCode(letter.charCodeAt(0) ^ 0x40)}`
      : letter

/** Without what takes no room: colours, titles. */
const bare = (prompt: string): string =>
  prompt.replace(/\x1b\[[\d;?]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0a-\x1f\x7f]/g, '')

function moved(from: number, to: number, columns: number): string {
  const rows = Math.floor(to / columns) - Math.floor(from / columns)
  const across = (to % columns) - (from % columns)
  const up = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : ''
  if (across < 0) return up + (-across <= 4 ? '\b'.repeat(-across) : to % columns === 0 ? '\r' : `\x1b[${-across}D`)
  return across > 0 ? `${up}\x1b[${across > 1 ? across : ''}C` : up
}
