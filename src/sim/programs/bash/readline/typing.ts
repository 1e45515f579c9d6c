import type { Fd, Sys } from '../../../wire/sys'
import { byteText, toBytes } from '../encode'
import { press } from './edit'
import { insert, lineOf, type Editing } from './editing'
import { bell, draw, leave, type Desk, type Hand } from './hand'
import { keyOf } from './keys'

/**
 * A line typed at a terminal whose keys the program takes one by one: opened at a prompt, then as many keys as there are in each turn.
 * Shells and clients of databases alike edit their lines with it.
 *
 * @models bash lib/readline/{readline,rltty,signals}.c, busybox libbb/lineedit.c
 * @fidelity part: emacs keys only
 */
const keyboard: Fd = 0

/** readline writes to where it is told, the others to standard output. */
const show = (sys: Sys, fd: Fd, words: string): void => {
  if (words !== '') sys.write(fd, toBytes(words))
}

/** Terminals of today paste between brackets when they are asked to. */
const brackets = (desk: Desk, on: boolean): string => (!desk.brackets ? '' : on ? '\x1b[?2004h' : '\x1b[?2004l\r')

/** What stands above the last line of a prompt, and that one. */
function parted(whole: string): Pick<Editing, 'above' | 'prompt'> {
  const start = whole.lastIndexOf('\n') + 1
  return { above: whole.slice(0, start), prompt: whole.slice(start) }
}

const handAt = (sys: Sys, desk: Desk, e: Editing): Hand => ({
  desk,
  e,
  out: '',
  columns: sys.winsize(keyboard).cols || 80,
})

/** A prompt: from now on the keys are the editor's. BusyBox and linenoise take Ctrl-C as a key too. */
export function openTyping(sys: Sys, fd: Fd, desk: Desk, prompt: string, killed: readonly string[]): Editing {
  const was = sys.tcgetattr(keyboard)
  const signals = desk.manner === 'readline' || desk.manner === 'libedit'
  sys.tcsetattr(keyboard, {
    canonical: false,
    echo: false,
    signals,
    ...(desk.manner === 'busybox' ? {} : { icrnl: false }),
  })
  const h = handAt(sys, desk, {
    was,
    ...parted(prompt),
    text: [],
    cursor: 0,
    pending: '',
    place: desk.history.length,
    drafts: {},
    killed,
  })
  h.out = brackets(desk, true) + h.e.above
  draw(h)
  show(sys, fd, h.out)
  return h.e
}

/** How far the line has come; but for `waiting` and `more` the terminal is as it was before it. */
export interface Typing {
  readonly is: 'waiting' | 'more' | 'line' | 'end' | 'interrupt'
  readonly e: Editing
  readonly line: string
}

/** So many keys at once. */
const most = 512

/** As many keys as there are, to the end of the line; what follows is not touched. */
export function typeOn(sys: Sys, fd: Fd, desk: Desk, e: Editing): Typing {
  const h = handAt(sys, desk, e)
  for (let n = 0; n < most; n++) {
    const byte = sys.read(keyboard, 1)
    if (byte === undefined) return paused(sys, fd, h, 'waiting')
    if (byte === '') {
      show(sys, fd, h.out)
      return left(sys, h, 'end')
    }
    take(h, byte)
    if (h.done !== undefined) return over(sys, fd, h, h.done)
    if (h.e.pending === '') draw(h)
  }
  return paused(sys, fd, h, 'more')
}

function paused(sys: Sys, fd: Fd, h: Hand, is: 'waiting' | 'more'): Typing {
  show(sys, fd, h.out)
  return { is, e: h.e, line: '' }
}

function left(sys: Sys, { e }: Hand, is: Typing['is']): Typing {
  sys.tcsetattr(keyboard, e.was)
  return { is, e, line: lineOf(e) }
}

function take(h: Hand, byte: string): void {
  const { literal, ...e } = h.e
  if (literal === true) {
    h.e = insert(e, [byteText(byte.charCodeAt(0))])
    return
  }
  const bytes = e.pending + byte
  const key = keyOf(bytes, h.desk.utf8, h.desk.manner === 'readline')
  if (key === undefined && bytes.length < 32) {
    h.e = { ...e, pending: bytes }
    return
  }
  h.e = { ...e, pending: '' }
  if (key === undefined) bell(h)
  else press(h, key)
}

function over(sys: Sys, fd: Fd, h: Hand, done: NonNullable<Hand['done']>): Typing {
  const { search: _search, ...e } = h.e
  h.e = e
  if (done === 'line') leave(h)
  if (done === 'interrupt') h.out += '^C\n'
  else if (done === 'line') h.out += brackets(h.desk, false)
  else h.out += endings[h.desk.manner](h.desk)
  show(sys, fd, h.out)
  return left(sys, h, done)
}

/** readline begins a new line at the end of its input where it has turned the brackets off; linenoise always does. */
const endings: Readonly<Record<Desk['manner'], (desk: Desk) => string>> = {
  readline: (desk) => `${brackets(desk, false)}\n`,
  libedit: () => '',
  busybox: () => '',
  linenoise: () => '\n',
}

/** Ctrl-C came as a signal: the line is given up. */
export function giveUp(sys: Sys, fd: Fd, desk: Desk, { was }: Editing): void {
  show(sys, fd, `^C${brackets(desk, false)}\n`)
  sys.tcsetattr(keyboard, was)
}
