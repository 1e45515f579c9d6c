import { untrack } from 'svelte'
import { see, type Seen } from '../../scene/seen'
import { lengthOf, lastAtOrBefore, momentAt, rhythm, type Moment, type Rhythm } from '../../scene/rhythm'
import type { Depth, Message, World } from '../../trace/types'
import { pastOf } from '../caption/past'
import type { Past } from '../caption/say'
import type { Source } from './source'

/** Milliseconds that a part of the model may take to come before the page says so. */
const patience = 300

/** Milliseconds of computing after which the page is let do other things, and how many messages are the horizon on the way to the end. */
const breath = 24
const horizon = 18_000

export const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const

export interface Command {
  readonly step: number
  readonly span: number
  readonly line: string
}

/** Where the playing has got to when it has to stop by itself: at the end of a command, or of everything. */
type Until = 'end' | 'command'

/** Playing time is the one thing that moves; every world, caption and packet follows from it. */
export class Player {
  #source = $state.raw<Source>() as Source
  /** Grows with every change of the source, so that what depends on it is computed anew. */
  #revision = $state(0)
  #frame = 0
  #lastTick = 0
  #until: Until = 'end'
  #rhythm: Rhythm | undefined
  #rhythmOf: unknown

  #at = $state(0)
  /** The furthest step that was shown of the history that is played. */
  #shown = 0
  playing = $state(false)
  speed = $state(1)
  depth = $state<Depth>(2)
  loop = $state(false)
  /** The person asked for no motion: playing jumps from step to step. */
  still = $state(false)
  /** The next step waits for a part of the model: it has been on its way for a while, or it could not be had. */
  waiting = $state<'coming' | 'missing' | undefined>()
  /** Whether playing has to rest at a step that it has just come to. */
  brake: ((step: number) => boolean) | undefined

  readonly rhythm: Rhythm = $derived.by(() => this.#lay())
  readonly length: number = $derived(lengthOf(this.rhythm))
  readonly moment: Moment = $derived(momentAt(this.rhythm, this.at, (step) => this.#source.recording.message(step)))
  readonly world: World = $derived(this.recording.world(this.moment.step))
  readonly seen = $derived(this.look(this.world))
  /** The message that the caption is about. */
  readonly spoken: Message | undefined = $derived.by(() => {
    const step = this.rhythm.seen[this.moment.index]
    return step === undefined ? undefined : this.recording.message(step)
  })
  /** Steps at which a command began, and the span it has. */
  readonly commands: readonly Command[] = $derived.by(() =>
    Object.values(see(this.recording.world(this.recording.length)).terminals)
      .flatMap(({ blocks }) => blocks)
      .filter(({ startedAt, givenUp }) => startedAt >= this.rhythm.time[0]! && givenUp !== true)
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .map(({ line, span, startedAt }) => ({
        line,
        span,
        step: Math.min(this.recording.length, lastAtOrBefore(this.rhythm.time, startedAt - 1) + 1),
      })),
  )

  constructor(source: Source) {
    this.#source = source
  }

  get at(): number {
    return this.#at
  }

  set at(to: number) {
    this.#at = to
    this.#shown = Math.max(
      this.#shown,
      untrack(() => this.moment.step),
    )
  }

  /** What the picture may know of a world. */
  look(world: World): Seen {
    return see(world, this.source.registries(world))
  }

  get source(): Source {
    void this.#revision
    return this.#source
  }

  get recording() {
    void this.#revision
    return this.#source.recording
  }

  get branches() {
    void this.#revision
    return this.#source.branches
  }

  #lay(): Rhythm {
    const recording = this.recording
    const same = this.#rhythmOf === this.#source.branches.length
    this.#rhythmOf = this.#source.branches.length
    this.#rhythm = rhythm(recording, this.depth, recording.world(0).now, same ? this.#rhythm : undefined)
    return this.#rhythm
  }

  /** After the source has changed: keeps the step that is shown. */
  #renewed(step: number): void {
    this.#revision++
    this.at = this.rhythm.at[Math.min(step, this.recording.length)] ?? 0
  }

  open(source: Source): void {
    this.pause()
    this.#source.close?.()
    this.#source = source
    this.waiting = undefined
    source.listen?.(() => this.#heard(source))
    this.#rhythm = undefined
    this.#rhythmOf = undefined
    this.#revision++
    this.#shown = 0
    this.at = 0
  }

  type(line: string, terminal = 1): void {
    this.#act((step, shown) => this.#source.type(line, step, terminal, shown))
    this.play('command')
  }

  key(keys: string, terminal = 1): void {
    this.#act((step, shown) => this.#source.key(keys, step, terminal, shown))
    this.play('end')
  }

  /** Opens one more terminal, or that one again. */
  openTerminal(again?: number): void {
    this.#act((step, shown) => this.#source.openTerminal(step, again, shown))
    this.play('end')
  }

  closeTerminal(terminal: number): void {
    this.#act((step, shown) => this.#source.closeTerminal(step, terminal, shown))
    this.play('end')
  }

  /** What the person does at the step that is shown; in the past it forks. */
  #act(act: (step: number, shown: number) => void): void {
    const { step } = this.moment
    act(step, this.#shown)
    this.#shown = step
    this.#renewed(step)
  }

  /** The source has something new to say about what was there already; what is shown stays. */
  #heard(source: Source): void {
    if (source !== this.#source) return
    const { step } = this.moment
    const atEnd = this.at >= this.length
    if (source.recording.length === 0) this.#rhythm = undefined
    this.#renewed(step)
    if (atEnd) this.at = this.length
    if (source.missing) this.pause()
    this.waiting = source.missing ? 'missing' : undefined
  }

  /** Whether a part of the model is on its way; it is said only when that takes long enough to be noticed. */
  #awaits(): boolean {
    const { coming } = this.#source
    if (coming === undefined) return false
    if (coming !== this.#awaited) {
      this.#awaited = coming
      setTimeout(() => {
        if (this.#source.coming === coming) this.waiting = 'coming'
      }, patience)
    }
    return true
  }
  #awaited: Promise<void> | undefined

  /** Asks again for a part that could not be had, and plays on. */
  retry(): void {
    this.waiting = undefined
    this.#source.retry?.()
    this.play(this.#until)
  }

  /** Nothing is left to be played, and nothing is under way. */
  get spent(): boolean {
    return this.at >= this.length && !this.#more() && !this.#awaits()
  }

  /** Tells the terminals their size; what is shown stays. */
  resize(rows: number, cols: number): void {
    const { step } = this.moment
    const atEnd = this.at >= this.length
    const fresh = this.#source.recording.length === 0
    const { terminals } = see(this.#source.recording.world(this.#source.recording.length))
    const told = Object.keys(terminals).map((number) => this.#source.resize(rows, cols, Number(number)))
    if (!told.includes(true)) return
    if (fresh) this.#rhythm = undefined
    this.#renewed(step)
    if (atEnd) this.at = this.length
  }

  /** How a goal stands at the step that is shown. */
  goal(beat: string, lang: string): ReturnType<Source['goal']> {
    return this.source.goal(
      beat,
      untrack(() => this.moment.step),
      lang,
    )
  }

  /** Playing time at which a step is reached. */
  placeOf(step: number): number {
    return this.rhythm.at[Math.min(Math.max(0, step), this.recording.length)] ?? 0
  }

  turnTo(branch: number): void {
    const step = this.moment.step
    this.#source.turnTo(branch)
    this.#rhythm = undefined
    this.#shown = this.#source.recording.length
    this.#renewed(step)
  }

  setDepth(depth: Depth): void {
    if (depth === this.depth) return
    const { step, fraction } = this.moment
    this.depth = depth
    const from = this.rhythm.at[step] ?? 0
    this.at = from + fraction * ((this.rhythm.at[step + 1] ?? from) - from)
  }

  play(until: Until = 'end'): void {
    this.#until = until
    if (this.playing) return
    if (this.#source.missing) this.#source.retry?.()
    if (this.at >= this.length && !this.#more() && !this.#awaits()) {
      if (until === 'end' && this.length > 0 && this.loop) this.at = 0
      else return
    }
    this.playing = true
    this.#lastTick = 0
    this.#frame = requestAnimationFrame((now) => this.#tick(now))
  }

  pause(): void {
    this.playing = false
    if (typeof cancelAnimationFrame === 'function') cancelAnimationFrame(this.#frame)
  }

  /** Plays on; what has been played to its end is played again from the start. */
  replay(): void {
    if (this.spent) this.at = 0
    this.play()
  }

  /** Asks the source for more of what is under way. */
  #more(): boolean {
    const step = this.moment.step
    const fraction = this.at - (this.rhythm.at[step] ?? 0)
    if (!this.#source.extend()) return false
    this.#revision++
    this.at = (this.rhythm.at[step] ?? 0) + fraction
    return this.at < this.length
  }

  #tick(now: number): void {
    if (!this.playing) return
    const elapsed = this.#lastTick === 0 ? 16 : Math.min(100, now - this.#lastTick)
    this.#lastTick = now
    const { step } = this.moment
    if (this.still) this.#jump(elapsed)
    else this.at = Math.min(this.length, this.at + (elapsed / 1000) * this.speed)
    if (this.#brakes(step)) return
    if (this.length - this.at < 1 && !this.#more() && this.at >= this.length && !this.#awaits()) return this.#ended()
    this.#frame = requestAnimationFrame((next) => this.#tick(next))
  }

  /** Stops at the first step since that one that asks for it. */
  #brakes(since: number): boolean {
    const { step } = this.moment
    for (let reached = since + 1; reached <= step; reached++) {
      if (!this.brake?.(reached)) continue
      this.pause()
      this.at = this.placeOf(reached)
      return true
    }
    return false
  }

  #held = 0

  /** Without motion: stays on a step for as long as moving to the next would have taken. */
  #jump(elapsed: number): void {
    this.#held += (elapsed / 1000) * this.speed
    const next = this.rhythm.seen[lastAtOrBefore(this.rhythm.seen, this.moment.step) + 1]
    const target = next === undefined ? this.length : this.rhythm.at[next]!
    if (this.#held < Math.min(target - this.at, 1)) return
    this.#held = 0
    this.at = target
  }

  #ended(): void {
    if (this.loop && this.#until === 'end') {
      this.at = 0
      this.#frame = requestAnimationFrame((next) => this.#tick(next))
    } else this.pause()
  }

  seekTo(playTime: number): void {
    this.at = Math.min(this.length, Math.max(0, playTime))
  }

  seekStep(step: number): void {
    this.seekTo(this.placeOf(step))
  }

  /** To the next (or the one before) message that is seen at this depth. */
  step(by: 1 | -1): void {
    this.pause()
    const { seen, at } = this.rhythm
    const last = lastAtOrBefore(seen, this.moment.step)
    const past = last >= 0 && this.at > at[seen[last]!]! + 1e-9
    if (by === 1) {
      if (last + 1 >= seen.length) void (this.#more() || this.#awaits())
      const next = this.rhythm.seen[last + 1]
      this.seekTo(next === undefined ? this.length : this.rhythm.at[next]!)
    } else {
      const target = past ? last : last - 1
      this.seekTo(target < 0 ? 0 : at[seen[target]!]!)
    }
  }

  command(by: 1 | -1): void {
    this.pause()
    const here = this.moment.step
    const target =
      by === 1 ? this.commands.find(({ step }) => step > here) : this.commands.findLast(({ step }) => step < here)
    if (target) this.seekStep(target.step)
    else if (by === -1) this.toStart()
    else void this.toEnd()
  }

  toStart(): void {
    this.pause()
    this.at = 0
  }

  /** To the end of what is under way now; what never ends is followed only to the horizon. Settled when all of it is there. */
  async toEnd(): Promise<void> {
    this.pause()
    const far = this.#source.recording.length + horizon
    while (this.#source.recording.length < far) {
      const began = performance.now()
      let more = true
      while (more && performance.now() - began < breath) more = this.#source.extend()
      this.#revision++
      const end = (this.at = this.length)
      if (more) await new Promise((done) => setTimeout(done))
      else if (this.#awaits()) await this.#source.coming?.catch(() => undefined)
      else return
      // Who has gone back meanwhile is not taken along; a new size or a part that came moves the end itself further.
      if (this.playing || this.at < end || this.#source.missing) return
    }
  }

  faster(by: 1 | -1): void {
    const i = speeds.findIndex((speed) => speed >= this.speed)
    this.speed = speeds[Math.min(speeds.length - 1, Math.max(0, i + by))]!
  }

  /** What was before the moment that is shown, the message under way included. */
  get past(): Past {
    return pastOf(this.recording, this.moment.step + 1)
  }

  close(): void {
    this.pause()
    this.#source.close?.()
  }
}
