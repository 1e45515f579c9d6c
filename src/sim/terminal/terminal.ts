import type { Bytes } from '../../base/bytes'
import type { Address } from '../wire/address'
import type { TtyMode } from '../wire/sys'
import type { TtyOpen } from '../wire/tty'
import type { BlockView, TerminalView } from '../wire/view'
import type { Behaviour } from '../world/behaviour'
import { draft, finished, patch, send, type Draft } from '../world/draft'
import { heard, sent } from './edits'
import { parseMarks } from './marks'

/**
 * Node `terminal:N`: a screen and a keyboard. What a person types goes to the host's pseudo-terminal; what comes back is kept, grouped
 * by command with the help of the shell's own marks (OSC 133, as in FinalTerm, iTerm2 and VS Code).
 * A headless terminal hands whole lines to the shell and captures standard output and standard error apart.
 * A person opens further terminals, and opens one again whose shell has ended: the host then logs them in.
 */
export interface TerminalState extends TerminalView {
  readonly blocks: readonly Block[]
  readonly shell: Address
  /** Between the marks: what is printed now belongs to the prompt, to a command, or to neither yet. */
  readonly phase: 'prompt' | 'input' | 'command'
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
  unfinished: [],
  secondary: false,
  phase: 'prompt',
  partial: '',
  ttyMode: cooked,
})

export const terminal: Behaviour<TerminalState> = (state, message, from, now) => {
  const { payload } = message
  if (payload.kind === 'tty.open') return opened(state, payload)
  if (state === undefined) return [undefined, []]
  if (payload.kind === 'tty.hangup' && from === 'user') return [undefined, [{ to: 'host', payload }]]
  const d = draft(state, message, now)
  if (payload.kind === 'command') begin(d, payload)
  else if (payload.kind === 'tty.hangup') ended(d, payload.status ?? 0)
  else if (payload.kind === 'tty.input' || payload.kind === 'tty.resize') forward(d)
  else if (payload.kind === 'tty.output') print(d, payload.data)
  else if (payload.kind === 'tty.mode') modeChanged(d, payload.mode)
  else if (payload.kind === 'pipe' && from === 'user') send(d, { to: 'host', payload })
  else if (payload.kind === 'pipe') capture(d, payload.pipe, payload.data)
  return finished(d)
}

type Work = Draft<TerminalState>

/** A new terminal, or one again whose shell has ended: what it showed stays. */
function opened(before: TerminalState | undefined, payload: TtyOpen): ReturnType<typeof terminal> {
  if (before !== undefined && before.mode !== 'ended') return [before, []]
  const { tty, rows, cols } = payload
  const fresh = { ...newTerminal({ tty, shell: '', headless: false, cwd: '/' }), rows, cols }
  return [{ ...fresh, blocks: before?.blocks ?? [] }, [{ to: 'host', payload }]]
}

/** The login shell is gone. */
function ended(d: Work, exit: number): void {
  if (d.state.blocks.at(-1)?.endedAt === undefined) done(d, exit)
  patch(d, { mode: 'ended', prompt: '', unfinished: [], exit })
}

function forward(d: Work): void {
  const { payload } = d.message
  if (payload.kind === 'tty.resize') patch(d, { rows: payload.rows, cols: payload.cols })
  else if (payload.kind === 'tty.input') {
    typed(d, payload.data)
    if (d.state.edits?.length) patch(d, { edits: sent(d.state.edits, payload.data) })
  }
  send(d, { to: 'host', payload })
}

/** The line that Ctrl-C gives up stays to be seen: the page edits the line, so the shell has not echoed it. */
function typed(d: Work, data: Bytes): void {
  const line = /([^\n]*)\x03$/.exec(data)?.[1]
  if (line === undefined || d.state.phase !== 'input' || d.state.headless) return
  const { unfinished, primary, prompt } = d.state
  addBlock(d, [...unfinished, line].join('\n'), unfinished.length > 0 ? primary : prompt)
  changeLast(d, (block) => ({ ...block, givenUp: true, endedAt: d.now }))
  patch(d, { unfinished: [] })
}

/** Headless: a line begins a block and goes to the shell. */
function begin(d: Work, payload: Extract<typeof d.message.payload, { kind: 'command' }>): void {
  addBlock(d, payload.line, '$ ')
  patch(d, { phase: 'command', mode: 'program' })
  send(d, { to: d.state.shell, payload })
}

function addBlock(d: Work, line: string, prompt: string): void {
  const { span } = d.message
  const more = d.state.secondary && line.includes('\n') ? { secondary: d.state.prompt } : {}
  const block: Block = { span, prompt, line, output: '', stdout: '', stderr: '', startedAt: d.now, ...more }
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
  // An editor that was killed could not say that it is gone.
  if (d.state.edits?.length) patch(d, { edits: [] })
  patch(d, { phase: 'prompt', mode: 'prompt', prompt: '' })
}

/** Interactive: output flows into the prompt or into the block of the running command. */
function print(d: Work, data: Bytes): void {
  const [parts, partial] = parseMarks(d.state.partial + data)
  patch(d, { partial })
  for (const part of parts) {
    if (part.kind === 'text') printText(d, part.text)
    else if (part.kind === 'edit') patch(d, { edits: heard(d.state.edits ?? [], part.body, d.message.id) })
    else if (part.mark === 'A') prompting(d, part.argument)
    else if (part.mark === 'B') patch(d, { phase: 'input', ...(!d.state.secondary && { primary: d.state.prompt }) })
    else if (part.mark === 'C') started(d, part.argument)
    else if (part.mark === 'D' && d.state.phase === 'command') done(d, Number(part.argument) || 0)
    else if (part.mark === 'P') patch(d, { cwd: part.argument })
  }
}

/** A prompt begins; `k=s` says a secondary one, and what follows is the command so far. */
function prompting(d: Work, argument: string): void {
  const soFar = /^k=s(?:;([^]*))?$/.exec(argument)
  const unfinished = (soFar?.[1] ?? '').split('\n').filter((line, i, all) => line !== '' || i < all.length - 1)
  patch(d, { phase: 'prompt', prompt: '', mode: 'prompt', secondary: soFar !== null, unfinished })
}

function started(d: Work, line: string): void {
  addBlock(d, line, d.state.primary)
  patch(d, { phase: 'command', mode: 'program', unfinished: [] })
}

function printText(d: Work, text: Bytes): void {
  if (d.state.phase === 'prompt') return patch(d, { prompt: d.state.prompt + text })
  const last = d.state.blocks.at(-1)
  const headlessOutput = d.state.headless ? { stdout: (last?.stdout ?? '') + text } : {}
  if (last === undefined) return
  changeLast(d, (block) => ({ ...block, ...kept(block, text, d.state.headless), ...headlessOutput }))
}

/** What a terminal scrolls back to is bounded: of an output without end, the beginning goes, by whole lines. */
const scrollback = 1 << 19

function kept(block: Block, text: Bytes, headless: boolean): Pick<Block, 'output' | 'dropped'> {
  const output = block.output + text
  if (headless || output.length <= scrollback) return { output }
  const cut = output.indexOf('\n', output.length - scrollback / 2) + 1 || output.length - scrollback / 2
  return { output: output.slice(cut), dropped: (block.dropped ?? 0) + cut }
}

/** The shell's own modes at the prompt do not count: the page edits the line there. */
function modeChanged(d: Work, mode: TtyMode): void {
  patch(d, { ttyMode: mode })
  if (d.state.phase === 'command') patch(d, { mode: mode.canonical ? 'program' : 'raw' })
}
