import { replace } from '../frames'
import { promptText } from '../prompt'
import type { Frame, Machine, Pause } from '../state'
import { get } from '../variables'
import type { Editing } from './editing'
import type { Desk } from './hand'
import { answered, tab } from './tab'
import { giveUp, openTyping, typeOn } from './typing'

/**
 * The shell's own editor of the line at its prompt: it takes the keys one by one and does all that is to be seen itself. dash has none, and the
 * shell that a page's terminal logs in with leaves the line to the page.
 *
 * @models bash lib/readline, busybox libbb/lineedit.c
 * @fidelity part: BusyBox does not ask the terminal where its cursor is (ESC [6n)
 */
type Feed = Extract<Frame, { kind: 'feed' }>

const keyboard = 0

export const edits = (m: Machine): boolean =>
  m.s.mode === 'tty' &&
  !m.s.marks &&
  m.s.flavour !== 'dash' &&
  !m.sys.argv.includes('--noediting') &&
  m.sys.fds().includes(keyboard) &&
  m.sys.isatty(keyboard)

/** readline writes to standard error, BusyBox to standard output. */
const screenOf = (m: Machine): 1 | 2 => (m.s.flavour === 'bash' ? 2 : 1)

/** BusyBox is built to take every locale for UTF-8 on Alpine; bash goes by the environment. */
function isUtf8(m: Machine): boolean {
  const locale = [get(m, 'LC_ALL'), get(m, 'LC_CTYPE'), get(m, 'LANG')].find(
    (name) => name !== undefined && name !== '',
  )
  return m.s.flavour === 'ash' || /utf-?8/i.test(locale ?? '')
}

const deskOf = (m: Machine): Desk => ({
  manner: m.s.flavour === 'bash' ? 'readline' : 'busybox',
  utf8: isUtf8(m),
  history: m.s.history.map((line) => line.replace(/\n$/, '')),
  brackets: m.s.flavour === 'bash' && get(m, 'TERM') !== 'dumb',
  tab: (h) => tab(m, h),
  answered,
})

/** A prompt: from now on the keys are the editor's. */
export function openLine(m: Machine, frame: Feed): Feed {
  if (m.s.status > 128) m.sys.tcsetattr(keyboard, { canonical: true, echo: true, signals: true }) // its program may have died in between
  const prompt = promptText(m, frame.phase === 'prompt' ? 'PS1' : 'PS2')
  return { ...frame, phase: 'read', edit: openTyping(m.sys, screenOf(m), deskOf(m), prompt, frame.killed ?? []) }
}

const closed = ({ edit: _done, ...rest }: Feed, killed: readonly string[]): Feed => ({ ...rest, killed })

export type Typed =
  | { readonly typed: 'line'; readonly frame: Feed; readonly line: string }
  | { readonly typed: 'end'; readonly frame: Feed }

/** As many keys as there are, to the end of the line; what follows is not touched. */
export function typeLine(m: Machine, frame: Feed, edit: Editing): Typed | Pause | undefined {
  const { is, e, line } = typeOn(m.sys, screenOf(m), deskOf(m), edit)
  if (is === 'waiting' || is === 'more') {
    replace(m, { ...frame, edit: e })
    return is === 'more' ? undefined : { pause: 'wait', on: [{ on: 'readable', fd: keyboard }] }
  }
  const next = closed(frame, e.killed)
  if (is === 'end') return { typed: 'end', frame: next }
  if (is === 'line') return { typed: 'line', frame: next, line: `${line}\n` }
  m.s.status = 130
  if (m.s.traps['SIGINT'] !== undefined) m.s.pending = [...m.s.pending, 'SIGINT']
  replace(m, { ...next, buffer: '', phase: 'prompt' })
  return undefined
}

/** Ctrl-C came as a signal: the line is given up. */
export function interruptLine(m: Machine, frame: Feed, edit: Editing): Feed {
  giveUp(m.sys, screenOf(m), deskOf(m), edit)
  return closed(frame, edit.killed)
}
