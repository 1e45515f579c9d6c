import { kindOf } from '../trace/types'
import type { Depth, Message, Micros, PayloadKind } from '../trace/types'

/** The part of a recording that time-keeping needs. Step 0 is the start; `message(n)` is what step n delivered. */
export interface Score {
  readonly length: number
  message(step: number): Message
}

/**
 * How a recording is played at one depth. Gaps between steps are from microseconds to tens of seconds; playing squeezes them so
 * that each visible message is on its wire long enough to be seen and nothing makes one wait. Strictly growing, and what is
 * already laid down never changes when the recording grows, so that playing and scrubbing always agree.
 */
export interface Rhythm {
  readonly depth: Depth
  /** Playing time, in seconds, at which each step is reached; `at[0]` is 0. */
  readonly at: readonly number[]
  /** Simulated time of each step. */
  readonly time: readonly Micros[]
  /** Steps whose message is seen at this depth, in order. */
  readonly seen: readonly number[]
}

const flow: ReadonlySet<PayloadKind> = new Set<PayloadKind>(['http.chunk', 'stream', 'rpc.stream', 'pipe', 'event'])
/** What a terminal prints comes letter by letter and is seen in the terminal, not on a wire. */
const typed: ReadonlySet<PayloadKind> = new Set<PayloadKind>(['tty.input', 'tty.output', 'tty.mode'])
/** Also what a person does to the terminal itself, which then tells the host. */
const byHand: ReadonlySet<PayloadKind> = new Set<PayloadKind>(['tty.input', 'tty.resize', 'tty.open', 'tty.hangup'])
const quick: ReadonlySet<PayloadKind> = new Set<PayloadKind>(['sysret', 'exec', 'exit'])
const answers: ReadonlySet<PayloadKind> = new Set<PayloadKind>(['http.response', 'rpc.reply'])

/**
 * Seconds that a message stays on its wire at least. The deeper one looks the more there is to see, and the quicker it goes; answers go
 * quicker than what they answer, and what flows in many small parts quicker still.
 */
const floor = ({ payload }: Message, depth: Depth): number => {
  if (typed.has(payload.kind)) return 0.012
  if (flow.has(payload.kind)) return 0.05
  if (payload.kind === 'syscall') return 0.11
  if (quick.has(payload.kind)) return 0.05
  return (answers.has(payload.kind) ? [0.7, 0.28, 0.2] : [0.85, 0.42, 0.3])[depth - 1]!
}

/** Only marks by which a shell tells the page where a prompt and a command begin (OSC 133): no letter and no cursor moves. */
const marksOnly = /^(?:\x1b\]133;[^\x07]*\x07)+$/

/**
 * Never drawn: clocks and the scheduler, what a person does to the terminal before the terminal passes it on, and what the terminal is
 * told that nobody sees there.
 */
export const visible = ({ depth: own, from, to, payload }: Message, depth: Depth): boolean =>
  own <= depth &&
  payload.kind !== 'timer' &&
  payload.kind !== 'sched' &&
  !(payload.kind.startsWith('tty.') && from === to) &&
  !(payload.kind === 'tty.output' && marksOnly.test(payload.data)) &&
  !(kindOf(to) === 'terminal' && byHand.has(payload.kind) && kindOf(from) !== 'host')

const done = ({ from }: Message): boolean => from === 'user'

/** Seconds for a gap of simulated time: 1 ms takes 0.01, 50 ms 0.13, 1 s 0.28, 10 s 0.4. */
const squeezed = (gap: Micros): number => (gap <= 0 ? 0 : 0.035 * Math.log2(1 + gap / 4000))

const leastBetweenSeen = 0.02

/** What a person did lies after the moment before it, though nothing is seen of it yet: else one could not go back to before it. */
const leastToDo = 0.001

export function rhythm(score: Score, depth: Depth, start: Micros, earlier?: Rhythm): Rhythm {
  const kept = earlier !== undefined && earlier.depth === depth && earlier.at.length <= score.length + 1
  const at = kept ? [...earlier.at] : [0]
  const time = kept ? [...earlier.time] : [start]
  const seen = kept ? [...earlier.seen] : []
  // Steps that are not seen share the time of one gap: it is squeezed as a whole, from the last message that was seen.
  let since = time[seen.at(-1) ?? 0]!
  for (let step = at.length; step <= score.length; step++) {
    const message = score.message(step)
    const now = Math.max(time[step - 1]!, message.dueAt)
    const shown = visible(message, depth)
    const least = shown ? Math.max(leastBetweenSeen, lacking(message, depth, at, time)) : done(message) ? leastToDo : 0
    const gap = squeezed(now - since) - squeezed(time[step - 1]! - since)
    time.push(now)
    at.push(at[step - 1]! + Math.max(least, gap))
    if (!shown) continue
    seen.push(step)
    since = now
  }
  return { depth, at, time, seen }
}

/** What is missing, at the step before its delivery, of the time that a message has to be seen. */
function lacking(message: Message, depth: Depth, at: readonly number[], time: readonly Micros[]): number {
  const sent = lastAtOrBefore(time, message.sentAt)
  return floor(message, depth) - (at[at.length - 1]! - at[Math.max(0, sent)]!)
}

/** Index of the last value that is not above `value`; -1 when all are. */
export function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A place in a playing: so many steps delivered, and how far towards the next one. */
export interface Moment {
  readonly step: number
  readonly fraction: number
  readonly time: Micros
  /** Index in `seen` of the message that the caption is about: the one under way, or the last that arrived; -1 before the first. */
  readonly index: number
}

export const lengthOf = (r: Rhythm): number => r.at[r.at.length - 1]!

export function momentAt(r: Rhythm, playTime: number, message: (step: number) => Message): Moment {
  const p = Math.min(Math.max(playTime, 0), lengthOf(r))
  const step = stepAt(r, p)
  const gap = (r.at[step + 1] ?? p) - r.at[step]!
  // What a stop shows has arrived, and nothing has left yet.
  const fraction = gap > 0 ? Math.min(1, Math.max(0, (p - r.at[step]!) / gap)) : 0
  const from = r.time[step]!
  const time = from + fraction * ((r.time[step + 1] ?? from) - from)
  return { step, fraction, time, index: spokenAt(r, step, fraction, time, message) }
}

/**
 * The last step that is reached by then. Unseen steps may take no time at all: exactly at a seen one it is that one, so that one can
 * stop there; at the end it is the last of all.
 */
function stepAt(r: Rhythm, p: number): number {
  const step = Math.max(0, lastAtOrBefore(r.at, p + 1e-9))
  const seen = r.seen[lastAtOrBefore(r.seen, step)]
  return seen !== undefined && p < lengthOf(r) && r.at[seen]! > p - 1e-9 ? seen : step
}

function spokenAt(r: Rhythm, step: number, fraction: number, time: Micros, message: (step: number) => Message): number {
  const last = lastAtOrBefore(r.seen, step)
  const next = r.seen[last + 1]
  if (fraction === 0 || next === undefined) return last
  return message(next).sentAt <= time ? last + 1 : last
}
