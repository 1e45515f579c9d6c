import type { Fd } from '../../../wire/sys'
import { byteText, toBytes } from '../encode'
import { replace } from '../frames'
import type { Frame, Machine, Pause } from '../state'
import { get } from '../variables'
import { insert, lineOf, type Editing } from './editing'
import { press } from './edit'
import { bell, draw, isUtf8, leave, promptOf, type Hand } from './hand'
import { keyOf } from './keys'

/**
 * The shell's own editor of the line at its prompt: it takes the keys one by one and does all that is to be seen itself. dash has none, and the
 * shell that a page's terminal logs in with leaves the line to the page.
 *
 * @models bash lib/readline/{readline,rltty,signals}.c, busybox libbb/lineedit.c
 * @fidelity part: emacs keys only; BusyBox does not ask the terminal where its cursor is (ESC [6n)
 */
type Feed = Extract<Frame, { kind: 'feed' }>

const keyboard: Fd = 0

export const edits = (m: Machine): boolean =>
  m.s.mode === 'tty' &&
  !m.s.marks &&
  m.s.flavour !== 'dash' &&
  !m.sys.argv.includes('--noediting') &&
  m.sys.fds().includes(keyboard) &&
  m.sys.isatty(keyboard)

/** readline writes to standard error, BusyBox to standard output. */
const show = (m: Machine, words: string): void => {
  if (words !== '') m.sys.write(m.s.flavour === 'bash' ? 2 : 1, toBytes(words))
}

/** Terminals of today paste between brackets when they are asked to. */
const brackets = (m: Machine, on: boolean): string =>
  m.s.flavour !== 'bash' || get(m, 'TERM') === 'dumb' ? '' : on ? '\x1b[?2004h' : '\x1b[?2004l\r'

/** A prompt: from now on the keys are the editor's. BusyBox takes Ctrl-C as a key too. */
export function openLine(m: Machine, frame: Feed): Feed {
  if (m.s.status > 128) m.sys.tcsetattr(keyboard, { canonical: true, echo: true, signals: true }) // its program may have died in between
  const was = m.sys.tcgetattr(keyboard)
  const bash = m.s.flavour === 'bash'
  m.sys.tcsetattr(keyboard, { canonical: false, echo: false, signals: bash, ...(bash ? { icrnl: false } : {}) })
  const edit: Editing = {
    was,
    ...promptOf(m, frame.phase === 'prompt' ? 'PS1' : 'PS2'),
    text: [],
    cursor: 0,
    pending: '',
    place: m.s.history.length,
    drafts: {},
    killed: frame.killed ?? [],
  }
  const h = handAt(m, edit)
  h.out = brackets(m, true) + edit.above
  draw(h)
  show(m, h.out)
  return { ...frame, phase: 'read', edit: h.e }
}

function handAt(m: Machine, e: Editing): Hand {
  return { m, e, out: '', columns: m.sys.winsize(keyboard).cols || 80 }
}

/** The commands get the terminal as it was. */
function close(m: Machine, frame: Feed, edit: Editing): Feed {
  const { edit: _done, ...rest } = frame
  m.sys.tcsetattr(keyboard, edit.was)
  return { ...rest, killed: edit.killed }
}

export type Typed =
  | { readonly typed: 'line'; readonly frame: Feed; readonly line: string }
  | { readonly typed: 'end'; readonly frame: Feed }

/** As many keys as there are, to the end of the line; what follows is not touched. */
export function typeLine(m: Machine, frame: Feed, edit: Editing): Typed | Pause | undefined {
  const h = handAt(m, edit)
  for (let n = 0; n < most; n++) {
    const byte = m.sys.read(keyboard, 1)
    if (byte === undefined || byte === '') {
      show(m, h.out)
      replace(m, { ...frame, edit: h.e })
      if (byte === '') return { typed: 'end', frame: close(m, frame, h.e) }
      return { pause: 'wait', on: [{ on: 'readable', fd: keyboard }] }
    }
    take(h, byte)
    if (h.done !== undefined) return over(h, frame, h.done)
    if (h.e.pending === '') draw(h)
  }
  show(m, h.out)
  replace(m, { ...frame, edit: h.e })
  return undefined
}

/** So many keys at once. */
const most = 512

function take(h: Hand, byte: string): void {
  const { literal, ...e } = h.e
  if (literal === true) {
    h.e = insert(e, [byteText(byte.charCodeAt(0))])
    return
  }
  const bytes = e.pending + byte
  const key = keyOf(bytes, isUtf8(h.m), h.m.s.flavour === 'bash')
  if (key === undefined && bytes.length < 32) {
    h.e = { ...e, pending: bytes }
    return
  }
  h.e = { ...e, pending: '' }
  if (key === undefined) bell(h)
  else press(h, key)
}

function over(h: Hand, frame: Feed, done: NonNullable<Hand['done']>): Typed | undefined {
  const { m } = h
  const { search: _search, ...e } = h.e
  h.e = e
  if (done === 'line') leave(h)
  if (done === 'interrupt') h.out += '^C\n'
  else if (done === 'line') h.out += brackets(m, false)
  else h.out += m.s.flavour === 'bash' ? `${brackets(m, false)}\n` : ''
  show(m, h.out)
  const next = close(m, frame, h.e)
  if (done === 'interrupt') {
    m.s.status = 130
    if (m.s.traps['SIGINT'] !== undefined) m.s.pending = [...m.s.pending, 'SIGINT']
    replace(m, { ...next, buffer: '', phase: 'prompt' })
    return undefined
  }
  return done === 'end' ? { typed: 'end', frame: next } : { typed: 'line', frame: next, line: `${lineOf(h.e)}\n` }
}

/** Ctrl-C came as a signal: the line is given up. */
export function interruptLine(m: Machine, frame: Feed, edit: Editing): Feed {
  show(m, `^C${brackets(m, false)}\n`)
  return close(m, frame, edit)
}
