import type { Desk } from '../desk.svelte'
import type { Beat, GoalState, LessonText } from '../player/source'
import { sceneNamed } from '../settings.svelte'
import type { Message } from '../../trace/types'

/** Where the playing rests because the lesson asks for it, and what arrives there. */
export interface Rest {
  readonly at: number
  readonly message: Message
}

/** Milliseconds that a beat that is done stays to be seen, that the next may be read, and that a rest lasts, when all is played. */
const pauses = { done: 1700, reading: 2600, rest: 3200 }

/** How far the learner has got in a lesson. Beats move on by themselves when what they ask for holds; Play types what is next. */
export class Course {
  readonly #desk: Desk
  #clock: ReturnType<typeof setTimeout> | undefined
  #rested = false

  beat = $state(0)
  /** Plays one beat after the other. */
  all = $state(false)
  done = $state.raw<ReadonlySet<string>>(new Set())
  #rest = $state.raw<Rest | undefined>()

  readonly lesson: LessonText | undefined = $derived.by(() => this.#desk.player.source.lesson(this.#desk.settings.lang))
  readonly beats: readonly Beat[] = $derived(this.lesson?.beats ?? [])
  readonly current: Beat | undefined = $derived(this.beats[Math.min(this.beat, this.beats.length - 1)])
  readonly isLast: boolean = $derived(this.beat >= this.beats.length - 1)
  readonly isDone: boolean = $derived(this.current !== undefined && this.done.has(this.current.id))

  /** A check is worked out when a command begins or ends, and at every step that is looked at standing still. */
  readonly #seenAt: string = $derived.by(() => {
    const { player } = this.#desk
    const { blocks, mode } = player.seen.terminal
    const ended = blocks.filter((block) => block.endedAt !== undefined).length
    return `${blocks.length} ${ended} ${mode} ${player.playing ? '' : player.moment.step}`
  })
  readonly goal: GoalState | undefined = $derived.by(() => {
    void this.#seenAt
    const { player, settings } = this.#desk
    return this.current && player.goal(this.current.id, settings.lang)
  })
  readonly rest: Rest | undefined = $derived.by(() => {
    const { player } = this.#desk
    return this.#rest?.at === player.at && !player.playing ? this.#rest : undefined
  })

  constructor(desk: Desk) {
    this.#desk = desk
    desk.player.brake = (step) => this.#brake(step)
  }

  /** From the first beat on. What the page was told to look at is kept. */
  open(given: { readonly depth: boolean; readonly scene: boolean }): void {
    clearTimeout(this.#clock)
    this.done = new Set()
    this.all = false
    this.#rest = undefined
    this.#rested = false
    this.beat = 0
    const { settings } = this.#desk
    const look = this.current?.look
    if (!given.depth) settings.depth = look?.depth ?? this.lesson?.depth ?? settings.depth
    if (!given.scene) settings.scene = sceneNamed(look?.scene ?? this.lesson?.scene) ?? settings.scene
  }

  close(): void {
    clearTimeout(this.#clock)
  }

  turn(to: number): void {
    clearTimeout(this.#clock)
    this.beat = Math.min(this.beats.length - 1, Math.max(0, to))
    this.#rested = false
    this.#rest = undefined
    const { settings } = this.#desk
    const look = this.current?.look
    if (look?.depth) settings.depth = look.depth
    settings.scene = sceneNamed(look?.scene) ?? settings.scene
  }

  /** What the beat asks for holds and nothing is under way: it is done, and the next one comes. */
  reached(): void {
    const { current } = this
    if (current === undefined || this.done.has(current.id)) return
    this.done = new Set([...this.done, current.id])
    clearTimeout(this.#clock)
    if (this.isLast) this.all = false
    else if (this.all || current.quiz === undefined)
      this.#clock = setTimeout(() => this.#moveOn(current.id), pauses.done)
  }

  #moveOn(from: string): void {
    if (this.current?.id !== from) return
    this.turn(this.beat + 1)
    if (this.all)
      this.#clock = setTimeout(() => this.all && !this.#desk.player.playing && this.#desk.play(), pauses.reading)
  }

  /** The command that Play has to type now, if there is one; goes on to the beat that has it. */
  next(): string | undefined {
    clearTimeout(this.#clock)
    if (this.isDone && !this.isLast) this.turn(this.beat + 1)
    return this.isDone ? undefined : this.current?.type
  }

  #brake(step: number): boolean {
    const { player } = this.#desk
    if (this.#rested || this.isDone || this.current === undefined || !player.source.rests(this.current.id, step))
      return false
    this.#rested = true
    const at = player.placeOf(step)
    this.#rest = { at, message: player.recording.message(step) }
    clearTimeout(this.#clock)
    if (this.all) this.#clock = setTimeout(() => this.all && this.rest && player.play('command'), pauses.rest)
    return true
  }
}
