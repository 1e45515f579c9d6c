import { utf8 } from '../base/bytes'
import { inject } from '../trace/inject'
import { begun, extended, forked, furnished, lengthOf, type Recording } from '../trace/recording'
import { terminalView } from '../trace/views'
import { kindOf, type Behaviours, type Payload, type World } from '../trace/types'
import { pausesAt } from './pause'
import type { Scenario } from './scenario'

/**
 * A learner's session: one history that is played, and the futures that were left when the past was changed.
 * A value; every function answers the next one.
 */
export interface Voyage {
  readonly seed: number
  readonly scenario?: Scenario
  readonly recording: Recording
  readonly branches: readonly Branch[]
  readonly nextBranch: number
}

/** A future that was left. */
export interface Branch {
  readonly id: number
  /** The step at which it parts from the one that is played. */
  readonly at: number
  readonly recording: Recording
}

/** A voyage that begins with that world, in the hands of that much of the model. */
export const begunAt = (world: World, behaviours: Behaviours, seed: number, scenario?: Scenario): Voyage => ({
  seed,
  ...(scenario && { scenario }),
  recording: begun({ ...world, step: 0 }, behaviours),
  branches: [],
  nextBranch: 1,
})

/** The voyage with more of the model than it had: every future, too, can be gone on with. */
export const furnish = (voyage: Voyage, behaviours: Behaviours): Voyage => ({
  ...voyage,
  recording: furnished(voyage.recording, behaviours),
  branches: voyage.branches.map((branch) => ({ ...branch, recording: furnished(branch.recording, behaviours) })),
})

interface Sent {
  readonly to: string
  readonly payload: Payload
}

export const terminalNamed = (terminal: number): string => `terminal:${terminal}`

export function keys(world: World, data: string, terminal = 1): Sent {
  const to = terminalNamed(terminal)
  return { to, payload: { kind: 'tty.input', tty: terminalView(world, to).tty, data: utf8(data) } }
}

/** Terminals that are open, by number. */
const terminalsOf = (world: World): readonly number[] =>
  Object.keys(world.nodes).flatMap((name) => (kindOf(name) === 'terminal' ? [Number(name.split(':')[1])] : []))

/** Nothing is under way: what is in flight are alarm clocks of later, and every shell waits for a line, or an editor for its file. */
export const isQuiet = (world: World): boolean =>
  world.queue.every((m) => m.payload.kind === 'timer' && m.dueAt > world.now + 1_000_000) &&
  terminalsOf(world)
    .map((n) => terminalView(world, terminalNamed(n)))
    .every(({ mode, edits }) => ['prompt', 'ended'].includes(mode) || (edits?.length ?? 0) > 0)

/** Goes on until nothing is under way. */
export const untilQuiet = (recording: Recording, most: number): Recording =>
  extended(recording, (world, added) => added < most && !(added > 0 && isQuiet(world)))

/**
 * Computes more of what is under way; the same voyage when nothing is. `even` goes on to alarm clocks of later, too. Where a part of the
 * model is not here the recording says which one it wants. `most` is a number of messages, or is asked before each whether it is wanted.
 */
export function extend(voyage: Voyage, most: number | ((added: number) => boolean) = 400, even = false): Voyage {
  const wanted = typeof most === 'number' ? (added: number) => added < most : most
  const recording = extended(voyage.recording, (world, added) => wanted(added) && (even || !isQuiet(world)))
  const same = lengthOf(recording) === lengthOf(voyage.recording) && recording.wants === voyage.recording.wants
  return same ? voyage : { ...voyage, recording }
}

/** Types a whole line where `step` messages have been delivered. In the past this forks: the future that was is kept. */
export const type = (voyage: Voyage, line: string, step: number, terminal = 1, shown = Infinity): Voyage =>
  press(voyage, `${line}\n`, step, terminal, shown)

/**
 * Tells the terminal how large it is, at the end of the history: nothing is forked. Before the first command it belongs to the beginning,
 * so that a history still begins with what the learner does.
 */
export function resize(voyage: Voyage, rows: number, cols: number, terminal = 1): Voyage {
  const sized = resizeNow(voyage, rows, cols, terminal)
  if (sized === voyage || lengthOf(voyage.recording) > 0) return sized
  const { behaviours } = voyage.recording
  const world = untilQuiet(begun(sized.recording.last, behaviours), 1_000).last
  return { ...voyage, recording: begun({ ...world, step: 0 }, behaviours) }
}

/** The same, but always as something that happens after what has happened. */
export function resizeNow(voyage: Voyage, rows: number, cols: number, terminal = 1): Voyage {
  const to = terminalNamed(terminal)
  const before = terminalView(voyage.recording.last, to)
  if (before === undefined || (before.rows === rows && before.cols === cols)) return voyage
  const payload: Payload = { kind: 'tty.resize', tty: before.tty, rows, cols }
  const told = (world: World): World => inject(world, 'user', { to, payload })
  const recording = forked(voyage.recording, lengthOf(voyage.recording), told, 'aside')
  return { ...voyage, recording }
}

/** Whether the message of that step is one at which the beat asks to rest. */
export const rests = (voyage: Voyage, beat: string, step: number): boolean => {
  const patterns = voyage.scenario?.beats.find((b) => b.id === beat)?.pauseOn ?? []
  const message = voyage.recording.messages[step - 1]
  return patterns.length > 0 && message !== undefined && pausesAt(patterns, message.payload)
}

/** Presses keys; the terminal's line discipline decides what they mean. */
export const press = (voyage: Voyage, data: string, step: number, terminal = 1, shown = Infinity): Voyage =>
  done(voyage, step, shown, (world) => keys(world, data, terminal))

/**
 * Opens a terminal with a login shell of its own, after `step` messages: the lowest number that is free, or that one again, whose shell
 * has ended.
 */
export function openTerminal(voyage: Voyage, step: number, again?: number, shown = Infinity): Voyage {
  return done(voyage, step, shown, (world) => {
    const open = terminalsOf(world)
    const number = again ?? Array.from({ length: open.length + 1 }, (_, i) => i + 1).find((n) => !open.includes(n))!
    const { rows, cols } = terminalView(world)
    return { to: terminalNamed(number), payload: { kind: 'tty.open', tty: `pts/${number - 1}`, rows, cols } }
  })
}

/** Closes a terminal: what runs there gets SIGHUP. */
export const closeTerminal = (voyage: Voyage, step: number, terminal: number, shown = Infinity): Voyage =>
  done(voyage, step, shown, (world) => {
    const to = terminalNamed(terminal)
    return { to, payload: { kind: 'tty.hangup', tty: terminalView(world, to).tty } }
  })

/**
 * What the person does after `step` messages; in the past it forks. Of the future that was left only what was shown, up to a step, is
 * worth keeping: what was merely computed ahead of a person who types quickly is nobody's.
 */
function done(voyage: Voyage, step: number, shown: number, what: (world: World) => Sent): Voyage {
  const at = Math.min(step, lengthOf(voyage.recording))
  const isLeft = at < Math.min(shown, lengthOf(voyage.recording))
  const change = (world: World): World => inject(world, 'user', what(world))
  const recording = forked(voyage.recording, at, change, isLeft ? 'anew' : 'deed')
  const left = isLeft ? [{ id: voyage.nextBranch, at, recording: voyage.recording }] : []
  return { ...voyage, recording, branches: [...voyage.branches, ...left], nextBranch: voyage.nextBranch + left.length }
}

/** Plays another branch; what was played becomes one. */
export function turnTo(voyage: Voyage, id: number): Voyage {
  const branch = voyage.branches.find((b) => b.id === id)
  if (branch === undefined) return voyage
  const left = { id: voyage.nextBranch, at: branch.at, recording: voyage.recording }
  const others = voyage.branches.filter((b) => b.id !== id)
  return { ...voyage, recording: branch.recording, branches: [...others, left], nextBranch: voyage.nextBranch + 1 }
}
