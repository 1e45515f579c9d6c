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
  const erased = end < oldEnd ? erasedTo(end, oldEnd, columns) : ''
  return moved(old[from.cursor]!, now[same]!, columns) + rest + erased + moved(end, now[to.cursor]!, columns)
}

/** Row by row: what stands below the line stays. */
function erasedTo(end: number, oldEnd: number, columns: number): string {
  const rows = Math.floor(oldEnd / columns) - Math.floor(end / columns)
  if (rows === 0) return '\x1b[K'
  return `\x1b[K${'\r\n\x1b[K'.repeat(rows)}\r${moved(columns * rows, end % columns, columns)}`
}

/** The prompt is another one too. */
function afresh(from: Shown | undefined, to: Shown): string {
  const now = places(to)
  const back = from === undefined ? '' : `${moved(places(from)[from.cursor]!, 0, to.columns)}\r`
  const rest = words(to, now, 0)
  const oldEnd = from === undefined ? 0 : Math.max(places(from).at(-1)!, now.at(-1)!)
  const erased = from === undefined ? '' : erasedTo(now.at(-1)!, oldEnd, to.columns)
  return back + to.prompt + rest + erased + moved(now.at(-1)!, now[to.cursor]!, to.columns)
}

/** Behind the line and into the next row: where the line fills its last row to the edge, that is the row below. */
export function ended(shown: Shown): string {
  const all = places(shown)
  const end = all.at(-1)!
  const there = moved(all[shown.cursor]!, end, shown.columns)
  const last = shown.text.at(-1)
  if (end === 0 || end % shown.columns !== 0 || last === undefined) return `${there}\n`
  if (shown.hard === true) return there
  const before = all[shown.text.length - 1]!
  if (shown.cursor < shown.text.length) return `${moved(all[shown.cursor]!, before, shown.columns)}\n`
  return `${there}${moved(end, before, shown.columns)}\x1b[K${visible(last, before % shown.columns)}\n`
}

/** Letters from one on. A terminal waits at the right edge: a blank takes it into the next row, or a newline does. */
function words({ text, columns, hard }: Shown, now: readonly number[], from: number): string {
  const edge = (i: number) => now[i + 1]! % columns === 0
  const rest = text.slice(from).map((letter, i) => {
    const shown = visible(letter, now[from + i]! % columns)
    return hard === true && edge(from + i) ? `${shown}\r\n` : shown
  })
  const ends = rest.length > 0 && hard !== true && now.at(-1)! % columns === 0 && text.at(-1) !== '\n'
  return ends ? `${rest.join('')} \r` : rest.join('')
}

/** Where each letter stands, counted through the rows; last, where the next one would. */
function places({ prompt, text, columns }: Shown): readonly number[] {
  const out: number[] = []
  let at = [...bare(prompt)].reduce((n, char) => after(n, char, columns), 0)
  for (const letter of text) {
    const next = after(at, letter, columns)
    out.push(next - widthAt(letter, at % columns, columns)) // a wide letter that does not fit stands in the next row
    at = next
  }
  return [...out, at]
}

function after(at: number, letter: string, columns: number): number {
  const width = widthAt(letter, at % columns, columns)
  const left = columns - (at % columns)
  return width === 2 && left === 1 ? at + 1 + width : at + width
}

const isControl = (letter: string): boolean => letter < ' ' || letter === '\x7f'

/** A newline in the line leaves the rest of its row. */
const widthAt = (letter: string, column: number, columns: number): number =>
  letter === '\n' ? columns - column : letter === '\t' ? 8 - (column % 8) : isControl(letter) ? 2 : widthOf(letter)

const visible = (letter: string, column: number): string =>
  letter === '\n'
    ? '\x1b[K\r\n'
    : letter === '\t'
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
