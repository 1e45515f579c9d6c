import { toBytes, toText } from './encode'
import { farewell, say } from './errors'
import { closeLent } from './children'
import { pop, push, replace } from './frames'
import { historyLine } from './history-line'
import { giveTerminal, mayLeave, notifyJobs, terminal } from './jobs'
import { parse } from './parse'
import { markDone, markStart, showPrompt } from './prompt'
import { edits, openLine, typeLine } from './readline/editor'
import type { Editing } from './readline/editing'
import type { Frame, Machine, Pause } from './state'
import { syntaxError, warnOpen } from './syntax-error'
import { get } from './variables'

/**
 * Where a shell's commands come from when they are read line by line: a terminal, a headless line channel, standard input.
 * Physical lines are joined until they make whole commands.
 *
 * @models bash eval.c reader_loop
 */
type Feed = Extract<Frame, { kind: 'feed' }>

export function stepFeed(m: Machine, frame: Feed): Pause | undefined {
  switch (frame.phase) {
    case 'ran':
      return ran(m, frame)
    case 'prompt':
    case 'more':
      return prompt(m, frame)
    case 'read':
      return readLine(m, frame)
  }
}

function ran(m: Machine, frame: Feed): undefined {
  m.s.line = frame.line
  if (m.s.mode === 'tty') notifyJobs(m, true) // before the mark, so that it belongs to the command's output
  if (frame.from === 'tty') markDone(m)
  if (frame.from === 'headless') m.sys.write(254, `${m.s.status}\n`)
  replace(m, { ...frame, phase: 'prompt', buffer: '' })
}

function prompt(m: Machine, frame: Feed): undefined {
  closeLent(m)
  if (frame.from === 'tty') {
    const fd = terminal(m)
    if (frame.phase === 'prompt') notifyJobs(m, m.s.mode === 'tty')
    if (fd !== undefined) giveTerminal(m, m.s.pgid)
    if (edits(m)) return replace(m, openLine(m, frame)) as undefined
    if (fd !== undefined)
      m.sys.tcsetattr(
        fd,
        m.s.marks ? { canonical: true, echo: false, signals: true } : { canonical: true, echo: true, signals: true },
      )
    showPrompt(m, frame.phase === 'prompt' ? 'PS1' : 'PS2', toText(frame.buffer))
  }
  replace(m, { ...frame, phase: 'read' })
}

const channel = { tty: 0, headless: 255, stdin: 0 } as const

function readLine(m: Machine, frame: Feed): Pause | undefined {
  if (frame.edit !== undefined) return editLine(m, frame, frame.edit)
  const newline = frame.rest.indexOf('\n')
  if (newline >= 0)
    return gotLine(m, { ...frame, rest: frame.rest.slice(newline + 1) }, frame.rest.slice(0, newline + 1))
  const fd = channel[frame.from]
  const data = m.sys.read(fd, frame.from === 'stdin' ? 1 : 65536) // what follows on a script's input belongs to its commands
  if (data === undefined) return { pause: 'wait', on: [{ on: 'readable', fd }] }
  if (data !== '') {
    if (frame.from === 'headless') controlJobs(m)
    replace(m, { ...frame, rest: frame.rest + data })
    return undefined
  }
  if (frame.rest !== '') return gotLine(m, { ...frame, rest: '' }, frame.rest)
  return ended(m, frame)
}

function editLine(m: Machine, frame: Feed, edit: Editing): Pause | undefined {
  const typed = typeLine(m, frame, edit)
  if (typed === undefined || 'pause' in typed) return typed
  replace(m, typed.frame)
  return typed.typed === 'line' ? gotLine(m, typed.frame, toBytes(typed.line)) : ended(m, typed.frame)
}

/** The headless shell gets other descriptors for each line: it controls jobs where they are a terminal. */
function controlJobs(m: Machine): void {
  const { monitor: _old, ...options } = m.s.options
  m.s.options = m.sys.isatty(0) ? { ...options, monitor: true } : options
}

function ended(m: Machine, frame: Feed): undefined {
  if (frame.buffer.trim() !== '') {
    const parsed = parse(toText(frame.buffer), frame.first, m.s.flavour)
    replace(m, { ...frame, buffer: '', phase: 'prompt' })
    if (parsed.error?.open === 'EOF') warnOpen(m, parsed.error)
    if (parsed.error !== undefined && parsed.error.open !== 'EOF') syntaxError(m, parsed.error)
    else push(m, { kind: 'list', list: parsed.list, pc: 0 })
    return
  }
  if (frame.from === 'tty') say(m, m.s.flavour === 'bash' ? farewell(m) : '')
  if (!mayLeave(m, true)) return replace(m, { ...frame, phase: 'prompt' }) as undefined
  pop(m)
  push(m, { kind: 'exit', status: m.s.status })
}

function gotLine(m: Machine, frame: Feed, line: string): undefined {
  const first = frame.buffer === '' ? frame.line : frame.first
  const buffer = frame.buffer + line
  const source = toText(buffer)
  const parsed = parse(source, first, m.s.flavour)
  const next = { ...frame, buffer, first, line: frame.line + 1 }
  if (m.s.options['verbose']) say(m, toText(line).replace(/\n$/, ''))
  // A script hands over whole commands: what is incomplete and has no further line stays so.
  const endless = frame.from === 'headless' && frame.rest === ''
  if (parsed.error?.incomplete === true && !endless) return replace(m, { ...next, phase: 'more' }) as undefined
  remember(m, source)
  if ((m.s.warned ?? 0) > 0) m.s.warned = m.s.warned! - 1
  if (frame.from === 'tty') begin(m, source)
  const running = { ...next, phase: frame.from === 'stdin' ? ('prompt' as const) : ('ran' as const), buffer: '' }
  replace(m, running)
  if (source.trim() === '' && frame.from === 'tty') return replace(m, { ...running, phase: 'prompt' }) as undefined
  if (parsed.error !== undefined) {
    m.s.line = parsed.error.line
    syntaxError(m, parsed.error)
    if (!m.s.interactive) push(m, { kind: 'exit', status: m.s.status })
  } else if (!m.s.options['noexec']) push(m, { kind: 'list', list: parsed.list, pc: 0 })
}

/** The line runs: the terminal becomes the programs' own. */
function begin(m: Machine, source: string): void {
  const fd = terminal(m)
  if (source.trim() === '') return
  markStart(m, source.replace(/\n$/, ''))
  if (fd !== undefined && m.s.marks) m.sys.tcsetattr(fd, { echo: true, canonical: true })
}

/** BusyBox remembers line by line, and nothing twice in a row; bash whole commands, as HISTCONTROL wants it. */
function remember(m: Machine, source: string): void {
  if (!m.s.interactive) return
  const lines =
    m.s.flavour === 'ash'
      ? source.split('\n')
      : [m.s.flavour === 'bash' ? historyLine(source) : source.replace(/\n$/, '')]
  for (const line of lines)
    if (line.trim() !== '' && !unwanted(m, line)) m.s.history = [...m.s.history, line].slice(-500)
}

function unwanted(m: Machine, line: string): boolean {
  const again = m.s.history.at(-1) === line
  if (m.s.flavour === 'ash') return again
  const control = m.s.mode === 'tty' && m.s.flavour === 'bash' ? (get(m, 'HISTCONTROL') ?? '').split(':') : []
  const wants = (what: string) => control.includes(what) || control.includes('ignoreboth')
  return (wants('ignoredups') && again) || (wants('ignorespace') && line.startsWith(' '))
}
