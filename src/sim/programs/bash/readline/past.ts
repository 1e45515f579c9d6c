import { lineOf, type Editing } from './editing'
import { bell, lettersOf, rings, type Desk, type Hand } from './hand'

/**
 * The lines before this one: up and down among them, searching in them, their last words.
 *
 * @models readline misc.c, isearch.c; busybox libbb/lineedit.c get_previous_history, reverse_i_search
 * @fidelity part: a line of the history that was changed is as before once another one runs
 */
export function recall(h: Hand, by: number): void {
  const lines = h.desk.history
  const { e } = h
  const next = Math.min(lines.length, Math.max(0, e.place + by))
  if (next === e.place) return rings(h) ? bell(h) : undefined
  const drafts = { ...e.drafts, [e.place]: lineOf(e) }
  const text = lettersOf(h.desk, drafts[next] ?? lines[next] ?? '')
  h.e = { ...e, drafts, place: next, text, cursor: text.length }
}

/** The last word of the line before; again, of the one before that. */
export function yankLast(h: Hand): void {
  const { yanked, ...e } = h.e
  const again = e.last === 'yank' ? yanked : undefined
  const back = (again?.back ?? 0) + 1
  const line = h.desk.history.at(-back)
  if (line === undefined) return bell(h)
  const word = lettersOf(h.desk, /(?:[^\s'"\\]|\\.|'[^']*'|"[^"]*")+\s*$/.exec(line)?.[0].trimEnd() ?? '')
  const start = e.cursor - (again?.length ?? 0)
  const text = [...e.text.slice(0, start), ...word, ...e.text.slice(e.cursor)]
  h.e = { ...e, text, cursor: start + word.length, last: 'yank', yanked: { back, length: word.length } }
}

export function search(h: Hand): void {
  const { text, cursor, place } = h.e
  h.e = { ...h.e, search: { words: '', at: place, failed: false, before: { text, cursor, place } } }
}

/** A key while a search is under way; false where it ends it and means what it always does. */
export function searching(h: Hand, key: string): boolean {
  const { search: now, ...e } = h.e
  if (now === undefined) return false
  if (key === 'C-g' && h.desk.manner !== 'busybox') h.e = { ...e, ...now.before }
  else if (key === 'C-r') seek(h, now.words, now.at - 1)
  else if (key === 'erase' || key === 'C-h') seek(h, [...now.words].slice(0, -1).join(''), h.desk.history.length)
  else if (isLetter(key)) seek(h, now.words + key, now.at)
  else {
    h.e = e
    return false
  }
  return true
}

export const isLetter = (key: string): boolean => [...key].length === 1 || /^[\udc80-\udcff]+$/.test(key)

/** The newest line from one backwards that has these words in it; the new line itself is looked at first. */
function seek(h: Hand, words: string, from: number): void {
  const lines = [...h.desk.history, h.e.search!.before.text.join('')]
  let at = Math.min(from, lines.length - 1)
  while (at >= 0 && !lines[at]!.includes(words)) at--
  const now = h.e.search!
  if (at < 0 || words === '') {
    if (words !== '') bell(h)
    h.e = { ...h.e, search: { ...now, words, failed: words !== '' || now.failed } }
    return
  }
  h.e = found(h.desk, { ...h.e, search: { ...now, words, at, failed: false } }, lines[at]!, words, at)
}

function found(desk: Desk, e: Editing, line: string, words: string, place: number): Editing {
  return {
    ...e,
    text: lettersOf(desk, line),
    cursor: lettersOf(desk, line.slice(0, line.lastIndexOf(words))).length,
    place,
  }
}
