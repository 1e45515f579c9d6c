import type { Bytes } from '../../base/bytes'
import type { Address } from '../wire/address'
import type { TtyMode } from '../wire/sys'
import type { BlockView, TerminalView } from '../wire/view'
import type { Behaviour } from '../world/behaviour'
import { draft, finished, patch, send, type Draft } from '../world/draft'
import { parseMarks } from './marks'

/**
 * Node `terminal:N`: a screen and a keyboard. What a person types goes to the host's pseudo-terminal; what comes back is kept, grouped
 * by command with the help of the shell's own marks (OSC 133, as in FinalTerm, iTerm2 and VS Code).
 * A headless terminal hands whole lines to the shell and captures standard output and standard error apart.
 */
export interface TerminalState extends TerminalView {
  readonly blocks: readonly Block[]
  readonly tty: string
  readonly shell: Address
  /** Between the marks: what is printed now belongs to the prompt, to a command, or to neither yet. */
  readonly phase: 'prompt' | 'input' | 'command'
  /** The prompt that a command began at, while secondary prompts ask for the rest of it. */
  readonly primary: Bytes
  readonly secondary: boolean
  /** An escape sequence whose end has not come yet. */
  readonly partial: Bytes
  readonly ttyMode: TtyMode
  readonly headless: boolean
}

export interface Block extends BlockView {
  readonly stdout: Bytes
  readonly stderr: Bytes
}

const cooked: TtyMode = { canonical: true, echo: true, signals: true, onlcr: true }

export const newTerminal = (name: Pick<TerminalState, 'tty' | 'shell' | 'headless' | 'cwd'>): TerminalState => ({
  ...name,
  rows: 24,
  cols: 80,
  blocks: [],
  mode: 'prompt',
  prompt: '',
  primary: '',
  secondary: false,
  phase: 'prompt',
  partial: '',
  ttyMode: cooked,
})

export const terminal: Behaviour<TerminalState> = (state, message, from, now) => {
  if (state === undefined) return [undefined, []]
  const d = draft(state, message, now)
  const { payload } = message
  if (payload.kind === 'command') begin(d, payload)
  else if (payload.kind === 'tty.input' || payload.kind === 'tty.resize') forward(d)
  else if (payload.kind === 'tty.output') print(d, payload.data)
  else if (payload.kind === 'tty.mode') modeChanged(d, payload.mode)
  else if (payload.kind === 'pipe' && from === 'user') send(d, { to: 'host', payload })
  else if (payload.kind === 'pipe') capture(d, payload.pipe, payload.data)
  return finished(d)
}

type Work = Draft<TerminalState>

function forward(d: Work): void {
  const { payload } = d.message
  if (payload.kind === 'tty.resize') patch(d, { rows: payload.rows, cols: payload.cols })
  send(d, { to: 'host', payload })
}

/** Headless: a line begins a block and goes to the shell. */
function begin(d: Work, payload: Extract<typeof d.message.payload, { kind: 'command' }>): void {
  addBlock(d, payload.line, '$ ')
  patch(d, { phase: 'command', mode: 'program' })
  send(d, { to: d.state.shell, payload })
}

function addBlock(d: Work, line: string, prompt: string): void {
  const block: Block = { span: d.message.span, prompt, line, output: '', stdout: '', stderr: '', startedAt: d.now }
  patch(d, { blocks: [...d.state.blocks, block] })
}

function changeLast(d: Work, change: (block: Block) => Block): void {
  const last = d.state.blocks.at(-1)
  if (last !== undefined) patch(d, { blocks: [...d.state.blocks.slice(0, -1), change(last)] })
}

function capture(d: Work, pipe: string, data: Bytes): void {
  if (pipe === 'status') return statusLine(d, data)
  const span = Number(pipe.split('.', 1)[0])
  const which = pipe.endsWith('stderr') ? 'stderr' : 'stdout'
  const blocks = d.state.blocks.map((b) =>
    b.span === span ? { ...b, output: b.output + data, [which]: b[which] + data } : b,
  )
  patch(d, { blocks })
}

/** The headless shell reports each exit status on a descriptor of its own. */
function statusLine(d: Work, data: Bytes): void {
  const exit = Number(data.trim())
  if (!Number.isNaN(exit)) done(d, exit)
}

function done(d: Work, exit: number): void {
  changeLast(d, (block) => ({ ...block, exit, endedAt: d.now }))
  patch(d, { phase: 'prompt', mode: 'prompt', prompt: '' })
}

/** Interactive: output flows into the prompt or into the block of the running command. */
function print(d: Work, data: Bytes): void {
  const [parts, partial] = parseMarks(d.state.partial + data)
  patch(d, { partial })
  for (const part of parts) {
    if (part.kind === 'text') printText(d, part.text)
    else if (part.mark === 'A')
      patch(d, { phase: 'prompt', prompt: '', mode: 'prompt', secondary: part.argument === 'k=s' })
    else if (part.mark === 'B') patch(d, { phase: 'input', ...(!d.state.secondary && { primary: d.state.prompt }) })
    else if (part.mark === 'C') started(d, part.argument)
    else if (part.mark === 'D' && d.state.phase === 'command') done(d, Number(part.argument) || 0)
    else if (part.mark === 'P') patch(d, { cwd: part.argument })
  }
}

function started(d: Work, line: string): void {
  addBlock(d, line, d.state.primary)
  patch(d, { phase: 'command', mode: 'program' })
}

function printText(d: Work, text: Bytes): void {
  if (d.state.phase === 'prompt') return patch(d, { prompt: d.state.prompt + text })
  const last = d.state.blocks.at(-1)
  const headlessOutput = d.state.headless ? { stdout: (last?.stdout ?? '') + text } : {}
  if (last !== undefined) changeLast(d, (block) => ({ ...block, output: block.output + text, ...headlessOutput }))
}

/** The shell's own modes at the prompt do not count: the page edits the line there. */
function modeChanged(d: Work, mode: TtyMode): void {
  patch(d, { ttyMode: mode })
  if (d.state.phase === 'command') patch(d, { mode: mode.canonical ? 'program' : 'raw' })
}
