import { text, utf8 } from '../../../src/base/bytes'
import type { TtyResize } from '../../../src/sim/wire/tty'
import { behaviours, makeWorld } from '../../../src/sim/host'
import { inject } from '../../../src/trace/inject'
import { begun, extended, forked, lengthOf, type Recording } from '../../../src/trace/recording'
import { terminalView } from '../../../src/trace/views'
import type { World } from '../../../src/trace/types'

/** A learner at the simulated terminal: keys go in, bytes come out, simulated time passes. */
export interface Seat {
  recording: Recording
}

/** At the first prompt. */
export function sit(seed = 1): Seat {
  const seat = { recording: begun(makeWorld({ seed, files: [] }), behaviours) }
  pass(seat, 2_000)
  return seat
}

export const worldOf = (seat: Seat): World => seat.recording.last

/** More messages than anything here takes in a step; what does not end is cut by simulated time. */
const most = 200_000

/** Lets simulated time pass; answers what the terminal was sent meanwhile, without the shell's own marks. */
export function pass(seat: Seat, ms: number): string {
  const { recording } = seat
  const until = recording.last.now + ms * 1000
  const next = extended(recording, (world, added) => added < most && (world.queue[0]?.dueAt ?? Infinity) <= until)
  const last = { ...next.last, now: Math.max(next.last.now, until) }
  seat.recording = { ...next, last }
  return shown(next.messages.slice(lengthOf(recording)))
}

const shown = (messages: Recording['messages']): string =>
  text(
    messages
      .flatMap(({ to, payload }) => (to === 'terminal:1' && payload.kind === 'tty.output' ? [payload.data] : []))
      .join('')
      .replace(/\x1b\]133;[^\x07]*\x07/g, ''),
  )

/** Presses keys (or changes the window) and lets half a second pass. */
export function keys(seat: Seat, what: string | TtyResize, ms = 500): string {
  const payload = typeof what === 'string' ? ({ kind: 'tty.input', tty: 'pts/0', data: utf8(what) } as const) : what
  const end = lengthOf(seat.recording)
  seat.recording = forked(seat.recording, end, (world) => inject(world, 'user', { to: 'terminal:1', payload }))
  return pass(seat, ms)
}

/** Types a line that must end, and answers what it printed. */
export function line(seat: Seat, words: string, ms = 5_000): string {
  const blocks = terminalView(worldOf(seat)).blocks.length
  keys(seat, `${words}\n`, ms)
  const block = terminalView(worldOf(seat)).blocks[blocks]
  if (block?.exit === undefined) throw new Error(`${words}: did not end: ${JSON.stringify(block?.output)}`)
  return text(block.output).replaceAll('\r\n', '\n')
}

export const lastExit = (seat: Seat): number | undefined => terminalView(worldOf(seat)).blocks.at(-1)?.exit

/** What a command shows for each handful of keys, from its start on. */
export function ourTalk(command: string, steps: readonly string[]): readonly string[] {
  const seat = sit()
  const first = keys(seat, `${command}\n`)
  return [first, ...steps.map((step) => keys(seat, step))].map((shown) => normal(shown).replace(prompt, ''))
}

/** What the shell that started the command says when it is over. */
const prompt = /(?:(?<=\^C)\r\n|(?<=\^\\)Quit\r\n)?you@host:~\$ $/

/** Process numbers differ by nature. */
export const normal = (output: string): string =>
  output
    .replace(/\ufffd+/g, '\ufffd')
    .replace(/^(\[\d+\][-+ ]?) +\d+(\r?$| )/gm, '$1 PID$2')
    .replace(/\b\d{3,7}\b(?= (Stopped|Running|Done))/g, 'PID')
