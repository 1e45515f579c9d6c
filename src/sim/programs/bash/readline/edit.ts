import { insert, kill, transposed, without, wordAfter, wordBefore, type Editing } from './editing'
import { afresh, bell, lettersOf, rings, type Hand, type Manner } from './hand'
import { isLetter, recall, search, searching, yankLast } from './past'

/**
 * What each key does: the emacs keys of readline, and those of them that others have.
 *
 * @models readline emacs_keymap.c, libedit src/map.c, busybox libbb/lineedit.c read_line_input, linenoise linenoiseEdit
 * @fidelity part: no undo, numeric arguments, macros, marks and `bind`; one text that was killed
 */
type Deed = (h: Hand) => void

const cursor = (h: Hand, to: number): void => {
  if ((to < 0 || to > h.e.text.length) && rings(h)) bell(h)
  h.e = { ...h.e, cursor: Math.max(0, Math.min(h.e.text.length, to)) }
}

const changes =
  (change: (e: Editing) => Editing): Deed =>
  (h) => {
    h.e = change(h.e)
  }

const left: Deed = (h) => cursor(h, h.e.cursor - 1)
const right: Deed = (h) => cursor(h, h.e.cursor + 1)
const home: Deed = (h) => cursor(h, 0)
const end: Deed = (h) => cursor(h, h.e.text.length)
const wordLeft: Deed = (h) => cursor(h, wordBefore(h.e, h.e.cursor, false))
const wordRight: Deed = (h) => cursor(h, wordAfter(h.e, h.e.cursor))
const up: Deed = (h) => recall(h, -1)
const down: Deed = (h) => recall(h, 1)

const erase: Deed = (h) => {
  const at = h.e.cursor
  if (at > 0) h.e = without(h.e, at - 1, at)
  else if (rings(h)) bell(h)
}

const del: Deed = (h) => {
  const at = h.e.cursor
  if (at < h.e.text.length) h.e = without(h.e, at, at + 1)
  else if (rings(h)) bell(h)
}

const endOrDelete: Deed = (h) => {
  if (h.e.text.length === 0) h.done = 'end'
  else del(h)
}

const enter: Deed = (h) => {
  h.done = 'line'
}

const clear: Deed = (h) => {
  h.out += '\x1b[H\x1b[2J'
  afresh(h)
}

const wordEnd = (e: Editing) => wordAfter(e, e.cursor)

const both: Readonly<Record<string, Deed>> = {
  'C-a': home,
  'C-b': left,
  'C-d': endOrDelete,
  'C-e': end,
  'C-f': right,
  'C-h': erase,
  'C-i': (h) => (h.desk.tab ?? bell)(h),
  'C-j': enter,
  'C-k': changes((e) => kill(e, e.cursor, e.text.length)),
  'C-l': clear,
  'C-m': enter,
  'C-n': down,
  'C-p': up,
  'C-r': search,
  'C-u': changes((e) => kill(e, 0, e.cursor)),
  'C-w': changes((e) => kill(e, wordBefore(e, e.cursor, true), e.cursor)),
  'M-b': wordLeft,
  'M-f': wordRight,
  'M-d': changes((e) => kill(e, e.cursor, wordEnd(e))),
  'M-erase': changes((e) => kill(e, wordBefore(e, e.cursor, false), e.cursor)),
  erase,
  delete: del,
  up,
  down,
  left,
  right,
  home,
  end,
  'C-left': wordLeft,
  'C-right': wordRight,
  'M-left': wordLeft,
  'M-right': wordRight,
}

/** The word after the cursor in other letters (Alt-U, Alt-L, Alt-C). */
const spelled = (how: (word: string) => string): Deed =>
  changes((e) => {
    const to = wordEnd(e)
    const word = how(e.text.slice(e.cursor, to).join(''))
    return insert(without(e, e.cursor, to), [...word])
  })

const capital = (word: string): string => word.toLowerCase().replace(/[a-z]/, (letter) => letter.toUpperCase())

const onlyReadline: Readonly<Record<string, Deed>> = {
  'C-t': (h) => {
    const changed = transposed(h.e)
    if (changed === undefined) bell(h)
    else h.e = changed
  },
  'C-v': changes((e) => ({ ...e, literal: true })),
  'C-y': (h) => {
    if (h.e.killed.length === 0) bell(h)
    h.e = insert(h.e, h.e.killed)
  },
  'C-g': bell,
  'M-.': yankLast,
  'M-_': yankLast,
  'M-<': (h) => recall(h, -Infinity),
  'M->': (h) => recall(h, Infinity),
  'M-u': spelled((word) => word.toUpperCase()),
  'M-l': spelled((word) => word.toLowerCase()),
  'M-c': spelled(capital),
  'M-r': (h) => {
    const text = lettersOf(h.desk, h.desk.history[h.e.place] ?? '')
    h.e = { ...h.e, text, cursor: text.length }
  },
}

/** With its signal keys off, BusyBox's own. */
const onlyBusyBox: Readonly<Record<string, Deed>> = {
  'C-c': (h) => {
    h.done = 'interrupt'
  },
}

const wholeLine = changes((e) => kill(e, 0, e.text.length))

/** As readline in its default keys, but for two; the mark, from which Ctrl-W kills, is at the beginning. */
const onlyLibedit: Readonly<Record<string, Deed>> = {
  ...onlyReadline,
  'C-u': wholeLine,
  'C-w': changes((e) => kill(e, 0, e.cursor)),
}

/** In raw mode Ctrl-C is a key, and ends it all. */
const onlyLinenoise: Readonly<Record<string, Deed>> = {
  'C-c': (h) => {
    h.done = 'end'
  },
  'C-t': (h) => {
    const changed = h.e.cursor < h.e.text.length ? transposed(h.e) : undefined
    if (changed !== undefined) h.e = { ...changed, cursor: Math.min(changed.cursor, changed.text.length - 1) }
  },
  'C-u': wholeLine,
}

const owned: Readonly<Record<Manner, Readonly<Record<string, Deed>>>> = {
  readline: onlyReadline,
  libedit: onlyLibedit,
  busybox: onlyBusyBox,
  linenoise: onlyLinenoise,
}

/** Keys that go on with what the same key began. */
const continuing = new Set(['C-i', 'C-k', 'C-u', 'C-w', 'M-d', 'M-erase', 'M-.', 'M-_'])

export function press(h: Hand, key: string): void {
  if (h.e.asked !== undefined) return h.desk.answered?.(h, key)
  if (!continuing.has(key)) h.e = forgetful(h.e)
  if (searching(h, key)) return
  const own = owned[h.desk.manner]
  const deed = (Object.hasOwn(own, key) ? own[key] : undefined) ?? (Object.hasOwn(both, key) ? both[key] : undefined)
  if (deed !== undefined) deed(h)
  else if (isLetter(key)) h.e = insert(h.e, lettersOf(h.desk, key))
  else if (rings(h) && key !== 'unknown') bell(h)
}

function forgetful({ last: _last, yanked: _yanked, ...e }: Editing): Editing {
  return e
}
