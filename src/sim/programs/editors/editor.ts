import { answerOf } from './answer'
import { text, utf8, type Bytes } from '../../../base/bytes'
import { closedFrame, mostOffered, offerFrame, saidFrame } from '../../../base/edit-frames'
import { joinPath } from '../../../base/path'
import type { Program, Sys, TtyMode, Turn, Wake } from '../../wire/sys'
import { exit, isBusybox, orUndefined, quietly } from '../face'
import { wanted } from './arguments'
import { named, type Act, type Dialect, type Editing } from './editing'
import { opened, written } from './file'
import { keysOf, type Key } from './keys'
import { nanoKey } from './nano'
import { drawn, scrolled } from './screen'
import { viKey } from './vi'
import { commanded } from './vi-line'

/**
 * vi, vim and nano. Each draws its own screen and takes keys; on a terminal it also offers the file to whatever shows that terminal (OSC 7331),
 * which may then edit it in its own way and send the text back over the same wire. The first plain key withdraws the offer.
 *
 * @models vim(1), busybox vi, nano(1)
 * @fidelity part: the keys that everyone knows; the first file only; no configuration files, no swap file
 */
interface Running {
  readonly editing: Editing
  /** The terminal's modes before; absent without a terminal. */
  readonly mode?: TtyMode
  readonly offered: boolean
  readonly stopped: boolean
  readonly partial: Bytes
}

const editor = (name: string, ofName: 'vi' | 'nano'): Program<Running> => ({
  name,
  start: (sys) => quietly(() => start(sys, ofName === 'nano' ? 'nano' : isBusybox(sys) ? 'busybox' : 'vim')),
  resume: (sys, state, wake) => quietly(() => resumed(sys, state, wake)),
})

/** By the names under which they are installed; `view` only reads. */
export const editorPrograms = [
  ...['vi', 'vim', 'view', 'nvim'].map((name) => editor(name, 'vi')),
  ...['nano', 'rnano'].map((name) => editor(name, 'nano')),
]

function start(sys: Sys, dialect: Dialect): Turn<Running> {
  const asked = wanted(sys, dialect)
  if (typeof asked === 'number') return exit(asked)
  const terminal = sys.isatty(0) && sys.isatty(1)
  if (!terminal && dialect === 'nano') return (sys.write(2, 'Standard input is not a terminal\n'), exit(1))
  if (!sys.isatty(1) && dialect === 'vim') sys.write(2, 'Vim: Warning: Output is not to a terminal\n')
  if (!sys.isatty(0) && dialect === 'vim') sys.write(2, 'Vim: Warning: Input is not from a terminal\n')
  for (const signal of ['SIGWINCH', 'SIGCONT', ...(dialect === 'busybox' ? [] : deadly)] as const)
    sys.sigaction(signal, 'catch')
  sys.sigaction('SIGINT', 'ignore')
  const editing = opened(sys, dialect, asked.file, asked.readonly)
  const begun: Running = {
    editing,
    ...(terminal && { mode: sys.tcgetattr(0) }),
    offered: false,
    stopped: false,
    partial: '',
  }
  const first = asked.commands.reduce<Step>(
    (step, command) => ('turn' in step ? step : after(sys, step, ...commanded(step.editing, utf8(command)))),
    begun,
  )
  return 'turn' in first ? first : entered(sys, first)
}

const deadly = ['SIGTERM', 'SIGHUP'] as const

/** Either it goes on, or the program has ended. */
type Step = Running | Turn<Running>

/** cfmakeraw(3), and what undoes it where the modes before do not say. */
const raw: TtyMode = {
  canonical: false,
  echo: false,
  signals: false,
  onlcr: false,
  opost: false,
  icrnl: false,
  ixon: false,
  iexten: false,
}
const sane: Partial<TtyMode> = { opost: true, icrnl: true, ixon: true, iexten: true }

/** Takes the terminal over, offers the file, draws. */
function entered(sys: Sys, state: Running): Turn<Running> {
  if (state.mode) sys.tcsetattr(0, raw)
  sys.write(1, '\x1b[?1049h')
  const offered = state.mode !== undefined && offer(sys, state.editing)
  return shown(sys, { ...state, offered, stopped: false })
}

function offer(sys: Sys, { dialect, file, original, readonly, fresh }: Editing): boolean {
  // What is not text would not come back as it was.
  if (file === '' || original.length > mostOffered || utf8(text(original)) !== original) return false
  const path = joinPath(file.startsWith('/') ? '' : sys.cwd(), file)
  const kind = dialect === 'nano' ? 'nano' : 'vi'
  sys.write(1, offerFrame({ kind, name: file, path, host: sys.hostname, readonly, fresh }, original))
  return true
}

function shown(sys: Sys, state: Running): Turn<Running> {
  const size = state.mode ? sys.winsize(1) : { rows: 24, cols: 80 }
  const editing = scrolled(state.editing, size)
  sys.write(1, drawn(editing, size))
  return waiting({ ...state, editing })
}

const waiting = (state: Running): Turn<Running> => ({ turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] })

/** Gives the terminal back as it was. */
function left(sys: Sys, { mode, offered }: Running): void {
  orUndefined(() => {
    sys.write(1, `${offered ? closedFrame : ''}\x1b[?1049l`)
    if (mode) sys.tcsetattr(0, { ...sane, ...mode })
  })
}

function ended(sys: Sys, state: Running, status = 0): Turn<Running> {
  left(sys, state)
  return exit(status)
}

/** So much is read in one turn: a long paste must not hold the machine up. */
const most = 16_384

function resumed(sys: Sys, state: Running, wake: Wake | { readonly on: 'execFailed' }): Turn<Running> {
  if (wake.on === 'signal') {
    if (wake.signal === 'SIGTERM' || wake.signal === 'SIGHUP') return killed(sys, state, wake.signal)
    if (wake.signal === 'SIGCONT' && state.stopped) return entered(sys, state)
    return state.stopped ? waiting(state) : shown(sys, state)
  }
  const data = sys.read(0, most)
  if (data === undefined) return waiting(state)
  if (data === '') return exhausted(sys, state)
  const [keys, partial] = keysOf(state.partial + data)
  let now: Running = { ...state, partial }
  for (const key of keys) {
    const next = obeyed(sys, now, key)
    if ('turn' in next) return next
    now = next
  }
  return keys.length === 0 || now.stopped ? waiting(now) : shown(sys, now)
}

function obeyed(sys: Sys, state: Running, key: Key): Step {
  if (key.kind === 'answer') return answered(sys, state, key.body)
  if (state.offered) sys.write(1, closedFrame)
  const now = { ...state, offered: false }
  const { dialect } = now.editing
  return after(sys, now, ...(dialect === 'nano' ? nanoKey(now.editing, key.key) : viKey(now.editing, key.key)))
}

function after(sys: Sys, state: Running, editing: Editing, act?: Act): Step {
  const now = { ...state, editing }
  if (act === undefined) return now
  if (act.kind !== 'write') return act.kind === 'quit' ? ended(sys, now) : suspended(sys, now)
  const { editing: next, done } = written(sys, editing, act.file, act.force)
  return done && act.quit ? ended(sys, { ...now, editing: next }) : { ...now, editing: next }
}

/** The terminal's own editor has something to say. */
function answered(sys: Sys, state: Running, body: Bytes): Step {
  const says = answerOf(state.editing, body)
  if (!state.offered || says === undefined) return state
  if (says.kind === 'quit') return ended(sys, state)
  if (says.kind !== 'save') return (sys.write(1, closedFrame), { ...state, offered: false })
  const { editing, done } = written(sys, says.editing, state.editing.file, says.force)
  sys.write(1, saidFrame(done ? 'saved' : 'refused', named(editing.message)))
  const now = { ...state, editing }
  return done && says.quit ? ended(sys, now) : now
}

/** Ctrl-Z: the terminal is given back for as long as the shell has it. */
function suspended(sys: Sys, state: Running): Step {
  left(sys, state)
  sys.kill(-sys.getpgid(), 'SIGSTOP')
  return { ...state, offered: false, stopped: true }
}

function killed(sys: Sys, state: Running, signal: 'SIGTERM' | 'SIGHUP'): Turn<Running> {
  left(sys, state)
  const { dialect, modified, file } = state.editing
  if (dialect === 'nano') {
    const copy = `${file === '' ? 'nano' : file}.save`
    const { done } = modified ? written(sys, { ...state.editing, readonly: false }, copy, true) : { done: false }
    orUndefined(() => sys.write(2, `Received SIGHUP or SIGTERM\n${done ? `\nBuffer written to ${utf8(copy)}\n` : ''}`))
    return exit(1)
  }
  const preserving = modified ? 'Vim: preserving files...\n' : ''
  orUndefined(() => sys.write(2, `Vim: Caught deadly signal ${signal.slice(3)}\n${preserving}Vim: Finished.\n`))
  sys.sigaction(signal, 'default')
  sys.kill(sys.pid, signal)
  return waiting({ ...state, offered: false, stopped: true })
}

/** Keys came from a file or a pipe, and there are no more. */
function exhausted(sys: Sys, state: Running): Turn<Running> {
  left(sys, state)
  const { dialect, modified } = state.editing
  if (dialect === 'busybox') sys.write(2, "vi: can't read user input\n")
  else if (dialect === 'vim')
    sys.write(
      2,
      `Vim: Error reading input, exiting...\n${modified ? 'Vim: preserving files...\n' : ''}Vim: Finished.\n`,
    )
  return exit(1)
}
